"""Chinese punctuation is full width: checks or mends YAML values, Python strings and Markdown.

usage: python tools/fullwidth.py [--write] FILE…      exit 1 when something is left to mend

A half-width mark is mended only beside Chinese text: after a Chinese character, or round brackets that hold or follow
one. YAML syntax, Python code, numbers and Latin text stay as they are.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from pathlib import Path

import yaml

HAN = r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff》」』”’）〕】%]"
MARKS = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"}
_AFTER_HAN = re.compile(rf"(?<={HAN})([,;:?!])(?![/\\\w]*\}})[ ]?")
_BEFORE_HAN = re.compile(r"(?<=[0-9A-Za-z\}\]])([,;:])(?=[\u4e00-\u9fff《「『“])")
_BRACKETS = re.compile(r"\(([^()\n]*)\)")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")
_SKIP = "fullwidth: off"


def mended(text: str) -> str:
    """Text with its Chinese punctuation in full width."""
    text = _AFTER_HAN.sub(lambda mark: MARKS[mark[1]], text)
    text = _BEFORE_HAN.sub(lambda mark: MARKS[mark[1]], text)
    return _BRACKETS.sub(lambda pair: _bracket(pair, text), text)


def _bracket(pair: re.Match[str], text: str) -> str:
    before = text[pair.start() - 1 : pair.start()]
    if _HAS_HAN.search(pair[1]) or (before and _HAS_HAN.match(before)):
        return f"\uff08{pair[1]}\uff09"
    return pair[0]


def mended_yaml(source: str) -> str:
    """A YAML file with its scalar values mended; keys, flow marks and comments are kept."""
    pieces, done = [], 0
    for token in yaml.scan(source, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            pieces += [source[done:start], mended(source[start:end])]
            done = end
    return "".join([*pieces, source[done:]])


def mended_python(source: str) -> str:
    """A Python file with its string literals mended, but not raw strings (regular expressions) and docstrings."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text_tokens = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    pieces, done = [], 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        prefix = re.match(r"[A-Za-z]*", token.string)
        raw = prefix is not None and set(prefix[0].lower()) & {"r", "b"}
        if token.type not in text_tokens or raw or token.string.endswith('"""'):
            continue
        start = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        pieces += [source[done:start], mended(source[start:end])]
        done = end
    return "".join([*pieces, source[done:]])


def mended_file(path: Path) -> tuple[str, str]:
    """The text of a file before and after."""
    source = path.read_text("utf-8")
    if _SKIP in source:
        return source, source
    how = {".yaml": mended_yaml, ".py": mended_python}.get(path.suffix, mended)
    return source, how(source)


def main(arguments: list[str]) -> int:
    """Mend or name the files given."""
    write = "--write" in arguments
    left = 0
    for name in [argument for argument in arguments if argument != "--write"]:
        path = Path(name)
        before, after = mended_file(path)
        if before == after:
            continue
        if write:
            path.write_text(after, "utf-8")
            continue
        left += 1
        for number, (old, new) in enumerate(zip(before.splitlines(), after.splitlines(), strict=False), start=1):
            if old != new:
                sys.stderr.write(f"{name}:{number}:中文标点应为全角(make format 会改好):{new.strip()[:80]}\n")
                break
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
