"""What a person does in the browser, in words: fill, choose, upload, go on. Waits for the page, never for the clock."""

import contextlib
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError, expect

PERSON = {"username": "laoban", "name": "林晴", "password": "Qingchuan-2026-ok", "team": "晴川家居"}
WAIT = 20_000
LISTS = "[data-testid='stSelectbox'], [data-testid='stMultiSelect']"
_FINGER_LIFTED = "() => performance.now() - (globalThis.__wizardPressed ?? -1e6) > 400"  # see masthead.js
_IDLE = """() => {
  const app = document.querySelector('[data-testid="stApp"]')
  return window.answered() && app && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') !== 'DISCONNECTED'
    && !document.querySelector('[data-testid="stSkeleton"]')
    && !document.getAnimations().some((one) => one.constructor === Animation && one.playState === 'running')
}"""
# The last line: a fold grows for half a second, and a press on what moves meanwhile hits something else or nothing.


class Person:
    """Somebody at the browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(WAIT)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked is answered and drawn, twice in a row: one click may cause a second run."""
        for _ in range(2):
            self.page.wait_for_timeout(60)
            self.page.wait_for_function(_IDLE, timeout=WAIT)

    # the door

    def set_up(self, code: str) -> None:
        self.open("/")
        for label, value in (
            ("设置码", code),
            ("团队名称", PERSON["team"]),
            ("登录名", PERSON["username"]),
            ("姓名或称呼", PERSON["name"]),
            ("密码", PERSON["password"]),
            ("再输一次密码", PERSON["password"]),
        ):
            self.page.get_by_label(label, exact=True).first.fill(value)
        self.page.get_by_role("button", name="完成设置").click()
        expect(self.page.get_by_role("button", name="新建投诉")).to_be_visible(timeout=WAIT)

    def sign_in(self, username: str = PERSON["username"], password: str = PERSON["password"]) -> None:
        self.page.get_by_label("登录名", exact=True).first.fill(username)
        self.page.get_by_label("密码", exact=True).first.fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("button", name="退出")).to_be_visible(timeout=WAIT)
        self.settle()

    # cases and steps

    def new_case(self) -> None:
        self.button("新建投诉")
        self.page.wait_for_url(re.compile("case="))
        self.settle()

    def open_sample(self, name: str) -> None:
        """A worked sample as a case of one's own; the fold with the samples is open on an empty board only."""
        sample = self.page.get_by_role("button", name=name, exact=True).first
        if not sample.is_visible():
            self.page.get_by_text("打开一个样例看看").click()
            self.settle()
        sample.click()
        self.page.wait_for_url(re.compile("case="))
        self.settle()

    @property
    def case_id(self) -> str:
        return re.search(r"case=([0-9a-f]{32})", self.page.url)[1]

    def at_step(self, step: str) -> None:
        self.page.wait_for_url(re.compile(f"/{step}\\b"))
        self.settle()

    def step(self, step: str, part: str = "") -> None:
        self.open(f"/{step}?case={self.case_id}" + (f"&part={part}" if part else ""))

    def button(self, name: str | re.Pattern, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.settle()

    def option(self, name: str) -> None:
        """One of a row of options."""
        self.page.get_by_role("radio", name=name, exact=True).first.click()
        self.settle()

    def go_on(self) -> None:
        """The one primary button of the page."""
        primary = self.page.locator(
            ".st-key-actions button[kind='primary'], .st-key-actions [data-testid='stBaseButton-primary']"
        )
        expect(primary).to_be_enabled(timeout=WAIT)
        self.page.wait_for_function(_FINGER_LIFTED, timeout=WAIT)
        primary.click()
        self.settle()

    # fields

    def field(self, path: str) -> Locator:
        key = re.sub(r"[^A-Za-z0-9_-]", "-", f"f-{self.case_id[:8]}-{path}")
        return self.page.locator(f".st-key-{key}").first

    def type(self, path: str, value: object) -> None:
        box = self.field(path).locator("input").first
        box.fill(str(value))
        box.press("Tab")
        self.settle()

    def fill(self, box: Locator, words: str) -> None:
        """Fill a box, leave it by the Tab key, and wait for what then leaves the browser to be answered."""
        if box.input_value() == words:
            return
        before = self.page.evaluate("window.asked()")
        box.fill(words)
        box.press("Tab")
        self.page.wait_for_function("before => window.asked() > before", arg=before, timeout=WAIT)
        self.settle()

    def write(self, path: str, text: str) -> None:
        box = self.field(path).locator("textarea").first
        box.fill(text)
        expect(self.field(path).locator(".w-status")).to_have_text("已保存", timeout=WAIT)
        box.blur()
        self.settle()

    def choose(self, path: str, *labels: str) -> None:
        """One or more options of a field, whatever it looks like: a drop-down, radio buttons or buttons."""
        field = self.field(path)
        # Streamlit loads the code of a kind of box when it is first shown: until then the field is an empty frame.
        expect(field.locator(f"{LISTS}, [role='radiogroup'], button").first).to_be_visible(timeout=WAIT)
        for label in labels:
            if field.locator(LISTS).count():
                self.pick(field, label)
            elif field.get_by_role("radiogroup").get_by_role("radio", name=label, exact=True).count():
                field.get_by_text(label, exact=True).first.click()
            else:
                field.get_by_role("button", name=label, exact=True).or_(
                    field.get_by_role("radio", name=label, exact=True)
                ).first.click()
            self.settle()
            self._is_chosen(field, label)

    def _is_chosen(self, field: Locator, label: str, patience: int = WAIT) -> None:
        radio = field.get_by_role("radio", name=label, exact=True)
        if field.locator("[data-testid='stSelectbox']").count():
            expect(field.locator("input").first).to_have_value(label, timeout=patience)
        elif field.locator("[data-testid='stMultiSelect']").count():
            expect(field).to_contain_text(label, timeout=patience)
        elif radio.count():
            expect(radio.first).to_be_checked(timeout=patience)
        else:
            pressed = field.locator("[aria-pressed='true']").filter(has_text=label)
            expect(pressed.first).to_be_visible(timeout=patience)

    def pick(self, field: Locator, label: str) -> None:
        """What comes in from elsewhere while a list is open may shut it; a person sees that and opens it again."""
        with contextlib.suppress(TimeoutError, AssertionError):
            self._pick(field, label, patience=5_000)
            self.settle()
            self._is_chosen(field, label, patience=2_000)
            return
        self._pick(field, label, patience=WAIT)
        self.settle()

    def _pick(self, field: Locator, label: str, patience: int) -> None:
        box = field.locator("input").first
        box.click()
        box.fill(label)
        self.page.get_by_role("option", name=label, exact=True).first.click(timeout=patience)
        if field.locator("[data-testid='stMultiSelect']").count():
            box.press("Escape")  # the other kind shuts by itself, and Escape would empty it then

    def answer(self, question, answer: object) -> None:
        """Answer a question of the knowledge pack as its kind wants it."""
        path = f"answers.{question.id}"
        if question.kind in ("choice", "choices"):
            chosen = answer if isinstance(answer, list) else [answer]
            self.choose(path, *[question.label_of(one) for one in chosen])
        elif question.kind == "yes_no":
            self.choose(path, "是" if answer else "否")
        elif question.kind == "long_text":
            self.write(path, str(answer))
        else:
            self.type(path, answer)

    def upload(self, files: list[Path]) -> None:
        self.page.locator("input[type=file]").first.set_input_files([str(file) for file in files])
        expect(self.page.get_by_text(re.compile(f"已收到 {len(files)} 个文件"))).to_be_visible(timeout=60_000)
        self.settle()
