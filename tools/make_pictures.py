"""Makes docs/images/: the board, the evidence step on a phone and a package, as they look now.

usage: python tools/make_pictures.py      starts a server of its own on an empty data folder, and needs chromium
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.conftest import new_page, opened_browser  # noqa: E402  (the folder is known only now)
from tests.journeys.driving import Person  # noqa: E402
from tests.journeys.serving import Server  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SAMPLES = ("推广活动误导", "结算或佣金有问题", "订单售后判得不公", "罚款或处罚有争议")
SIZE = {"width": 1280, "height": 800}
PHONE = {"width": 632, "height": 800}
PAGES = (0, 1, 4)
PARTS = (("wanted", 0), ("files", 420))  # of the evidence step, and how far each is scrolled
GROUND = "#edf1f4"


def main() -> None:
    """Open samples, sign the last, and take the three pictures."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder) / "data") as (page, person):
        for sample in SAMPLES:
            person.open("/")
            person.open_sample(sample)
        case = person.case_id
        package = _signed(person, Path(folder))
        person.open("/")
        page.set_viewport_size(SIZE)
        page.screenshot(path=IMAGES / "board.png")
        page.set_viewport_size(PHONE)
        shots = [_shot(person, f"/evidence?case={case}&part={part}", top) for part, top in PARTS]
        _beside(shots, gap=16).save(IMAGES / "evidence.png", optimize=True)
    _beside(_pages(package), gap=25, ground=GROUND).save(IMAGES / "package.png", optimize=True)


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Page, Person]]:
    server = Server(folder).start()
    try:
        with sync_playwright() as playwright:
            browser = opened_browser(playwright)
            page = new_page(browser)
            person = Person(page, server.address)
            person.set_up(server.setup_code())
            yield page, person
            browser.close()
    finally:
        server.stop()


def _signed(person: Person, folder: Path) -> bytes:
    """Sign the open case and fetch its package; the bytes of the letter."""
    person.step("sign")
    person.page.get_by_text("我已阅读并同意以上声明").click()
    person.settle()
    person.go_on()
    link = person.page.get_by_role("link", name=re.compile("^下载材料包")).first
    link.wait_for(timeout=90_000)
    with person.page.expect_download() as started:
        link.click()
    started.value.save_as(folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as package:
        return package.read(next(name for name in package.namelist() if name.startswith("01-")))


def _shot(person: Person, address: str, top: int) -> Image.Image:
    """A page as it looks scrolled down by `top` pixels."""
    person.open(address)
    person.page.evaluate("top => document.querySelector('[data-testid=stMain]').scrollTo(0, top)", top)
    person.settle()
    return Image.open(io.BytesIO(person.page.screenshot())).convert("RGB")


def _pages(letter: bytes) -> list[Image.Image]:
    """Three pages of the letter, small enough to stand side by side."""
    document = pypdfium2.PdfDocument(letter)
    return [document[number].render(scale=0.67).to_pil().convert("RGB") for number in PAGES]


def _beside(parts: list[Image.Image], *, gap: int, ground: str = "#cfd9dd") -> Image.Image:
    """Pictures side by side on a ground."""
    wide = sum(part.width for part in parts) + gap * (len(parts) - 1)
    sheet = Image.new("RGB", (wide, max(part.height for part in parts)), ground)
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + gap
    return sheet


if __name__ == "__main__":
    main()
