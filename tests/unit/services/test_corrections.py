"""An administrator's corrections: shown as such wherever the fact is printed, kept, taken back, backed up."""

import datetime as dt
from dataclasses import replace

import pytest

from wizard.bootstrap import files_of, open_instance, take_corrections, use
from wizard.case import Case, Scenario, now
from wizard.knowledge.corrections import facts, in_force
from wizard.knowledge.load import as_written, load
from wizard.services import corrections, judgement
from wizard.services.auditing import verify_audit
from wizard.services.backup import backup, restore
from wizard.services.building import Build, Copies, request_of
from wizard.services.corrections import Wanted
from wizard.services.errors import NotAllowed, NotFound, Refused
from wizard.store.rows import INSTANCE

TODAY = now().date()
PASSPHRASE = "beihai hetao 7391"
NUMBER = "channels:pdd_hotline#volatile.number"
FIELD = "channels:pdd_ticket#fields.description"
HOTLINE = Wanted(NUMBER, "95013 转 2", "商家后台-帮助中心", dt.date(2026, 11, 20))
LIMIT = Wanted(FIELD, "300", "工单页面的提示", dt.date(2026, 11, 21))


def hotline():
    return next(fact for fact in load().channels["pdd_hotline"].volatile if fact.id == "number")


def test_a_correction_is_shown_as_such_with_who_when_and_source(instance, office):
    corrections.correct(instance, office.owner, HOTLINE)
    said = hotline().value
    assert said.startswith("95013 转 2（王五于2026年11月20日核对更正，来源：商家后台-帮助中心")
    assert hotline().source == "商家后台-帮助中心"
    assert "更正1-" in load().version
    assert load().laws is as_written("pinduoduo").laws, "what is not corrected is read once"


def test_a_corrected_limit_cuts_the_texts_and_goes_to_the_worker_with_the_job(instance, office, tmp_path):
    case = Case(scenario=Scenario.SYSTEM_BUG, narrative="库存不同步，超卖。" * 200, channel="pdd_ticket")
    whole = judgement.texts(case, "pdd_ticket")
    corrections.correct(instance, office.owner, LIMIT)
    cut = judgement.texts(case, "pdd_ticket")
    assert whole != cut, "what was worked out before the correction is not given again"
    field = next(field for text in cut for field in text.fields if field.label == "问题描述")
    assert (field.limit, len(field.text) <= 300) == (300, True)
    assert "王五于2026年11月21日核对更正" in field.help
    build = Build(case, "pdd_ticket", tmp_path, tmp_path, now())
    use(None)
    assert not in_force()
    assert "上限 300 字" in request_of(build, Copies()).texts["按栏目填写.txt"].decode()


def test_taken_back_the_pack_speaks_again_and_both_are_on_record(instance, office):
    corrections.correct(instance, office.owner, HOTLINE)
    (made,) = corrections.history(instance, office.owner)
    corrections.withdraw(instance, office.owner, made.id)
    assert hotline() == as_written("pinduoduo").channels["pdd_hotline"].volatile[0]
    (kept,) = corrections.history(instance, office.owner)
    assert (kept.stands, kept.withdrawn_by) == (False, "王五")
    with instance.store.read() as work:
        events = [(row.event, row.details["place"], row.details["by"]) for row in work.audit.record(INSTANCE)]
    assert events == [("fact_corrected", NUMBER, "王五"), ("correction_withdrawn", NUMBER, "王五")]
    assert all(chain.broken_at is None for chain in verify_audit(instance))
    with pytest.raises(NotFound):
        corrections.withdraw(instance, office.owner, made.id)


def test_a_newer_correction_replaces_the_older(instance, office):
    corrections.correct(instance, office.owner, HOTLINE)
    corrections.correct(instance, office.owner, replace(HOTLINE, value="95013"))
    assert [one.stands for one in corrections.history(instance, office.owner)].count(True) == 1
    assert hotline().value.startswith("95013（")


