"""What is shown of a file that is no picture: the first rows of a table, a mail, a talk as messages, a text.

Made once by a worker and kept beside the case; bounded, and where it is cut it says so.
"""

from wizard.evidence.showing.shown import SHOWER, Message, SheetShown, Shown, can_be_shown, shown_of

__all__ = ["SHOWER", "Message", "SheetShown", "Shown", "can_be_shown", "shown_of"]
