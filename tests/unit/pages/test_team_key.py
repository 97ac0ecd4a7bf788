"""The fold of one's own signing key: set, its passphrase changed, removed."""

from tests.unit.ui.reading import text_of
from wizard.services import signing_keys

WORDS, OTHER = "四月的雨一直下在屋顶上", "五月的风一直吹在窗台上"


def test_set_changed_and_removed(app, instance, office):
    tab = app.open(office.signer, "team")
    assert not tab.text_input  # a closed fold costs a click nothing
    tab.session_state["fold-key"] = True
    tab.run(timeout=60)
    tab.text_input(key="key-new").set_value(WORDS)
    tab.text_input(key="key-again").set_value(WORDS)
    tab.button(key="key-make").click().run(timeout=60)
    assert "设好了" in text_of(tab)
    tab.text_input(key="key-old").set_value("wrong wrong")
    tab.text_input(key="key-new").set_value(OTHER)
    tab.text_input(key="key-again").set_value(OTHER)
    tab.button(key="key-change").click().run(timeout=60)
    assert "原来的签名口令不对" in text_of(tab)
    tab.text_input(key="key-old").set_value(WORDS)
    tab.button(key="key-change").click().run(timeout=60)
    assert "口令换好了" in text_of(tab)
    tab.checkbox(key="key-sure").check().run(timeout=60)
    tab.button(key="key-remove").click().run(timeout=60)
    assert "删掉了" in text_of(tab)
    assert signing_keys.kept(instance, office.signer) is None


def test_somebody_who_does_not_sign_has_no_key(app, office):
    assert "我的签名密钥" not in text_of(app.open(office.editor, "team"))
