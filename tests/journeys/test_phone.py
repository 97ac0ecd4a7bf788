"""A second, phone-wide browser without any session puts photos into the case that is open on the desktop."""

import io
import os
import re

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import complaints, new_page


def photo(shade: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 900), 40 + shade).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_photos_from_the_phone_appear_on_the_desktop_without_a_reload(person, browser):
    person.new_case()
    page = person.page
    person.step("evidence", "files")
    person.button(re.compile("用手机传"))
    code = page.get_by_alt_text("手机上传的二维码")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.naturalWidth > 100")
    expect(page.get_by_text("只有这台电脑自己打得开")).to_be_visible()
    page.get_by_text("扫不了").click()
    address = page.get_by_text(re.compile(r"/u/[\w-]{40,}")).inner_text()
    shoot(page, "phone-code")
    seen = []
    phone = new_page(browser, "phone", seen)
    phone.goto(address)
    expect(phone.get_by_text("案件编号")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(phone, "phone-page")
    photos = [{"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(n)} for n in range(3)]
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="从相册或文件里选").click()
    chooser.value.set_files([*photos, {"name": "空.jpg", "mimeType": "image/jpeg", "buffer": b""}])
    expect(phone.get_by_text("共 4 个，已收到 3 个")).to_be_visible(timeout=30_000)
    expect(phone.get_by_text("这个文件是空的")).to_be_visible()
    shoot(phone, "phone-sent")
    expect(page.get_by_text("证据3 IMG_").first).to_be_visible(timeout=15_000)
    person.settle()
    person.button(re.compile("让二维码失效"))
    phone.reload()
    expect(phone.get_by_text("重新生成二维码")).to_be_visible()
    phone.context.close()
    assert not [line for line in complaints(seen) if "410" not in line]


def shoot(page, name):
    """Pictures to look at, where a folder for them is named."""
    if folder := os.environ.get("SHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=f"{folder}/{name}.png")
