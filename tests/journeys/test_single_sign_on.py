"""Signing in with the organisation's account, against a provider on loopback."""

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import WAIT, Person
from tests.journeys.oidc_provider import offering
from wizard.services import people


@pytest.fixture(scope="module")
def organisation(provider, tmp_path_factory):
    with offering(provider, tmp_path_factory.mktemp("sso"), "zhang@example.cn", "张工") as server:
        yield server


def visit(server, browser, provider, **claims):
    """A fresh browser at the provider's and back, as the person of the claims."""
    provider.person = claims
    page = new_page(browser)
    page.set_default_timeout(WAIT)
    page.goto(f"{server.address}/")
    page.get_by_role("button", name="用单位账号登录").click()
    return page


def is_in(page):
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible(timeout=WAIT)


def test_the_password_binds_a_verified_address_once(organisation, provider, browser):
    who = {"sub": "u-1", "email": "zhang@example.cn", "email_verified": True, "name": "张工"}
    page = visit(organisation, browser, provider, **who)
    expect(page.get_by_text("把单位账号和您的账号绑在一起")).to_be_visible()
    page.get_by_label("密码", exact=True).first.fill("not the password")
    page.get_by_role("button", name="绑定并登录").click()
    expect(page.get_by_text("密码不对")).to_be_visible()
    page.get_by_label("密码", exact=True).first.fill(accounts.PASSWORD)
    page.get_by_role("button", name="绑定并登录").click()
    is_in(page)
    left = {cookie["name"] for cookie in page.context.cookies() if "_streamlit_user" in cookie["name"]}
    assert not left, "the provider's cookie introduces once"
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_label("登录名", exact=True).first).to_be_visible()
    page.context.close()
    again = visit(organisation, browser, provider, **who)
    is_in(again)
    again.context.close()


def test_an_unknown_identity_gets_in_by_an_invitation_only(organisation, provider, browser):
    who = {"sub": "u-2", "email": "li@example.cn", "email_verified": True, "name": "李工"}
    page = visit(organisation, browser, provider, **who)
    expect(page.get_by_text("还差一个邀请")).to_be_visible()
    box = page.get_by_label("邀请码或邀请链接").first
    box.fill("AAAA-BBBB-CCCC-DDDD-EEEE")
    page.get_by_role("button", name="加入并登录").click()
    expect(page.get_by_text("邀请码不对")).to_be_visible()
    owner = accounts.owner_of(organisation.folder, "zhang@example.cn")
    with accounts.beside(organisation.folder) as instance:
        offer = people.invite(instance, owner, "viewer")
    box.fill(f"{organisation.address}{offer.url_path}")
    page.get_by_role("button", name="加入并登录").click()
    is_in(page)
    assert accounts.owner_of(organisation.folder, "li@example.cn").role == "viewer"
    page.context.close()


def test_a_colleagues_name_from_the_provider_is_asked_to_be_another(organisation, provider, browser):
    who = {"sub": "u-4", "email": "zhang2@example.cn", "email_verified": True, "name": "张工"}
    page = visit(organisation, browser, provider, **who)
    owner = accounts.owner_of(organisation.folder, "zhang@example.cn")
    with accounts.beside(organisation.folder) as instance:
        code = people.invite(instance, owner, "viewer").code
    page.get_by_label("邀请码或邀请链接").first.fill(code)
    page.get_by_role("button", name="加入并登录").click()
    expect(page.get_by_text("已经有一位「张工」")).to_be_visible()
    page.get_by_label("姓名或称呼", exact=True).first.fill("张工（仓库）")
    page.get_by_role("button", name="加入并登录").click()
    is_in(page)
    assert accounts.owner_of(organisation.folder, "zhang2@example.cn").name == "张工（仓库）"
    page.context.close()


def test_an_address_the_provider_did_not_verify_names_nobody(organisation, provider, browser):
    who = {"sub": "u-3", "email": "zhang@example.cn", "email_verified": False, "name": "冒名"}
    page = visit(organisation, browser, provider, **who)
    expect(page.get_by_text("还差一个邀请")).to_be_visible()
    Person(page, organisation.address).settle()
    assert "zhang@example.cn" not in page.locator("body").inner_text()
    page.context.close()


def test_the_form_is_there_beside_it(organisation, browser):
    page = new_page(browser)
    somebody = Person(page, organisation.address)
    somebody.open("/")
    somebody.sign_in("zhang@example.cn", accounts.PASSWORD)
    page.context.close()
