"""Signing beyond the ordinary: a seal, a colleague's signature, keys of one's own, and what goes wrong there."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts, packages
from tests.journeys.conftest import new_page
from tests.journeys.driving import Person
from tests.journeys.serving import ROOT
from tests.unit.package.certificates import p12_files, seal_image

BUILT = 90_000


def at_signing(person: Person) -> None:
    person.open("/")
    person.open_sample("系统故障或漏洞")
    person.step("sign")
    if person.field("missing_evidence_reason").count():
        person.write("missing_evidence_reason", "平台页面已经下架，已请平台提供，尚未收到。")


def agree_and_sign(person: Person) -> None:
    person.page.get_by_text("我已阅读并同意以上声明").click()
    person.settle()
    person.go_on()


def password(person: Person, words: str) -> None:
    secret(person, "证书密码", words)


def secret(person: Person, label: str, words: str) -> None:
    person.fill(person.page.get_by_role("textbox", name=label, exact=True), words)


def choose_file(person: Person, key: str, path) -> None:
    holder = person.page.locator(f".st-key-{key.replace('.', '-')}")
    holder.locator("input[type=file]").set_input_files(str(path))
    expect(holder.get_by_text(re.compile("已选好"))).to_be_visible()
    person.settle()


def download(person: Person, folder):
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=re.compile("^下载材料包")).first.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


@pytest.mark.parametrize("width", ["desktop"])
def test_a_colleague_signs_too_and_both_signatures_hold(width, person, with_account, browser, tmp_path):
    at_signing(person)
    person.page.get_by_text("加上印章图片").click()
    choose_file(person, "sign.seal", seal_image(tmp_path / "seal.png"))
    person.option("1 位")
    agree_and_sign(person)
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=BUILT)
    expect(person.page.get_by_text(re.compile("还留着 1 个共同签署栏"))).to_be_visible()
    case_id = person.case_id
    owner = accounts.owner_of(with_account.folder, "laoban")
    accounts.add_colleague(with_account.folder, owner, "signer", "qianshu", "陈签")
    page = new_page(browser)
    colleague = Person(page, with_account.address)
    colleague.open("/")
    colleague.sign_in("qianshu", accounts.PASSWORD)
    colleague.open(f"/sign?case={case_id}")
    colleague.button("我来共同签署")
    expect(page.get_by_label("签署人姓名")).to_have_value("陈签")
    agree_and_sign(colleague)
    expect(page.get_by_text(re.compile("陈签，"))).to_be_visible(timeout=BUILT)
    package = download(colleague, tmp_path)
    assert package.name.endswith("-v1-共2人签.zip")
    packages.check(package, tmp_path / "unpacked", with_account.folder)
    (pdf,) = (tmp_path / "unpacked").rglob("01-*.pdf")
    said = subprocess.run(["pdfsig", pdf], capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 2 and "陈签" in said
    verdict = packages.verdict_on(package, with_account.folder)
    assert [one["name"] for one in verdict["signers"] if one["signed"] == "pdf"][1] == "陈签"
    page.context.close()


BAD = {
    "wrong password": "证书文件打不开：口令不对",
    "expired": "不在有效期内",
    "weak": "密钥太短",
    "no key": "没有私钥",
    "not for signing": "不允许用于签名",
}


def test_a_certificate_of_ones_own(person, with_account, tmp_path):
    files = p12_files(tmp_path)
    at_signing(person)
    person.page.get_by_text("用自己的证书（可以不用）").click()
    for kind, words in BAD.items():
        choose_file(person, "sign.p12", files[kind][0])
        password(person, files[kind][1])
        agree_and_sign(person)
        expect(person.page.get_by_text(re.compile(words)).first).to_be_visible(timeout=BUILT)
        person.page.get_by_text("我已阅读并同意以上声明").click()
        person.settle()
    choose_file(person, "sign.p12", files["legacy"][0])
    password(person, files["legacy"][1])
    agree_and_sign(person)
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=BUILT)
    expect(person.page.get_by_text("您自己的证书")).to_be_visible()
    packages.check(download(person, tmp_path), tmp_path / "unpacked", with_account.folder)


def test_a_key_under_a_passphrase_is_set_used_and_removed(person, with_account, tmp_path):
    words = "四月的雨一直下在屋顶上"
    fold = re.compile("^我的签名密钥")
    person.open("/team")
    person.page.get_by_text(fold).click()
    person.settle()
    secret(person, "定一个签名口令（至少 10 个字符）", words)
    secret(person, "再输一次签名口令", words + "x")
    person.button("设好这把密钥")
    expect(person.page.get_by_text("两次输入的口令不一样")).to_be_visible(timeout=BUILT)
    secret(person, "再输一次签名口令", words)
    person.button("设好这把密钥")
    expect(person.page.get_by_text("设好了")).to_be_visible(timeout=BUILT)
    at_signing(person)
    secret(person, "签名口令", "wrong wrong wrong")
    agree_and_sign(person)
    expect(person.page.get_by_text("签名口令不对")).to_be_visible(timeout=BUILT)
    secret(person, "签名口令", words)
    person.go_on()
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=BUILT)
    packages.check(download(person, tmp_path), tmp_path / "unpacked", with_account.folder)
    person.open("/team")
    person.page.get_by_text(fold).click()
    person.settle()
    person.page.get_by_text("我要删掉这把密钥，删了找不回来").click()
    person.settle()
    expect(person.page.get_by_role("button", name="删掉这把密钥", exact=True)).to_be_enabled()
    person.button("删掉这把密钥")
    expect(person.page.get_by_text("删掉了")).to_be_visible(timeout=BUILT)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_anybody_checks_two_versions_at_once_without_signing_in(width, with_account, browser):
    vectors = ROOT / "tests" / "vectors"
    page = new_page(browser, width)
    page.goto(f"{with_account.address}/verify")
    page.locator("input[type=file]").set_input_files([vectors / "valid.zip", vectors / "second-version.zip"])
    expect(page.get_by_text("这几个文件之间")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("接着「valid.zip」"))).to_be_visible()
    expect(page.get_by_text("认不出是谁签的").first).to_be_visible()  # signed by another instance's authority
    page.locator("input[type=file]").set_input_files([vectors / "original-flipped.zip"])
    expect(page.get_by_text("被改动过")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("对不上的文件（1）")).to_be_visible()
    expect(page.get_by_text(re.compile("证据2的原件与封存时不同"))).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.context.close()
