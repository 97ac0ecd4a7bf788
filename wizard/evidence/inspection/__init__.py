"""Looks at one uploaded file: what it really is, whether it is taken, and what is wrong with it.

Files come from strangers: every step is bounded in time and memory, nothing is unpacked or run, and no picture is
decoded before its header says that it is small enough. Meant for a worker process. Heavy libraries load when needed.

    inspect_file
      ├─ naming    a file name that is safe everywhere
      ├─ sniffing  the type by content
      ├─ listening what is heard and seen in recordings, with the extra `media`
      ├─ images · pdfs · media · texts · archives   one for each family
      └─ report    findings, refusals and their words
"""

from wizard.evidence.inspection.inspecting import inspect_file
from wizard.evidence.inspection.naming import clean_name
from wizard.evidence.inspection.report import Inspection, RefusedFile

__all__ = ["Inspection", "RefusedFile", "clean_name", "inspect_file"]
