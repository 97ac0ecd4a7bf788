"""A 1 GB video and 200 photos into one case in one go, while two colleagues click: server memory, their waiting.

Real HTTP, real worker processes. The sender is a process of its own, as a browser would be: two files at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import psutil
from PIL import Image

from tests.bench.clicking import prepare
from tests.bench.servers import ROOT, Server, wizard
from tests.bench.streamlit_client import Tab
from wizard.bootstrap import open_instance
from wizard.settings import Settings

PHOTOS, VIDEO_BYTES, BASES = 200, 1_000_000_000, 8
VIDEO = ROOT / "assets" / "samples" / "system_bug" / "evidence" / "01-库存页面录屏.mp4"
USUAL_CLICKS, THINK, READING_SECONDS = 100, 0.5, 40.0
PIECE = 1 << 20
LARGE = 8 * 1024 * 1024


def make_files(folder: Path) -> list[Path]:
    """Noisy photos of 3 to 5 MB, each its own, and a video with a long tail; both are whole files of their kind."""
    photos = [_photo(number) for number in range(BASES)]
    for number in range(PHOTOS):
        mark = f"IMG {number}".encode()
        content = photos[number % BASES]
        note = b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark
        (folder / f"IMG_{number:04}.jpg").write_bytes(content[:2] + note + content[2:])
    _video(folder / "录屏.mp4")
    return [folder / "录屏.mp4", *sorted(folder.glob("IMG_*.jpg"))]


def _photo(seed: int) -> bytes:
    import io

    noise, out = Image.effect_noise((2400 + seed * 40, 1800), 90).convert("RGB"), io.BytesIO()
    noise.save(out, "JPEG", quality=92)
    return out.getvalue()


def _video(path: Path) -> None:
    """The sample recording with a box of filling behind it, as ISO 14496-12 allows."""
    whole = VIDEO.read_bytes()
    filling = VIDEO_BYTES - len(whole)
    noise = random.Random(1).randbytes(PIECE)
    with path.open("wb") as out:
        out.write(whole + filling.to_bytes(4, "big") + b"free")
        for _ in range((filling - 8) // PIECE):
            out.write(noise)
        out.write(noise[: (filling - 8) % PIECE])


def send(port: int, cookie: str, case_id: str, folder: Path, seconds: float = 0.0) -> None:
    """Upload the files of a folder, two at a time, evenly within `seconds` if given; prints how many arrived."""
    files = sorted(folder.iterdir(), key=lambda path: -path.stat().st_size)
    pace = seconds / sum(path.stat().st_size for path in files) * 2

    def put(path: Path) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        size = path.stat().st_size
        headers = {"X-Wizard": "1", "Cookie": cookie, "Content-Length": str(size)}
        large = f"&mark={quote(path.name)}&size={size}&at=0" if size > LARGE else ""  # as the browser sends it
        address = f"/api/cases/{case_id}/files?name={quote(path.name)}{large}"
        connection.request("PUT", address, _pieces(path, pace), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(put, files))
    print(sum(status == 201 for status in statuses), flush=True)


def _pieces(path: Path, pace: float) -> Iterator[bytes]:
    """A file in pieces, each `pace` seconds a byte after the one before."""
    due = time.perf_counter()
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece
            due += len(piece) * pace
            time.sleep(max(0.0, due - time.perf_counter()) if pace else 0.0)


SINK = """
import http.server
class Sink(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read1(min(left, 1 << 20)))
        self.send_response(201), self.send_header("Content-Length", "0"), self.end_headers()
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """A server that takes files and forgets them; its port."""
    process = subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


class Memory:
    """The most that the server and each of its workers held while watched, in MB."""

    def __init__(self, server: Server) -> None:
        self._server, self._over = server, threading.Event()
        self.server, self.workers, self.together = 0.0, 0.0, 0.0

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            yield
        finally:
            self._over.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            with contextlib.suppress(psutil.Error):
                each = [child.memory_info().rss / 1e6 for child in self._server.process.children(recursive=True)]
                self.server = max(self.server, self._server.megabytes())
                self.workers, self.together = max([self.workers, *each]), max(self.together, sum(each))


Answers = list[list[float]]  # of each tab, in seconds


async def clicking(tabs: list[Tab], until: threading.Event | None, count: int = 10**6) -> Answers:
    """Each tab clicks with a pause until the event is set or `count` is reached."""

    async def one(tab: Tab) -> list[float]:
        times: list[float] = []
        while len(times) < count and not (until and until.is_set()):
            times.append(await tab.act(len(times)))
            await asyncio.sleep(THINK)
        return times

    return list(await asyncio.gather(*map(one, tabs)))


