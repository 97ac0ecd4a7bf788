"""Uploads that are cut off: what arrived is said, the same files chosen again send only what is missing."""

import io
import os
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.unit.evidence.inspection.makers import zipped
from tests.unit.evidence.unpacking.archive_makers import seven
from wizard.services import members


def photo(shade: int) -> dict[str, object]:
    out = io.BytesIO()
    Image.effect_noise((600, 900), 40 + shade).convert("RGB").save(out, "JPEG")
    return {"name": f"IMG_{shade}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose(person, files) -> None:
    person.page.locator("input.w-files").first.set_input_files(files)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_cut_line_is_said_file_by_file_and_mended_by_itself(width, person, tmp_path, seen):
    person.new_case()
    person.step("evidence", "files")
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(3)]
    for number, path in enumerate(files):
        path.write_bytes(photo(number)["buffer"])
    cut = re.compile(r"/files\?name=IMG_1")
    person.page.route(cut, lambda route: route.abort("connectionreset"))
    choose(person, files)
    expect(person.page.get_by_text("网络断了，没有传完").first).to_be_visible()
    expect(person.page.get_by_text("共 3 个，已收到 2 个文件").first).to_be_visible()
    person.page.unroute(cut)
    expect(person.page.get_by_text("已收到 3 个文件")).to_be_visible(timeout=45_000)
    person.settle()
    expect(person.page.get_by_text(re.compile(r"^证据\d+ "))).to_have_count(3)
    choose(person, files)
    expect(person.page.get_by_text("之前已经收到，没有再传一遍").first).to_be_visible()
    expect(person.page.get_by_text("之前已经收到，没有再传一遍")).to_have_count(3)
    seen[:] = [line for line in seen if "ERR_CONNECTION_RESET" not in line]  # we cut it ourselves


def test_a_closed_tab_is_taken_up_where_it_was(person, tmp_path):
    person.new_case()
    person.step("evidence", "files")
    address, files = person.page.url, [tmp_path / f"IMG_{number}.jpg" for number in range(3)]
    for number, path in enumerate(files):
        path.write_bytes(photo(number)["buffer"])
    person.page.route(re.compile(r"/files\?name=IMG_2"), lambda _route: None)  # never answered
    choose(person, files)
    expect(person.page.get_by_text("共 3 个，已收到 2 个文件").first).to_be_visible()
    fresh = person.page.context.new_page()
    person.page.close(run_before_unload=False)
    person.page = fresh
    fresh.wait_for_timeout(13_000)  # as long as the tab counts as alive
    fresh.goto(address)
    person.settle()
    expect(fresh.get_by_text("上次有 1 个文件没有传完：IMG_2.jpg")).to_be_visible(timeout=30_000)
    choose(person, files)
    expect(fresh.get_by_text("已收到 3 个文件")).to_be_visible(timeout=30_000)
    expect(fresh.get_by_text("之前已经收到，没有再传一遍")).to_have_count(2)
    expect(fresh.get_by_text(re.compile(r"^证据\d+ "))).to_have_count(3)


def test_an_archive_is_opened_and_says_what_it_left_out(person):
    person.new_case()
    person.step("evidence", "files")
    content = zipped({"聊天/1.jpg": photo(1)["buffer"], "聊天/2.jpg": photo(2)["buffer"], "Thumbs.db": b"x"})
    choose(person, [{"name": "证据.zip", "mimeType": "application/zip", "buffer": content}])
    expect(person.page.get_by_text(re.compile(r"^证据\d+ "))).to_have_count(2, timeout=30_000)
    person.settle()
    expect(person.page.get_by_text("来自 证据.zip").first).to_be_visible()
    person.page.get_by_text("压缩包和带附件的邮件").click()
    expect(person.page.get_by_text("取出 2 个文件")).to_be_visible()
    expect(person.page.get_by_text("Thumbs.db：系统自己生成的文件")).to_be_visible()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_locked_archive_asks_for_its_password_and_forgets_it(width, person):
    person.new_case()
    person.step("evidence", "files")
    content = seven({"通知.txt": "处罚通知".encode()}, password="晨星1", header_encryption=True)
    choose(person, [{"name": "客服发来的.7z", "mimeType": "application/x-7z-compressed", "buffer": content}])
    box = person.page.get_by_label("「客服发来的.7z」的密码")
    expect(box).to_be_visible(timeout=30_000)
    expect(person.page.get_by_text("1 个要密码")).to_be_visible()
    person.settle()
    for password, ending in (("不对", "这个密码打不开"), ("晨星1", "来自 客服发来的.7z")):
        person.fill(box, password)
        person.button("用密码打开")
        expect(person.page.get_by_text(ending).first).to_be_visible(timeout=30_000)
        if ending == "这个密码打不开":
            expect(box).to_have_value("")
    expect(box).to_have_count(0)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_files_on_their_way_when_one_may_only_look_are_named(width, visitor, with_account, tmp_path, seen):
    owner, name = accounts.owner_of(with_account.folder, "laoban"), f"bianji{width}"
    accounts.add_colleague(with_account.folder, owner, "editor", name, f"小编{width}")
    ticket = accounts.ticket_of(with_account.folder, name)
    visitor.page.request.post(f"{visitor.address}/auth/session", data={"ticket": ticket}, headers={"X-Wizard": "1"})
    visitor.open("/")
    visitor.new_case()
    visitor.step("evidence", "files")
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(3)]
    for number, path in enumerate(files):
        path.write_bytes(photo(number)["buffer"])
    on_the_way = []
    visitor.page.route(re.compile(r"/files\?name=IMG_[12]"), lambda route: on_the_way.append(route))
    choose(visitor, files)
    expect(visitor.page.get_by_text("共 3 个，已收到 1 个文件").first).to_be_visible()
    with accounts.beside(with_account.folder) as instance:
        editor = accounts.owner_of(with_account.folder, name)
        members.change_role(instance, owner, editor.person_id, "viewer")
    visitor.option("需要什么")
    visitor.option("上传和说明")
    expect(visitor.page.get_by_text("可以看和下载，不能改").first).to_be_visible()
    for route in on_the_way:
        route.continue_()
    for file in ("IMG_1.jpg", "IMG_2.jpg"):
        line = visitor.page.get_by_role("listitem").filter(has_text=file)
        expect(line).to_contain_text("您在这个团队的角色是「查看」，不能修改")
    expect(visitor.page.get_by_text("2 个没有收到").first).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        visitor.page.screenshot(path=f"{folder}/viewer-{width}.png")
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    visitor.page.reload()
    visitor.page.wait_for_timeout(13_000)  # as long as the tab counts as alive
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_text(re.compile("有 2 个文件没有收到：IMG_"))).to_be_visible()
    visitor.button("知道了")
    expect(visitor.page.get_by_text(re.compile("个文件没有收到"))).to_have_count(0)
    assert visitor.page.get_by_role("button", name="选择文件").count() == 0
    seen[:] = [line for line in seen if "403" not in line]  # by which the page learns it
