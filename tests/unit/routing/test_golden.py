import csv
import io
import os
from collections import Counter
from pathlib import Path

from tests.unit.routing.routing_rows import HEADER, line_of, rows
from wizard.knowledge.load import load

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "routing.csv"


def written(lines: list[dict[str, str]]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, HEADER, lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    return "\ufeff" + text.getvalue()


def test_routing_is_as_the_golden_table_says():
    pack = load("pinduoduo")
    actual = written([line_of(row, pack) for row in rows()])
    if os.environ.get("UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(actual, "utf-8")
    expected = GOLDEN.read_text("utf-8") if GOLDEN.exists() else ""
    if actual != expected:
        beside = GOLDEN.with_suffix(".actual.csv")
        beside.write_text(actual, "utf-8")
        differing = [new for new, old in zip(actual.splitlines(), expected.splitlines(), strict=False) if new != old]
        first = differing[0] if differing else "行数不同"
        raise AssertionError(
            f"{len(differing)} 行与 {GOLDEN.name} 不同，实际结果写在 {beside.name}。第一处：\n{first}\n"
            "看过差异、确认规则就该这样变之后，用 UPDATE_GOLDEN=1 再跑一次来更新。"
        )


def test_every_permutation_stands_once():
    described = Counter(
        (row.scenario, row.stage, row.legality, row.urgency, row.complete, row.money, row.scale, row.special)
        for row in rows()
    )
    assert [key for key, count in described.items() if count > 1] == []
    assert len(described) > 400
