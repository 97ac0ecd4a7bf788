"""Worker processes for what is heavy or reads strangers' files: inspection, previews, packages, verification.

Each worker is `python -m wizard.services.worker`, spoken to over its pipes. (Not a `ProcessPoolExecutor`: that starts
children by running the parent's main script again, which under Streamlit is whatever page runs just then; and it
cannot end one job without breaking the others.) A job that takes too long or is cancelled loses its process.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from wizard.services.log_records import told_as_json

MAX_JOBS_PER_WORKER = 50  # then a fresh one, so that memory lost in libraries comes back
_LENGTH = struct.Struct(">Q")


class JobFailed(Exception):
    """The worker died or the job raised something that cannot be passed on."""


class JobTimeout(JobFailed):
    """The job took longer than allowed; its process was ended."""


class JobCancelled(JobFailed):
    """The job was cancelled; its process was ended."""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message: its length and its pickle."""
    content = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; raises `EOFError` when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    content = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(content)  # noqa: S301 - only ever from our own child process


def function_of(name: str) -> Callable[..., Any]:
    """The function of a name such as `wizard.services.jobs:inspect`."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


class _Worker:
    """One child process."""

    def __init__(self) -> None:
        self.jobs, self._broken = 0, False
        # -c instead of -m: nothing of the parent's main module, working directory or arguments matters to the child.
        code = f"from wizard.services.worker import serve; serve(log_json={told_as_json()})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    @property
    def alive(self) -> bool:
        return not self._broken and self._process.poll() is None

    def end(self) -> None:
        """Kill the process and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def run(self, name: str, args: tuple[Any, ...], on_progress: Callable[[Any], None]) -> Any:
        """Run a job to its end, passing progress on; raises what the job raised."""
        assert self._process.stdin and self._process.stdout
        self.jobs += 1
        try:
            send(self._process.stdin, (name, args))
            while True:
                kind, value = receive(self._process.stdout)
                if kind == "progress":
                    on_progress(value)
                elif kind == "done":
                    return value
                else:
                    raise value
        except (EOFError, OSError) as error:
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                raise
            self._broken = True
            raise JobFailed("处理进程意外中断。") from error


class Workers:
    """At most `size` jobs at a time, each in a child process that is started when first needed."""

    def __init__(self, size: int) -> None:
        """Take how many processes there may be."""
        self._slots = threading.BoundedSemaphore(size)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed, self._busy = False, 0

    def run(
        self,
        name: str,
        *args: Any,
        timeout: float,
        on_progress: Callable[[Any], None] = lambda _value: None,
        cancelled: threading.Event | None = None,
    ) -> Any:
        """Run `module:function` with `args` in a worker; its result, or what it raised.

        Raises `JobTimeout` after `timeout` seconds of work, `JobCancelled` soon after `cancelled` is set, `JobFailed`
        when the process died.
        """
        stop = cancelled or threading.Event()
        with self._slot(stop):
            worker = self._take()
            watch = _Watch(worker, time.monotonic() + timeout, stop)
            try:
                with watch:
                    return worker.run(name, args, on_progress)
            except JobFailed as error:
                raise watch.reason or error from error
            finally:
                self._give_back(worker)

    @contextmanager
    def _slot(self, stop: threading.Event) -> Iterator[None]:
        while not self._slots.acquire(timeout=0.2):
            if stop.is_set():
                raise JobCancelled("已取消。")
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
            self._slots.release()

    @property
    def open(self) -> bool:
        """Whether jobs are taken."""
        return not self._closed

    @property
    def busy(self) -> int:
        """How many jobs are being worked on."""
        return self._busy

    def _take(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise JobFailed("服务正在关闭，请稍后再试。")
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
        return _Worker()

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.alive and worker.jobs < MAX_JOBS_PER_WORKER and not self._closed:
                self._idle.append(worker)
                return
        worker.end()

    @property
    def closed(self) -> bool:
        """Whether the server is going down."""
        return self._closed

    def close(self) -> None:
        """End the idle workers; busy ones end with their jobs."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for worker in idle:
            worker.end()


class _Watch:
    """Ends a worker whose job takes too long or is cancelled."""

    def __init__(self, worker: _Worker, deadline: float, stop: threading.Event) -> None:
        self.reason: JobFailed | None = None
        self._worker, self._deadline, self._stop = worker, deadline, stop
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_exception: object) -> None:
        self._finished.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._finished.wait(0.1):
            if self._stop.is_set():
                self.reason = JobCancelled("已取消。")
            elif time.monotonic() > self._deadline:
                self.reason = JobTimeout("处理时间太长，已停止。")
            if self.reason:
                self._worker.end()
                return
