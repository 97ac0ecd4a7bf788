"""What components hand to Python, and that their parts are there."""

import base64
import re

import pytest

from wizard.ui.components import loading, signature_pad

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
NAMES = ["long_text", "uploader", "signature_pad", "masthead", "exchange", "verifier"]


def address(content):
    return "data:image/png;base64," + base64.b64encode(content).decode()


def test_a_drawing_arrives_as_png():
    assert signature_pad.png_of(address(PNG)) == PNG


@pytest.mark.parametrize(
    "given", [None, "", "data:image/svg+xml;base64,AAAA", "data:image/png;base64,***", address(b"GIF89a")]
)
def test_what_is_no_png_is_nothing(given):
    assert signature_pad.png_of(given) is None


def test_a_picture_larger_than_any_signature_is_nothing():
    assert signature_pad.png_of(address(PNG + b"0" * signature_pad.MAX_BYTES)) is None


@pytest.mark.parametrize("name", NAMES)
def test_components_load_nothing_from_elsewhere(name):
    parts = [(loading.HERE / f"{name}.{kind}") for kind in ("html", "css", "js")]
    text = "".join(part.read_text("utf-8") for part in parts if part.exists())
    assert "export default function" in text
    assert not re.search(r"https?://", text)
    assert "innerHTML" not in text
