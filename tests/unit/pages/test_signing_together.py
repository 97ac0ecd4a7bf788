"""The sign step with a place kept for a colleague, and with a key kept under a passphrase."""

import time

import pytest

from tests.unit.ui.reading import text_of
from wizard.case import Case
from wizard.changes import Applied
from wizard.services import cases, cosigning, packages, signing_keys
from wizard.services.errors import Refused

WORDS = "四月的雨一直下在屋顶上"


@pytest.fixture
def signed(instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    finished(instance, office, packages.start(instance, office.owner, case_id, signer=choice("王五")))
    return case_id


def choice(name):
    return packages.SignerChoice(name, "同意", slots=1)


def finished(instance, office, build):
    for _ in range(240):
        if packages.progress(instance, office.owner, build).done:
            return
        time.sleep(0.25)
    raise AssertionError("not finished within a minute")


def test_everybody_sees_who_may_still_sign_and_only_they_can(app, office, signed):
    first = app.open(office.owner, "case_sign", case=signed)
    assert "请孙八登录后打开这件案件" in text_of(first)
    assert "我来共同签署" not in [button.label for button in first.button]
    colleague = app.open(office.signer, "case_sign", case=signed)
    assert "我来共同签署" in [button.label for button in colleague.button]
    viewer = app.open(office.viewer, "case_sign", case=signed)
    assert "请孙八登录后打开" in text_of(viewer)
    assert "我来共同签署" not in [button.label for button in viewer.button]


def test_a_colleague_hears_which_version_they_sign_and_why_they_could_not(app, instance, office, signed):
    tab = app.open(office.signer, "case_sign", case=signed)
    tab.button(key="sign.join").click().run()
    assert "您签的是第 1 版：王五签好的那一份" in text_of(tab)
    stored = cases.read(instance, office.owner, signed)
    newer = stored.case.packages[0].model_copy(update={"version": 2, "slots": 0, "id": "f" * 32})

    def sign_next(case):
        changed = case.model_copy(update={"packages": [*case.packages, newer]})
        return Applied(changed, changed=["packages"])

    cases.change(instance, office.owner, signed, sign_next)
    tab.checkbox(key="sign.agreed").check().run()
    assert "您没有签上：王五刚签了第 2 版，第 1 版不用再签了" in text_of(tab)
    assert "sign.together" not in tab.session_state


def test_who_signed_under_another_name_is_not_asked_again(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    finished(instance, office, packages.start(instance, office.owner, case_id, signer=choice("王老板")))
    tab = app.open(office.owner, "case_sign", case=case_id)
    assert "我来共同签署" not in [button.label for button in tab.button]
    assert "请孙八登录后打开" in text_of(app.open(office.viewer, "case_sign", case=case_id))
    with pytest.raises(Refused, match="您已经在这一版上签过名"):
        cosigning.start(instance, office.owner, case_id, 1, signer=choice("王五"))


@pytest.mark.parametrize("button", ["sign.join", "sign.another"])
def test_beginning_to_sign_one_case_opens_no_fields_in_another(app, instance, office, signed, button):
    tab = app.open(office.signer, "case_sign", case=signed)
    tab.button(key=button).click().run()
    case = cases.read(instance, office.owner, signed).case
    twin = cases.add(instance, office.owner, Case(scenario=case.scenario, packages=case.packages)).case.id
    tab.query_params["case"] = twin
    assert "我来共同签署" in [button.label for button in tab.run().button]


def test_a_build_of_one_case_is_not_shown_in_another(app, instance, office, signed):
    other = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.signer, "case_sign", case=other)
    tab.checkbox(key="sign.agreed").check().run()
    tab.button(key="primary-sign").click().run()
    assert "正在生成" in text_of(tab)
    tab.query_params["case"] = signed
    assert "正在生成" not in text_of(tab.run()) and "第 1 版材料包" in text_of(tab)
    packages.cancel(instance, office.signer, packages.running(instance, office.signer, other))


def test_a_kept_key_is_offered_and_asks_for_its_passphrase(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    assert "用哪把密钥签" not in [radio.label for radio in app.open(office.signer, "case_sign", case=case_id).radio]
    signing_keys.make(instance, office.signer, "孙签", WORDS, WORDS)
    tab = app.open(office.signer, "case_sign", case=case_id)
    assert tab.radio(key="sign.key").value is True
    assert "输入签名口令" in text_of(tab)


def test_a_colleagues_change_after_the_declaration_was_read_takes_it_back(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.signer, "case_sign", case=case_id)
    tab.checkbox(key="sign.agreed").check().run()
    shop = cases.read(instance, office.editor, case_id).case.shop
    cases.save(instance, office.editor, case_id, [cases.Change("shop.contact", shop.contact, "另一个人")])
    tab.button(key="primary-sign").click().run()
    assert "您打开这一页以后，李四又改过这份材料：投诉人有修改" in text_of(tab)
    assert tab.checkbox(key="sign.agreed").value is False
    assert cases.read(instance, office.signer, case_id).case.signature is None
    tab.checkbox(key="sign.agreed").check().run()
    assert "又改过这份材料" not in text_of(tab)
    tab.button(key="primary-sign").click().run()
    assert cases.read(instance, office.signer, case_id).case.signature is not None
    packages.cancel(instance, office.signer, packages.running(instance, office.signer, case_id))
