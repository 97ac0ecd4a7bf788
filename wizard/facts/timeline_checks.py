"""Checks of the order of things: timeline, losses, earlier attempts, submissions and replies."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from wizard.case import Attempt, Event, Loss, Receipt
from wizard.facts.report import Report, title
from wizard.facts.values import first_day_told
from wizard.knowledge.shown import shown_days


def check_timeline(report: Report) -> None:
    """Every line has a date that can be and says what was done; lines stand in order and without long gaps."""
    for event in report.case.timeline:
        _check_event(report, event)
    dated = [event for event in report.case.timeline if event.on]
    for earlier, later in pairwise(dated):
        if _moment(later) < _moment(earlier):
            report.add("timeline_order", f"timeline.{later.id}.on", value=later.on, other_value=earlier.on)
    _check_gaps(report, dated)


def _check_event(report: Report, event: Event) -> None:
    if event.on is None and event.what.strip():
        report.add("timeline_no_date", f"timeline.{event.id}.on", what=event.what)
    if event.on is not None:
        _check_past(report, f"timeline.{event.id}.on", f"时间线-{title(Event, 'on')}", event.on)
        if not event.what.strip():
            report.add("timeline_no_what", f"timeline.{event.id}.what", value=event.on)


def _moment(event: Event) -> tuple[dt.date, dt.time]:
    return event.on or dt.date.min, event.at or dt.time.min


def _check_gaps(report: Report, dated: list[Event]) -> None:
    longest = int(report.limit("timeline_gap"))
    in_order = sorted(dated, key=_moment)
    for earlier, later in pairwise(in_order):
        if earlier.on and later.on and (days := (later.on - earlier.on).days) > longest:
            details = {"value": earlier.on, "other_value": later.on, "days": shown_days(days)}
            report.add("timeline_gap", f"timeline.{later.id}.on", **details)


def check_losses(report: Report) -> None:
    """A loss has an amount, a way it was worked out, and a day that is neither ahead nor before the story."""
    begin = first_day_told(report.case)
    for loss in report.case.losses:
        if loss.amount is None:
            report.add("loss_no_amount", f"losses.{loss.id}.amount", what=loss.what)
        elif not loss.arithmetic:
            report.add("loss_no_arithmetic", f"losses.{loss.id}.arithmetic", what=loss.what)
        if loss.on:
            field = f"losses.{loss.id}.on"
            _check_past(report, field, f"损失-{title(Loss, 'on')}", loss.on)
            if begin and loss.on < begin:
                report.add("loss_before_event", field, what=loss.what, value=loss.on, other_value=begin)


def check_attempts(report: Report) -> None:
    """What was tried before was tried in the past and not before the story begins."""
    begin = first_day_told(report.case)
    for attempt in report.case.attempts:
        if attempt.on:
            field = f"attempts.{attempt.id}.on"
            _check_past(report, field, f"此前的尝试-{title(Attempt, 'on')}", attempt.on)
            if begin and attempt.on < begin:
                report.add("attempt_before_event", field, value=attempt.on, other_value=begin)


def check_replies(report: Report) -> None:
    """A submission is in the past, and no reply comes before the submission it answers."""
    submitted = {receipt.id: receipt.submitted_on for receipt in report.case.receipts}
    for receipt in report.case.receipts:
        field = f"receipts.{receipt.id}.submitted_on"
        _check_past(report, field, title(Receipt, "submitted_on"), receipt.submitted_on)
    for reply in report.case.replies:
        sent = submitted.get(reply.receipt or "")
        if sent and reply.on < sent:
            report.add("reply_before_submission", f"replies.{reply.id}.on", value=reply.on, other_value=sent)


def _check_past(report: Report, field: str, name: str, day: dt.date) -> None:
    if day > report.today:
        report.add("date_in_future", field, field=name, value=day)
    elif (report.today - day).days > 366 * int(report.limit("date_too_old")):
        report.add("date_too_old", field, field=name, value=day)