def test_when_the_pack_says_something_new_the_correction_is_set_aside(instance, office):
    corrections.correct(instance, office.owner, HOTLINE)
    with instance.store.write() as work:
        (row,) = work.corrections.standing()
        work.corrections.withdraw(row.id, "", now())
        work.corrections.add(replace(row, id="other", instead_of="别的号码"))
    corrections.refresh(instance.store)
    assert hotline() == as_written("pinduoduo").channels["pdd_hotline"].volatile[0]
    shown = next(one for one in corrections.history(instance, office.owner) if one.stands)
    assert not shown.applies


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        (replace(HOTLINE, place="channels:pdd_hotline#volatile.fax"), "place", "knowledge facts"),
        (replace(HOTLINE, place="laws:PR-19#paraphrase"), "place", "没有可以更正"),
        (replace(HOTLINE, value="  "), "value", "还没有填"),
        (replace(HOTLINE, value="9" * 400), "value", "最多 300"),
        (replace(LIMIT, value="三百"), "value", "整数"),
        (replace(LIMIT, value="0"), "value", "整数"),
        (replace(LIMIT, value="无"), "value", "不用更正"),
        (replace(HOTLINE, source=""), "source", "哪里看到"),
        (replace(HOTLINE, source="甲" * 201), "source", "最多 200"),
        (replace(HOTLINE, checked_on=TODAY + dt.timedelta(days=1)), "checked_on", "今天之后"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_by_field(instance, office, wanted, field, words):
    with pytest.raises(Refused) as refusal:
        corrections.correct(instance, office.owner, wanted)
    (problem,) = refusal.value.problems
    assert problem.field == field
    assert words in str(problem)
    assert not in_force()


def test_only_the_owners_of_the_first_team_administer(instance, office):
    for actor in (office.editor, office.viewer, office.stranger):
        assert not corrections.administers(instance, actor)
        with pytest.raises(NotAllowed):
            corrections.correct(instance, actor, HOTLINE)
    assert not in_force()


def test_law_and_periods_with_a_law_behind_them_cannot_be_corrected():
    pack = as_written("pinduoduo")
    known = facts(pack)
    assert not [place for place in known if place.startswith("laws:")]
    for channel in pack.channels.values():
        for limit in channel.time_limits:
            if limit.basis or limit.amount:
                assert f"channels:{channel.id}#time_limits.{limit.id}" not in known
    assert any("time_limits.hours" in place for place in known)


def test_corrections_are_in_the_backup(instance, office, tmp_path):
    corrections.correct(instance, office.owner, HOTLINE)
    backup(instance, tmp_path / "one.wizard", PASSPHRASE)
    use(None)
    into = elsewhere(instance, tmp_path / "again")
    restore(tmp_path / "one.wizard", PASSPHRASE, into, files_of)
    again = open_instance(into)
    assert hotline().value.startswith("95013 转 2（")
    again.close()


def test_the_command_line_works_with_what_was_corrected_and_needs_no_instance(instance, office, tmp_path):
    corrections.correct(instance, office.owner, HOTLINE)
    use(None)
    take_corrections(elsewhere(instance, tmp_path / "nothing-here"))
    assert not in_force()
    assert not (tmp_path / "nothing-here").exists()
    take_corrections(instance.settings)
    assert hotline().value.startswith("95013 转 2（")


def elsewhere(instance, folder):
    return instance.settings.model_copy(update={"data_folder": folder, "database_url": ""})


def test_every_kind_of_fact_can_be_corrected_and_says_so(instance, office):
    known = facts(as_written("pinduoduo"))
    kinds = {place.partition("#")[2].partition(".")[0]: place for place in known}
    assert set(kinds) == {"steps", "fields", "attachments", "time_limits", "time_limit", "volatile", "menu"}
    for place in kinds.values():
        value = "7" if known[place].number else "照新页面写的。"
        corrections.correct(instance, office.owner, Wanted(place, value, "页面", TODAY))
        after = facts(load())[place]
        assert after.value.startswith(value.rstrip("。"))
        assert known[place].number or "王五于" in after.value
