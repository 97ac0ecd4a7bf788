"""What runs beside the pages: the first set-up code, a garbage collection a minute, housekeeping, an orderly end."""

from __future__ import annotations

import asyncio
import gc
import importlib
import itertools
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from wizard import bootstrap
from wizard.server import script_threads, streamlit_patches, theme
from wizard.services import clicks, housekeeping, people, server_lock
from wizard.services.instance import Instance
from wizard.services.logs import configure, log
from wizard.settings import settings

COLLECT_EVERY = 60.0
SET_ASIDE_EVERY = 15  # collections
QUIET_START = 1.0  # seconds after which is loaded what the first pages will ask for
ASKED_SOON = ("pandas", "pyarrow", "PIL.Image", "streamlit.emojis", "streamlit.material_icon_names")
"""Streamlit loads these at the first page with a picture in its title, a field that saves itself or a symbol: whoever
opens that would wait half a second longer."""
PATIENCE = 2.0  # seconds that a collection waits for a moment without a click
SELDOM = (3000, 15, 1000)
"""Python looks through everything that lives only after so many smaller collections: that takes 30 to 150 ms, in which
nobody is answered. Otherwise it would do so in the middle of somebody's click whenever a large case is read, and every
three hundred clicks. The smaller ones cost a click 0.16 ms so, 0.22 ms with Python's own 700 and 10."""
SWEEP_EVERY = 900.0
CATCH_UP_EVERY = 60.0


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Around the life of the server."""
    configure(settings().log_json)
    server_lock.claim(settings())
    theme.keep()
    streamlit_patches.keep()
    script_threads.keep()
    instance = await run_in_threadpool(bootstrap.instance)
    await run_in_threadpool(housekeeping.at_start, instance)
    await run_in_threadpool(print_setup_code, instance)
    gc.set_threshold(*SELDOM)
    set_aside()
    keeping = (
        _every(SWEEP_EVERY, housekeeping.sweep, instance),
        _every(CATCH_UP_EVERY, housekeeping.catch_up, instance),
    )
    tasks = [asyncio.create_task(one) for one in (_load(), _collect(), *keeping)]
    try:
        yield {}
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await run_in_threadpool(instance.close)
        server_lock.release(instance.settings)
        bootstrap.use(None)


def print_setup_code(instance: Instance) -> None:
    """On an instance without accounts: print the one-time code that makes the first one."""
    if code := people.setup_code(instance):
        line = "─" * 46
        words = f"首次使用：请在浏览器里输入这个设置码\n\n      {code}\n\n  24 小时内有效，只能用一次。"
        sys.stderr.write(f"\n{line}\n  {words}\n{line}\n")
        sys.stderr.flush()


async def _load() -> None:
    """Load beforehand what the first pages would load while somebody waits."""
    await asyncio.sleep(QUIET_START)
    for name in ASKED_SOON:
        await run_in_threadpool(importlib.import_module, name)
    await run_in_threadpool(set_aside)


async def _collect() -> None:
    """Once a minute what Streamlit would otherwise do after every click."""
    for turn in itertools.count():
        await asyncio.sleep(COLLECT_EVERY)
        await run_in_threadpool(clicks.wait, PATIENCE)
        await run_in_threadpool(set_aside if turn % SET_ASIDE_EVERY == 0 else gc.collect)


def set_aside() -> None:
    """Collect garbage; what lives now, modules above all, is not looked through again until the next time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def _every(seconds: float, what: Callable[[Instance], None], instance: Instance) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await run_in_threadpool(what, instance)
        except Exception as error:  # noqa: BLE001 - one that failed must not end the others
            log().error(f"{what.__name__} failed", kind=type(error).__name__)
