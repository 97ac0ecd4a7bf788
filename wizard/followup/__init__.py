"""After the package: a dated checklist, what to do about answers, and files to take along."""

from wizard.followup.calendar_file import calendar_file
from wizard.followup.checklist import checklist_document
from wizard.followup.moves import NextMoves, next_moves
from wizard.followup.tasks import Task, tasks
from wizard.followup.workbook import workbook
from wizard.followup.working_days import add_days, add_working_days, add_years

__all__ = [
    "NextMoves",
    "Task",
    "add_days",
    "add_working_days",
    "add_years",
    "calendar_file",
    "checklist_document",
    "next_moves",
    "tasks",
    "workbook",
]
