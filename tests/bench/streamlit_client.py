"""A browser without a browser: speaks Streamlit's own messages over its websocket and takes the time of an answer.

One `Tab` is one open page. It sends what the browser would send on a click and waits for the `script_finished` that
answers it, so the time is the server's and the wire's, not a browser's.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from http.cookies import SimpleCookie
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ANSWER_WITHIN = 60.0


class Tab:
    """One open page of one person."""

    def __init__(
        self,
        port: int,
        page: str = "",
        query: str = "",
        cookie: str = "",
        trust: ssl.SSLContext | None = None,
        origin: str = "",
    ) -> None:
        """`trust` says that the port speaks TLS, and whose certificates are good; `origin` where the page is from."""
        self._port, self._page, self._query, self._cookie = port, page, query, cookie
        self._trust, self._origin = trust, origin
        self.session = ""  # what the browser names when it connects again after a cut line
        self.sent_to = ""  # where the last click sends the browser, when it leaves the page
        self._page_hash = ""  # told by the first run; the browser sends it back with every click
        self._socket: ClientConnection | None = None
        self._cached: set[str] = set()
        self.widgets: dict[str, Any] = {}
        self._drawn: list[ForwardMsg] = []  # what the last answer drew
        self.alone = False  # whether the last answer ran a part of the page alone
        self._parts: dict[str, str] = {}  # widget id -> the part of the page (fragment) that runs alone with it
        self._values: dict[str, str | list[str]] = {}

    async def open(self) -> float:
        """Connect and run the page once; seconds until it stands."""
        started = time.perf_counter()
        await self._connect()
        await self.run()
        return time.perf_counter() - started

    async def connect_again(self, cookie: str) -> None:
        """What the browser does when the line was cut: it asks for its session, with the cookie it has by now."""
        await self.close()
        self._cookie = cookie
        await self._connect()

    async def _connect(self) -> None:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        scheme = "wss" if self._trust else "ws"
        # As the browser does: Streamlit believes the identity cookie of a page that can read the token beside it.
        token = SimpleCookie(self._cookie).get("_streamlit_xsrf")
        protocols = ["streamlit", *([token.value] if token else [])]
        if self.session:
            protocols = ["streamlit", token.value if token else "none", self.session]
        self._socket = await connect(
            f"{scheme}://127.0.0.1:{self._port}/_stcore/stream", subprotocols=protocols, additional_headers=headers,
            max_size=None, compression=None, ping_interval=None, ssl=self._trust, origin=self._origin or None,
        )  # fmt: skip

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def type(self, key: str, text: str) -> float:
        """Type into the text field of a key; seconds until the answer."""
        return await self._set(self._id_of(key), text)

    async def click(self, key: str) -> float:
        """Click the button of a key; seconds until the answer."""
        return await self.run(trigger=self._id_of(key))

    async def _set(self, widget: str, value: str | list[str]) -> float:
        self._values[widget] = value
        return await self.run(touched=widget)

    async def run(self, trigger: str | None = None, touched: str | None = None) -> float:
        """Run the script with the values typed so far; seconds until it has finished.

        `trigger` is a button that is clicked, `touched` a field that changed. As in the browser only the part of the
        page runs that the widget stands in, if it says that it runs alone.
        """
        assert self._socket is not None
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self._query, self._page
        state.page_script_hash = self._page_hash
        state.cached_message_hashes.extend(self._cached)
        for widget, value in self._values.items():
            held = state.widget_states.widgets.add(id=widget)
            if isinstance(value, list):
                held.string_array_value.data.extend(value)
            else:
                held.string_value = value
        if trigger is not None:
            state.widget_states.widgets.add(id=trigger).trigger_value = True
        state.fragment_id = self._parts.get(touched or trigger or "", "")
        self._drawn = []
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        await asyncio.wait_for(self._finished(), ANSWER_WITHIN)
        return time.perf_counter() - started

    async def _finished(self) -> None:
        assert self._socket is not None
        while True:
            received = ForwardMsg()
            received.ParseFromString(await self._socket.recv(decode=False))
            if received.metadata.cacheable and received.hash:
                self._cached.add(received.hash)
            kind = received.WhichOneof("type")
            if kind == "new_session":
                self.session = received.new_session.initialize.session_id
            if kind == "navigation":
                self._page_hash = received.navigation.page_script_hash
            if kind == "auth_redirect":
                self.sent_to = received.auth_redirect.url
            if kind == "delta":
                self._drawn.append(received)
                self._note(received.delta)
            if kind == "script_finished" and received.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ):
                self.alone = received.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
                return

    @property
    def shown(self) -> str:
        """Everything the last answer drew, as the browser gets it."""
        return b"\n".join(one.SerializeToString() for one in self._drawn).decode(errors="ignore")

    def _note(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        if getattr(element, "id", "").startswith("$$"):
            self.widgets[element.id] = (kind, element)
            self._parts[element.id] = delta.fragment_id

    def _id_of(self, key: str) -> str:
        return next(widget for widget in self.widgets if widget.endswith(f"-{key}"))

    def first(self, kind: str) -> str | None:
        """The id of the first widget of a kind (`text_input`, `button` …) on the page."""
        return next((widget for widget, (its_kind, _) in self.widgets.items() if its_kind == kind), None)

    async def act(self, turn: int) -> float:
        """Do what a person does on this page: type into its first field, else choose; seconds until the answer.

        `turn` counts the acts, so that each differs from the one before. A page with nothing to type or choose runs
        whole.
        """
        if field := self.first("text_input"):
            return await self._set(field, f"试 {turn}")
        if choice := self.first("button_group"):
            options = [option.content for option in self.widgets[choice][1].options]
            return await self._set(choice, [options[turn % len(options)]])
        return await self.pick(turn) if self.first("radio") else await self.run()

    async def pick(self, turn: int) -> float:
        """Choose an option of the first radio buttons, another one at each turn; seconds until the answer."""
        choice = self.first("radio")
        assert choice is not None
        options = list(self.widgets[choice][1].options)
        return await self._set(choice, options[turn % len(options)])
