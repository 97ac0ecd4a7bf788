"""The app as Streamlit's AppTest runs it, with somebody signed in."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wizard.case import now
from wizard.services import cases, keys
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.team import tokens
from wizard.ui import session

ROOT = Path(__file__).resolve().parents[3]
SHELL = str(ROOT / "wizard" / "shell.py")


def token_for(instance: Instance, actor: Actor) -> str:
    token = tokens.new_token()
    with instance.store.write() as work:
        work.sessions.open(tokens.digest(token), actor.person_id, now() + dt.timedelta(hours=1))
    return tokens.signed(token, keys.for_cookies(instance.settings))


class App:
    """One browser tab."""

    def __init__(self, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
        self.instance, self._patch = instance, monkeypatch

    def open(self, actor: Actor | None, page: str = "", **query: str) -> AppTest:
        token = token_for(self.instance, actor) if actor else None
        self._patch.setattr(session, "token", lambda: token)
        tab = AppTest.from_file(SHELL, default_timeout=20)
        for name, value in query.items():
            tab.query_params[name] = value
        tab.run()
        if page:
            tab.switch_page(f"../pages/{page}.py").run()
        return tab


@pytest.fixture
def app(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> App:
    return App(instance, monkeypatch)


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.editor).case.id
