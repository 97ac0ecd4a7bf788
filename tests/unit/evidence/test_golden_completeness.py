"""The golden table of what each scenario and channel wants proved, for a person who knows merchants and not Python.

`UPDATE_GOLDEN=1 pytest tests/unit/evidence/test_golden_completeness.py` writes it anew; read the diff.
"""

import csv
import io
import os
from pathlib import Path

from wizard.case import Scenario
from wizard.evidence.completeness import LEVEL_WORDS, in_channel
from wizard.knowledge.answered import belongs
from wizard.knowledge.load import load

GOLDEN = Path(__file__).parents[2] / "golden" / "completeness.csv"
HEADER = ("场景", "渠道", "必备", "建议", "有帮助")
SCENARIOS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]


def table() -> str:
    pack = load()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    channels = {"": "（还没有选渠道）", **{channel.id: channel.name for channel in pack.channels.values()}}
    for scenario in SCENARIOS:
        for channel, name in channels.items():
            writer.writerow([pack.scenarios[scenario].name, name, *lists(pack, scenario, channel)])
    return "\ufeff" + out.getvalue()  # so that a spreadsheet reads it as UTF-8


def lists(pack, scenario: str, channel: str) -> list[str]:
    wanted: dict[str, list[str]] = {level: [] for level in LEVEL_WORDS}
    for requirement in pack.requirements.values():
        if belongs(requirement.scenarios, (scenario,)) and in_channel(requirement, channel):
            when = f"（{requirement.when_words}）" if requirement.when_words else ""
            wanted[requirement.level_for(channel)].append(requirement.title + when)
    return ["；".join(titles) for titles in wanted.values()]


def test_the_table_is_the_one_that_was_reviewed():
    actual = table()
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(actual, "utf-8")
    assert actual == GOLDEN.read_text("utf-8"), (
        "completeness.csv differs: UPDATE_GOLDEN=1 writes it, then read the diff"
    )


def test_every_scenario_wants_something_before_and_after_a_channel_is_chosen():
    for row in csv.DictReader(io.StringIO(table()[1:])):
        assert row["必备"] or row["建议"] or row["有帮助"], row


def test_each_outside_body_wants_what_is_its_own():
    rows = {(row["场景"], row["渠道"]): row for row in csv.DictReader(io.StringIO(table()[1:]))}
    pack = load()

    def required(scenario: str, channel: str) -> str:
        return rows[pack.scenarios[scenario].name, pack.channels[channel].name]["必备"]

    assert "被投诉方的全称和住所" in required("unfair_rules", "samr_report")
    assert "违法线索的证据" in required("settlement", "samr_report")
    assert "说明市场支配地位的材料" in required("anticompetitive", "samr_aml")
    assert "损失计算表" in required("fine_dispute", "lawyer_litigation")
    assert "与平台的协议" in required("fine_dispute", "lawyer_litigation")
    assert "至少一张必填凭证" in required("aftersales_dispute", "pdd_aftersale_appeal")
    assert "证明您是为生活消费购买" in required("fine_dispute", "samr_consumer_complaint")
    assert "说明市场支配地位的材料" not in required("anticompetitive", "samr_report")
