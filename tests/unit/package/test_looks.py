"""Rendered pages: pictures look like their originals, letters have shapes, nothing is black or blank."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.unit.package.looks import unseen


@pytest.fixture(scope="module")
def everything(whole):
    return whole.content, whole.originals


def test_every_page_shows_what_it_should(everything):
    content, originals = everything
    assert len(originals) == 10
    assert unseen(content, originals) == []


def test_the_signed_file_shows_what_it_should(pdf):
    assert unseen(pdf.read_bytes()) == []


def changed(content, change):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def page_with_a_picture(pdf):
    return next(page for page in pdf.pages if "/XObject" in page.Resources)


def blank(pdf):
    pdf.pages[1].Contents = pdf.make_stream(b"")


def white_over_everything(pdf):
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n1 1 1 rg 0 0 600 850 re f")


def black_over_everything(pdf):
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n0 0 0 rg 0 0 600 850 re f")


def black_picture(pdf):
    picture = next(iter(page_with_a_picture(pdf).Resources.XObject.values()))
    size = int(picture.Width) * int(picture.Height)
    picture.write(bytes(size), filter=None)
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8


def upside_down(pdf):
    page = page_with_a_picture(pdf)
    text = page.Contents.read_bytes().decode()
    place = text.index(" cm /Im")
    numbers = text[:place].rpartition("q ")[2].split()
    a, b, c, d, e, f = map(float, numbers)
    turned = f"{a} {b} {c} {-d} {e} {f + d}"
    page.Contents = pdf.make_stream(text.replace(" ".join(numbers), turned).encode())


def letters_without_shape(pdf):
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"BT ", b"BT 3 Tr "))


@pytest.mark.parametrize(
    "change", [blank, white_over_everything, black_over_everything, black_picture, upside_down, letters_without_shape]
)
def test_a_broken_page_is_caught(change, everything):
    content, originals = everything
    assert unseen(changed(content, change), originals) != []
