"""Faces are found on cards large and small, upright or not, in long pictures and in papers; nowhere else."""

from pathlib import Path

import pytest
from PIL import Image

from tests.fixtures import cards, screens
from wizard.document import Document, Paragraph, Run
from wizard.evidence.reading import can_read_pictures, read_file
from wizard.package import render_pdf

pytestmark = pytest.mark.skipif(not can_read_pictures(), reason="the extra `ocr` is not installed")


def faces_in(picture: Image.Image) -> list[tuple[float, float, float, float]]:
    from wizard.evidence.reading.faces import faces_in as look

    return look(picture)


def middle_is_in(face, box) -> bool:
    x, y = (face[0] + face[2]) / 2, (face[1] + face[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@pytest.mark.parametrize("width", [300, 600, 1400])
@pytest.mark.parametrize("look", ["clean", "jpeg q30", "half size"])
def test_the_one_face_on_a_photographed_card_is_found_once(width: int, look: str) -> None:
    scene, where = cards.on_a_table(cards.id_card(cards.portrait(280, 350)), (1440, 1920), width)
    seen = screens.LOOKS[look](scene)
    share = seen.width / scene.width
    [face] = faces_in(seen)
    assert middle_is_in(face, [edge * share for edge in where])


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_card_lying_on_its_side_shows_its_face_too(turn: int) -> None:
    scene, (left, top, right, bottom) = cards.on_a_table(cards.id_card(cards.portrait(280, 350)), (1200, 900), 700)
    wide, high = scene.size
    where = {
        90: (top, wide - right, bottom, wide - left),
        180: (wide - right, high - bottom, wide - left, high - top),
        270: (high - bottom, left, high - top, right),
    }[turn]
    [face] = faces_in(scene.rotate(turn, expand=True))
    assert middle_is_in(face, where)


@pytest.mark.parametrize("page", [*screens.PAGES, screens.desk_page])
def test_screens_have_no_faces(page) -> None:
    assert faces_in(page(3, False).picture) == []


def test_a_face_far_down_a_long_screenshot_is_placed_there_once(tmp_path: Path) -> None:
    tall = Image.new("RGB", (1080, 9000), "#f5f5f5")
    tall.paste(cards.portrait(280, 350), (500, 4610))  # across the seam between two tiles
    tall.save(tmp_path / "a.png")
    [page] = read_file(tmp_path / "a.png", "image/png").pages
    [face] = page.faces
    assert 4610 < (face.top + face.bottom) / 2 * 0.9 < 4960 and 500 < (face.left + face.right) / 2 * 0.108 < 780


def test_a_face_in_a_paper_with_text_is_found(tmp_path: Path) -> None:
    import pikepdf

    words = Paragraph(runs=(Run(text="附：买家提供的证件照片，用于核对收货人身份。"),))
    written = render_pdf(Document(kind="x", title="附件", blocks=(words,)))
    (tmp_path / "a.pdf").write_bytes(written)
    cards.portrait(400, 500).save(tmp_path / "face.pdf", "PDF", resolution=72)
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as paper:
        with pikepdf.open(tmp_path / "face.pdf") as face:
            paper.pages[0].add_overlay(face.pages[0], pikepdf.Rectangle(80, 200, 280, 450))
        paper.save()
    [page] = read_file(tmp_path / "a.pdf", "application/pdf").pages
    assert page.origin == "layer" and "收货人身份" in "".join(line.text for line in page.lines)
    [face] = page.faces
    assert 80 < (face.left + face.right) / 2 / 10_000 * page.width < 280
