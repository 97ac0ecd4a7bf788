"""Checks of who the parties are and of the numbers by which the other side finds the matter."""

from __future__ import annotations

import datetime as dt

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberInvalid

from wizard.case import Identifier, Scenario
from wizard.facts.report import Report


def check_parties(report: Report) -> None:
    """The shop's own numbers, and that a report of another merchant names that merchant."""
    shop = report.case.shop
    if not shop.shop_id:
        report.add("shop_id_missing", "shop.shop_id")
    for code, field in (("shop_id_format", "shop_id"), ("phone_format", "phone"), ("email_format", "email")):
        value = getattr(shop, field)
        if value and not report.matches(code, value.replace(" ", "")):
            report.add(code, f"shop.{field}", value=value)
    if shop.credit_code and not _is_credit_code(shop.credit_code):
        report.add("credit_code_format", "shop.credit_code", value=shop.credit_code)
    if not report.case.narrative.strip():
        report.add("narrative_missing", "narrative")
    _check_respondent(report)


def _is_credit_code(value: str) -> bool:
    """GB 32100: length, alphabet and check digit."""
    try:
        uscc.validate(value)
    except NumberInvalid:
        return False
    return True


def _check_respondent(report: Report) -> None:
    respondent = report.case.respondent
    if report.case.scenario != Scenario.REPORT_OTHER_MERCHANT:
        return
    if respondent.kind != "merchant":
        report.add("respondent_kind", "respondent.kind")
    if not (respondent.name or respondent.shop_name or respondent.shop_url):
        report.add("respondent_missing", "respondent.shop_name")


def check_identifiers(report: Report) -> None:
    """Formats the platform's numbers have, and the same number twice."""
    seen: set[tuple[str, str]] = set()
    for identifier in report.case.identifiers:
        field = f"identifiers.{identifier.id}.value"
        if not identifier.value:
            report.add("identifier_empty", field)
            continue
        if (identifier.kind, identifier.value) in seen:
            report.add("identifier_repeated", field, value=identifier.value)
        seen.add((identifier.kind, identifier.value))
        _check_format(report, identifier, field)


def _check_format(report: Report, identifier: Identifier, field: str) -> None:
    for words in report.formats(identifier.kind):
        if not report.matches(words.id, identifier.value):
            report.add(words.id, field, value=identifier.value)
        elif identifier.kind == "order" and not _begins_with_a_past_day(identifier.value, report.today):
            report.add("order_number_day", field, value=identifier.value)


def _begins_with_a_past_day(order_number: str, today: dt.date) -> bool:
    """Order numbers begin with the day of the order as yymmdd; near midnight it may be off by one."""
    try:
        day = dt.datetime.strptime(order_number[:6], "%y%m%d").date()
    except ValueError:
        return False
    return day <= today + dt.timedelta(days=1)
