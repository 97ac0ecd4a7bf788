import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.followup.working_days import EVERY_YEAR, add_days, add_working_days, add_years, day_of
from wizard.knowledge.records.followups import CalendarYear


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # an ordinary week, a Friday start, a weekend start
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-22", 1, "2026-11-23"),
        # the regulator's fifteen working days
        ("2026-11-22", 15, "2026-12-11"),
        # Mid-autumn, National Day, and Saturday 10 October worked
        ("2026-09-22", 12, "2026-10-15"),
        # Spring Festival with Saturday 14 February worked
        ("2026-02-10", 8, "2026-02-27"),
        # the day before a make-up Saturday
        ("2026-02-13", 1, "2026-02-14"),
    ],
)
def test_working_days_follow_the_official_calendar(start, count, due):
    assert add_working_days(day(start), count)[0] == day(due)


def test_the_counting_is_written_out():
    _, words = add_working_days(day("2026-09-22"), 12)
    assert words == (
        "2026年9月22日当天不算，第 1 个工作日是2026年9月23日。跳过中秋节 9月25日至27日。跳过国庆节 10月1日至7日。"
        "跳过周末 1 天。10月10日调休上班，计入。第 12 个工作日是2026年10月15日。"
    )


def test_a_year_without_a_plan_is_counted_and_said_so():
    due, words = add_working_days(day("2026-12-25"), 8)
    assert due == day("2027-01-07")  # New Year's Day is a holiday every year
    assert "2027 年的放假安排还没有录入" in words
    assert "2026 年的放假安排" not in words


def test_the_pack_can_bring_a_year():
    year = CalendarYear.model_validate(
        {
            "id": "year_2027",
            "year": 2027,
            "holidays": {"2027-01-01": "元旦", "2027-01-04": "元旦"},
            "make_up_days": {"2027-01-09": "元旦"},
            "sources": [{"title": "测试"}],
            "confidence": "verified",
            "reviewed_on": "2026-11-22",
            "review_by": "2027-11-22",
        }
    )
    due, words = add_working_days(day("2026-12-31"), 5, {"year_2027": year})
    assert due == day("2027-01-09")
    assert "调休上班" in words
    assert "还没有录入" not in words


def test_what_we_call_a_holiday_every_year_was_one_in_every_known_year():
    import chinese_calendar

    for year in range(2004, 2027):
        for month, number in EVERY_YEAR:
            assert not chinese_calendar.is_workday(dt.date(year, month, number))


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day():
    due, words = add_days(day("2026-09-21"), 10, roll=True)
    assert due == day("2026-10-08")
    assert "顺延" in words
    assert add_days(day("2026-09-21"), 10)[0] == day("2026-10-01")


def test_years():
    assert add_years(day("2026-11-03"), 3)[0] == day("2029-11-03")
    assert add_years(day("2024-02-29"), 3)[0] == day("2027-02-28")


@pytest.mark.parametrize("count", [0, -1, 100_000])
def test_a_senseless_count_is_refused(count):
    with pytest.raises(ValueError, match="工作日数"):
        add_working_days(day("2026-11-22"), count)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)), st.integers(1, 60))
def test_counting_ends_on_a_working_day_and_never_goes_back(start, count):
    due, words = add_working_days(start, count)
    assert day_of(due).working
    assert (due - start).days >= count
    assert due > add_working_days(start, count - 1)[0] if count > 1 else due > start
    assert words.startswith(f"{start.year}年")
