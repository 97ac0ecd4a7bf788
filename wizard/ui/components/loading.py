"""Registers a component from the files beside this module: `<name>.js`, `<name>.html`, `<name>.css`, `field.css`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[2] / "assets" / "scripts"


def nothing() -> None:
    """Streamlit wants a callback for every state key; the values are read on the next run instead."""


def register(name: str, *, isolated: bool = True, scripts: Sequence[str] = ()) -> Any:
    """The mount function of a component, in a shadow root if `isolated`; call once, when its module is imported.

    `scripts` are files in `assets/scripts` that stand before the component's own.
    """
    shared = [(SCRIPTS / f"{script}.js").read_text("utf-8") for script in scripts]
    return st.components.v2.component(
        f"wizard_{name}",
        html=_text(f"{name}.html"),
        css=(_text("field.css") if isolated else "") + _text(f"{name}.css"),
        js="\n".join([*shared, _text(f"{name}.js")]),
        isolate_styles=isolated,
    )


def _text(file_name: str) -> str:
    path = HERE / file_name
    return path.read_text("utf-8") if path.exists() else ""