def line(name: str, times: list[float], usual: list[float] | None = None) -> str:
    middle, high = statistics.median(times) * 1000, sorted(times)[int(len(times) * 0.95)] * 1000
    base = (statistics.median(usual) * 1000, sorted(usual)[int(len(usual) * 0.95)] * 1000) if usual else None
    against = f"   median {middle / base[0]:.1f} x   p95 {high / base[1]:.1f} x" if base else ""
    return f"  {name:<34} {len(times):>4} clicks   median {middle:6.1f} ms   p95 {high:6.1f} ms{against}"


def lines(name: str, answers: Answers, usual: Answers | None = None) -> str:
    """A line for the colleague in the case that is being filled, and one for the colleague in another case."""
    whose = zip(("same case", "another case"), answers, usual or [None, None], strict=True)
    return "\n".join(line(f"{name}, {where}", times, before) for where, times, before in whose)


def sending(port: int, *arguments: str) -> tuple[subprocess.Popen[str], threading.Event]:
    """A sender at work in a process of its own, and the event of its end."""
    over, command = threading.Event(), [sys.executable, "-m", "tests.bench.bench_room", str(port), *arguments]
    sender = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    threading.Thread(target=lambda: (sender.wait(), over.set()), daemon=True).start()
    return sender, over


async def drill(server: Server, cookie: str, ids: list[str], folder: Path) -> float:
    """Two colleagues click: before, while it is sent, while it is read. The seconds that the sending took."""
    tabs = [Tab(server.port, "facts", f"case={one}", cookie) for one in ids[:2]]
    for tab in tabs:
        await tab.open()
    await clicking(tabs, None, 5)
    idle = server.megabytes()
    usual = await clicking(tabs, None, USUAL_CLICKS)
    memory = Memory(server)
    with memory.watched():
        began = time.perf_counter()
        sender, sent = sending(server.port, cookie, ids[0], str(folder))
        during = await clicking(tabs, sent)
        seconds = time.perf_counter() - began
        timer = threading.Event()
        threading.Timer(READING_SECONDS, timer.set).start()
        reading = await clicking(tabs, timer)
    arrived = int((sender.stdout.read() if sender.stdout else "") or 0)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"  {arrived} of {PHOTOS + 1} files arrived, {size:.0f} MB in {seconds:.0f} s")
    print(lines("before", usual))
    print(lines("while it is sent", during, usual))
    print(lines("while it is read", reading, usual))
    print(f"  server memory: idle {idle:.0f} MB, most {memory.server:.0f} MB, over idle {memory.server - idle:.0f} MB")
    print(f"  workers: the largest {memory.workers:.0f} MB, all together at most {memory.together:.0f} MB")
    return seconds


async def control(server: Server, cookie: str, ids: list[str], folder: Path, seconds: float) -> None:
    """What of it is the sender's doing, who takes part of the same cores here: the same, as fast, to nobody."""
    tabs = [Tab(server.port, "facts", f"case={one}", cookie) for one in ids[:2]]
    for tab in tabs:
        await tab.open()
    await clicking(tabs, None, 5)
    usual = await clicking(tabs, None, USUAL_CLICKS)
    with sink() as port:
        _, sent = sending(port, cookie, ids[0], str(folder), str(seconds))
        print(lines("while it is sent to nobody", await clicking(tabs, sent), usual))


@contextlib.contextmanager
def fresh(folder: Path) -> Iterator[tuple[Server, str, list[str]]]:
    """A server on a new instance; the cookie of its person and their cases."""
    instance = open_instance(Settings(data_folder=folder, _env_file=None))
    _, cookie, ids = prepare(instance, 3)
    instance.close()
    with wizard(folder) as server:
        yield server, cookie, ids


def main() -> None:
    """Run the drill and its control, each on a fresh instance."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "files"
        folder.mkdir()
        make_files(folder)
        with fresh(Path(temporary) / "data") as (server, cookie, ids):
            seconds = asyncio.run(drill(server, cookie, ids, folder))
        with fresh(Path(temporary) / "control") as (server, cookie, ids):
            asyncio.run(control(server, cookie, ids, folder, seconds))


if __name__ == "__main__":
    send(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]), float((sys.argv[5:] or ["0"])[0]))
