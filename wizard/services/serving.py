"""Starting the browser app from the command line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from wizard.services import keys, server_lock
from wizard.services.errors import Unavailable
from wizard.services.log_records import tell_uncaught_without_words
from wizard.settings import settings

ROOT = Path(__file__).resolve().parents[2]


def serve(port: int, address: str, open_data: Callable[[], object]) -> None:
    """Run the server until it is stopped; raises `Unavailable` when port or data folder are taken.

    `open_data` opens the data first: what is wrong with them is said in words, before Streamlit would tell it its way.
    """
    _free(port, address)
    shown = "localhost" if address in ("127.0.0.1", "0.0.0.0", "") else address
    sys.stderr.write(f"\n  拼多多商家投诉向导正在启动：http://{shown}:{port}\n  按 Ctrl+C 停止。\n")
    chosen = settings()  # read here, before the working directory and its .env are left
    server_lock.claim(chosen)
    open_data()
    tell_uncaught_without_words()
    os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", keys.for_streamlit(chosen))
    os.chdir(ROOT)  # Streamlit reads .streamlit/config.toml of the working directory
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", "app.py", *_options(port, address, log_json=chosen.log_json)]
    cli.main(prog_name="streamlit", standalone_mode=False)


def _options(port: int, address: str, *, log_json: bool) -> list[str]:
    return [
        f"--server.port={port}",
        f"--server.address={address}",
        "--server.headless=true",
        "--logger.level=warning",
        "--logger.hideWelcomeMessage=true",  # English, and the address is printed above
        *(["--logger.messageFormat=%(message)s"] if log_json else []),  # the time stands in the line of JSON
    ]


def _free(port: int, address: str) -> None:
    import socket

    if not 0 < port < 65536:
        raise Unavailable(f"端口 {port} 不能使用。请用 --port 给一个 1 到 65535 之间的数。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
                raise Unavailable(f"这台机器没有地址 {address}。请用 --address 给一个它有的，例如 0.0.0.0。") from error
            raise Unavailable(f"端口 {port} 已被占用或不能使用。请用 --port 换一个。") from error
