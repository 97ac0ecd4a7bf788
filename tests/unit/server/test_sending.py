"""What a run shows is sent together: in order, at its end, and within a moment while it goes on."""

import asyncio
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session, runtime
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunnerEvent as Event

from wizard.server import sending

AFTER = sending.HOLD * 10


class Session:
    """The part of a session that hears what its runs tell."""

    def __init__(self) -> None:
        self._event_loop = asyncio.get_running_loop()
        self.heard: list[Any] = []

    def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
        self._event_loop.call_soon_threadsafe(callback)

    def _handle_scriptrunner_event_on_event_loop(self, sender: Any, event: Event, forward_msg: Any = None) -> None:
        self.heard.append(event if forward_msg is None else forward_msg)


def run(session: Session, shown: int, *last: Event) -> None:
    """A run that shows so many things, in a thread of its own."""

    def script() -> None:
        sending.told(session, None, Event.SCRIPT_STARTED)
        for number in range(shown):
            sending.told(session, None, Event.ENQUEUE_FORWARD_MSG, forward_msg=number)
        for event in last:
            sending.told(session, None, event)

    thread = threading.Thread(target=script)
    thread.start()
    thread.join()


def test_a_run_is_heard_whole_and_in_order_as_soon_as_it_is_over() -> None:
    async def told() -> None:
        session = Session()
        run(session, 3, Event.SCRIPT_STOPPED_WITH_SUCCESS, Event.SHUTDOWN)
        assert session.heard == []
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        whole = [Event.SCRIPT_STARTED, 0, 1, 2, Event.SCRIPT_STOPPED_WITH_SUCCESS, Event.SHUTDOWN]
        assert session.heard == whole
        await asyncio.sleep(AFTER)
        assert session.heard == whole

    asyncio.run(told())


def test_what_a_long_run_shows_is_heard_while_it_goes_on() -> None:
    async def told() -> None:
        session = Session()
        run(session, 2)
        await asyncio.sleep(AFTER)
        assert session.heard == [Event.SCRIPT_STARTED, 0, 1]
        run(session, 1)
        await asyncio.sleep(AFTER)
        assert session.heard == [Event.SCRIPT_STARTED, 0, 1, Event.SCRIPT_STARTED, 0]

    asyncio.run(told())


def test_runs_that_tell_from_many_threads_lose_nothing() -> None:
    async def told() -> None:
        session = Session()
        threads = [threading.Thread(target=run, args=(session, 200)) for _ in range(8)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            await asyncio.sleep(0)
        await asyncio.sleep(AFTER)
        assert len(session.heard) == 8 * 201

    asyncio.run(told())


def test_streamlit_is_told_in_this_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session.AppSession, sending._TOLD, app_session.AppSession._on_scriptrunner_event)
    monkeypatch.setattr(runtime, sending._REST, runtime.MESSAGE_FLUSH_INTERVAL_SECS)  # type: ignore[attr-defined]
    sending.keep()
    assert app_session.AppSession._on_scriptrunner_event is sending.told
    assert getattr(runtime, sending._REST) == 0.0


def test_a_streamlit_that_hears_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = SimpleNamespace(AppSession=type("AppSession", (), {}))
    monkeypatch.setattr(sending, "app_session", changed)
    monkeypatch.setattr(runtime, sending._REST, 1.0)
    sending.keep()
    assert not hasattr(changed.AppSession, sending._TOLD)
    assert getattr(runtime, sending._REST) == 1.0


def test_streamlit_still_has_what_is_done_otherwise() -> None:
    """An update of Streamlit that moves it must not make every click slower again in silence."""
    session = app_session.AppSession
    assert sending._REST in runtime.Runtime._loop_coroutine.__code__.co_names
    assert {sending._TOLD, sending._HANDLED, "_call_soon_on_event_loop"} <= set(vars(session))
    assert "_event_loop" in session.__init__.__code__.co_names
    assert sending._TOLD in session._create_scriptrunner.__code__.co_names


def test_an_address_set_just_before_the_next_page_is_still_told() -> None:
    """`st.switch_page` rests for 10 ms so that it is sent; held back for longer, it has to outlast the next run."""
    queue, moved = ForwardMsgQueue(), ForwardMsg()
    moved.page_info_changed.query_string = "case=1"
    queue.enqueue(moved)
    queue.clear(retain_lifecycle_msgs=True)
    assert [one.page_info_changed.query_string for one in queue.flush()] == ["case=1"]
