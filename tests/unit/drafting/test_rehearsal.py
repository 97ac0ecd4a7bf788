from dataclasses import dataclass

from tests.unit.drafting.helpers import SaidClaim, composed, event_claims
from tests.unit.drafting.stories import events, least, story
from wizard.case import Demand, Scenario
from wizard.drafting import rehearsal


@dataclass(frozen=True)
class Requirement:
    title: str
    level: str
    status: str


@dataclass(frozen=True)
class Assessed:
    items: tuple[Requirement, ...]
    unproven: tuple[SaidClaim, ...] = ()


def test_two_minutes_show_claim_course_exhibits_and_weak_points(pack):
    case = story("fine_dispute")
    claims = event_claims(case)
    assessed = Assessed((Requirement("违规详情页", "required", "missing"), Requirement("录屏", "helpful", "missing")))
    seen = rehearsal(composed(case, pack, "pdd_violation_appeal"), assessed, claims)
    assert seen.claim.startswith("本店对贵平台")
    assert len(seen.timeline) == 3
    assert seen.strongest[0].startswith("证据1 违规详情页")
    assert "缺少必备证据：违规详情页。" in seen.weak_points
    assert any("还没有证据支持：答复“申诉材料不足”" in point for point in seen.weak_points)
    assert not any("录屏" in point for point in seen.weak_points)


def test_a_long_course_keeps_its_end(pack):
    case = story("fine_dispute")
    case.timeline = events(*[(f"2026-11-0{day}", "后台", "平台", f"第{day}步", "") for day in range(1, 9)])
    seen = rehearsal(composed(case, pack, "pdd_ticket"), None, [])
    assert len(seen.timeline) == 5
    assert "第8步" in seen.timeline[-1]


def test_an_empty_case_is_told_what_is_weak(pack):
    seen = rehearsal(composed(least(Scenario.SETTLEMENT), pack, "pdd_ticket"), None, [])
    assert len(seen.weak_points) == 4
    assert seen.strongest == ()


def test_a_court_complaint_that_asks_for_costs_only_is_weak(pack):
    case = story("support_misconduct")
    case.demands = [Demand(record="reopen_ticket")]
    seen = rehearsal(composed(case, pack, "lawyer_litigation"), None, [])
    assert seen.weak_points[0].startswith("诉讼请求里只有诉讼费用")
    case = story("fine_dispute")
    seen = rehearsal(composed(case, pack, "lawyer_litigation"), None, [])
    assert not any("只有诉讼费用" in point for point in seen.weak_points)
