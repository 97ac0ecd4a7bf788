"""`python -m wizard.knowledge.checks`: write down the ids published today. To be run at each release.

The list is what the check of permanent ids compares with; it only ever grows.
"""

from __future__ import annotations

import sys

from wizard.knowledge.checks.content import read_content
from wizard.knowledge.checks.permanent_ids import FILE, register
from wizard.knowledge.load import load


def main(platform: str = "pinduoduo") -> None:
    """Register the ids of one platform's pack."""
    content = read_content(load(platform))
    register(content)
    sys.stdout.write(f"{len(content.entries)} 个 id 已记入 {content.pack.folder.name}/{FILE}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
