"""A web page as the text a person sees. Nothing in it runs or is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNSEEN = {"script", "style", "head", "template", "noscript"}
BREAKS = {"br", "p", "div", "tr", "li", "table", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"}
BESIDE = {"td", "th"}


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in UNSEEN
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in UNSEEN))
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _space(self, tag: str) -> None:
        if tag in BREAKS:
            self.pieces.append("\n")
        elif tag in BESIDE:
            self.pieces.append(" ")


def plain_text(markup: str) -> str:
    """The seen text, a line for each block."""
    seen = _Seen()
    seen.feed(markup)
    seen.close()
    lines = (" ".join(line.split()) for line in "".join(seen.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
