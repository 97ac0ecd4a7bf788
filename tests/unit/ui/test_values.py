"""What people type is understood, or they are told how to write it; what is shown can be read back."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.ui import values

SUNDAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026/1/5", "2026-01-05"),
        ("2026年11月2日", "2026-11-02"),
        (" 2026 年 11 月 2 日 ", "2026-11-02"),
        ("２０２６．１１．２", "2026-11-02"),
        ("20261122", "2026-11-22"),
        ("26.1.5", "2026-01-05"),
        ("11月3日", "2026-11-03"),
        ("11.3", "2026-11-03"),
        ("1103", "2026-11-03"),
        ("12月31日", "2025-12-31"),
        ("今天", "2026-11-22"),
        ("昨天", "2026-11-21"),
        ("上周三", "2026-11-11"),
        ("上上个星期天", "2026-11-08"),
        ("上个月5号", "2026-10-05"),
        ("上月 5 日", "2026-10-05"),
        ("大前天", "2026-11-19"),
        ("3天前", "2026-11-19"),
        ("2月29日", "2024-02-29"),
    ],
)
def test_days_as_people_write_them(typed, day):
    assert values.read_day(typed, SUNDAY) == values.Read(day)


def test_a_deadline_without_a_year_is_the_next_one():
    assert values.read_day("1月5日", SUNDAY, "future").value == "2027-01-05"
    assert values.read_day("11月22日", SUNDAY, "future").value == "2026-11-22"


@pytest.mark.parametrize(
    "typed", ["13月1日", "2026-02-30", "不知道", "2026-11", "1899-01-01", "31.4.", "99999999", "2026"]
)
def test_what_is_no_day_is_said_and_not_guessed(typed):
    read = values.read_day(typed, SUNDAY)
    assert read.value is None
    assert read.problem


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_survives_being_written_and_read(day):
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d")):
        assert values.read_day(written, SUNDAY).value == day.isoformat()


@given(st.text(max_size=20))
def test_no_text_breaks_a_reader(text):
    for read in (values.read_day, values.read_clock, values.read_money, values.read_number, values.read_text):
        found = read(text)
        assert not (found.problem and found.value is not None)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,234.5", "1234.50"),
        ("¥300", "300.00"),
        ("１，２３４．５０元", "1234.50"),
        ("1.2万", "12000.00"),
        ("0", "0.00"),
        (".5", "0.50"),
    ],
)
def test_money_as_people_write_it(typed, amount):
    assert values.read_money(typed) == values.Read(amount)


@pytest.mark.parametrize("typed", ["-3", "3.999", "三百", "1e5", "NaN", "inf", "1.2.3", "9999999999999", "=1+1"])
def test_what_is_no_money_is_refused_with_the_mend(typed):
    read = values.read_money(typed)
    assert read.value is None
    assert read.problem.endswith("。")


@given(st.decimals(0, 10**11, places=2, allow_nan=False, allow_infinity=False))
def test_money_keeps_every_cent(amount):
    assert Decimal(values.read_money(f"{amount:,}").value) == amount


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("14:02", "14:02"), ("1402", "14:02"), ("下午2点半", "14:30"), ("9点", "09:00"), ("9：05", "09:05")],
)
def test_times_as_people_write_them(typed, clock):
    assert values.read_clock(typed).value == clock


@pytest.mark.parametrize("typed", ["25:00", "14:61", "早", "12345"])
def test_what_is_no_time_is_said(typed):
    assert values.read_clock(typed).problem == values.CLOCK_HELP


def test_a_line_loses_breaks_and_controls_but_no_rare_character():
    assert values.read_text(" 𠮷\x00\n田 ").value == "𠮷 田"
    assert "删去 1 个" in values.read_text("字" * 201).problem


def test_numbers_stay_whole_when_they_are():
    assert values.read_number("12").value == 12
    assert values.read_number("3.50").value == "3.5"


def test_yes_and_no_go_both_ways():
    for value in (True, False, None):
        assert values.YES_NO.read(values.YES_NO.show(value)).value is value
