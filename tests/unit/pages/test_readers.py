"""After a change of channel: own words for another reader are shown, and printed again only when the person says so."""

from tests.unit.ui.reading import text_of
from wizard.services import cases, judgement
from wizard.services.cases import Change


def test_own_words_are_asked_about_after_a_change_of_channel(app, instance, office):
    case = cases.open_sample(instance, office.editor, "fine_dispute").case
    for path, value in (("channel", "pdd_ticket"), ("wording.grounds", "贵平台没有看揽收底单。")):
        before = getattr(cases.read(instance, office.editor, case.id).case, path, None)
        cases.save(instance, office.editor, case.id, [Change(path, before, value)])
    cases.save(instance, office.editor, case.id, [Change("channel", "pdd_ticket", "lawyer_litigation")])
    stored = cases.read(instance, office.editor, case.id).case
    assert [one.key for one in judgement.unaddressed(stored, "lawyer_litigation")] == ["wording-grounds"]
    tab = app.open(office.editor, "case_review", case=case.id, part="preview")
    assert "没有印" in text_of(tab)
    tab.button(key="use.wording-grounds").click().run()
    assert not tab.exception
    again = cases.read(instance, office.editor, case.id).case
    assert again.written_for["wording-grounds"] == "lawyer_litigation"
    assert "没有看揽收底单" in judgement.document(again, "lawyer_litigation").model_dump_json()
