"""The theme message that is kept is the one that Streamlit would make."""

from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from wizard.server import theme

SECTIONS = ("", ".light", ".dark", ".sidebar", ".light.sidebar", ".dark.sidebar")


def message(populate: Any) -> NewSession:
    made = NewSession()
    for section in SECTIONS:
        place: Any = made.custom_theme
        for name in section.split(".")[1:]:
            place = getattr(place, name)
        populate(place, f"theme{section}")
    return made


def test_streamlit_still_has_what_is_kept() -> None:
    """An update of Streamlit that moves it must not make every click slower again in silence."""
    assert callable(getattr(app_session, theme.NAME))


def test_the_kept_message_is_streamlits_own(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"theme.font": "serif", "theme.headingFontSizes": ["2rem", "1rem"], "theme.dark.textColor": "#123456"}
    for name, value in options.items():
        monkeypatch.setattr(config.get_config_options()[name], "_get_val_func", lambda value=value: value)
    theirs = getattr(app_session, theme.NAME)
    ours = theme.kept(theirs)
    first, again = message(ours), message(ours)
    assert first == again == message(theirs)
    assert first.custom_theme.dark.text_color == "#123456"
    assert not first.custom_theme.HasField("sidebar")


def test_each_part_is_asked_for_once() -> None:
    asked = []
    ours = theme.kept(lambda _message, section: asked.append(section))
    message(ours), message(ours)
    assert sorted(asked) == sorted(f"theme{section}" for section in SECTIONS)


def test_keeping_twice_keeps_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, theme.NAME, lambda _message, _section="theme": None)
    theme.keep()
    once = getattr(app_session, theme.NAME)
    theme.keep()
    assert getattr(app_session, theme.NAME) is once
