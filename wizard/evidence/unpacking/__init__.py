"""What lies in an archive or a mail, and taking it out, file by file, within bounds. Meant for a worker process.

members_of   the table of contents: names as people wrote them, and why a member is not taken
take_out     some members as files of their own, each looked into as if it had been uploaded
unlocks      whether a password opens an archive
"""

from wizard.evidence.unpacking.members import (
    MOST_MEMBERS,
    Member,
    Taken,
    Wish,
    is_container,
    members_of,
    take_out,
    unlocks,
    words_for,
)

__all__ = [
    "MOST_MEMBERS",
    "Member",
    "Taken",
    "Wish",
    "is_container",
    "members_of",
    "take_out",
    "unlocks",
    "words_for",
]
