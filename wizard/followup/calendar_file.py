"""The checklist as a calendar file: one all-day entry a task, with a reminder. The same task keeps its UID."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.case import Case
from wizard.followup.tasks import Task

if TYPE_CHECKING:
    from icalendar import Event

REMINDER_HOUR = 9
DAY_BEFORE = dt.timedelta(hours=REMINDER_HOUR - 24)
SAME_DAY = dt.timedelta(hours=REMINDER_HOUR)
PRODUCT = "-//merchant-complaint-wizard//followup//ZH"


def calendar_file(tasks: Iterable[Task], case: Case) -> bytes:
    """The open tasks that have a day, as iCalendar (UTF-8). Importing a newer file replaces the older entries."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"投诉跟进 {case.reference}")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for task in tasks:
        if task.due is not None and task.done_on is None:
            calendar.add_component(_event(task, task.due, case))
    return bytes(calendar.to_ical())


def _event(task: Task, due: dt.date, case: Case) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{case.id}-{task.id}@merchant-complaint-wizard")
    event.add("dtstamp", case.updated_at.astimezone(dt.UTC))
    event.add("sequence", int(case.updated_at.timestamp()) // 60)
    event.add("dtstart", due)
    event.add("dtend", due + dt.timedelta(days=1))
    event.add("summary", f"{task.title}（{case.reference}）")
    event.add("description", "\n".join(line for line in (task.how, task.arithmetic) if line))
    event.add("transp", "TRANSPARENT")
    for trigger in (DAY_BEFORE, SAME_DAY):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.title)
        alarm.add("trigger", trigger)
        event.add_component(alarm)
    return event
