"""Reading of pictures: recall and precision by look, faces, time and memory, and what a click costs meanwhile."""

from __future__ import annotations

import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fixtures import cards, screens
from wizard.evidence import assess
from wizard.evidence.reading import Reading, can_read_pictures, read_file, readout_of, values_of
from wizard.knowledge.load import load

SCREENS = 12
KINDS = ("order", "moment", "amount")


def main() -> None:
    """Print a line for each look, then false alarms on clean screens and the responsiveness while reading."""
    if not can_read_pictures():
        print("   the extra `ocr` is not installed: nothing to measure")
        return
    pack = load()
    made = screens.screens(SCREENS) + [screens.desk_page(1), screens.desk_page(2, True)]
    print(f"   {len(made)} screens; recall / precision of order numbers, moments, amounts; CPU s a screen")
    for name, look in screens.LOOKS.items():
        _look(name, [(screen, look(screen.picture)) for screen in made], pack)
    _faces([screen.picture for screen in made])
    _false_alarms(made, pack)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"   peak memory of this process, pictures and engine: {peak:.0f} MB")
    _clicks(made)


def _look(name: str, pictures: list, pack) -> None:
    hits, truth, found = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    cpu, wall = time.process_time(), time.perf_counter()
    for screen, picture in pictures:
        values = values_of(_read(picture), pack)
        for kind, wanted in zip(KINDS, (screen.orders, screen.moments, screen.amounts), strict=True):
            got = {value.value for value in values if value.kind == kind}
            hits[kind] += len(got & wanted)
            truth[kind] += len(wanted)
            found[kind] += len(got)
    cpu, wall = (time.process_time() - cpu) / len(pictures), (time.perf_counter() - wall) / len(pictures)
    shares = "  ".join(
        f"{kind} {hits[kind] / truth[kind]:.2f}/{hits[kind] / max(1, found[kind]):.2f}" for kind in KINDS
    )
    print(f"   {name:14} {shares}  {cpu:.1f} s CPU, {wall:.1f} s wall")


def _faces(without: list) -> None:
    """The share of photographed cards whose face is found, by the card's width and look; false alarms on screens."""
    from wizard.evidence.reading.faces import faces_in

    cpu = time.process_time()
    for width in (150, 300, 600, 1400):
        scene, _ = cards.on_a_table(cards.id_card(cards.portrait(280, 350)), (1440, 1920), width)
        seen = [len(faces_in(look(turned))) == 1 for look in screens.LOOKS.values() for turned in _turned(scene)]
        print(f"   faces on cards {width} pixels wide, in six looks, lying four ways: {sum(seen)} of {len(seen)}")
    alarms = sum(len(faces_in(look(picture))) for look in screens.LOOKS.values() for picture in without)
    looked = 4 * 6 * 4 + len(without) * len(screens.LOOKS)
    cpu = (time.process_time() - cpu) / looked
    print(f"   faces seen on {len(without)} screens without one, in six looks: {alarms}; {cpu:.2f} s CPU a picture")


def _turned(picture) -> list:
    return [picture.rotate(turn, expand=True) for turn in (0, 90, 180, 270)]


def _read(picture) -> Reading:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.save(file, "PNG", compress_level=1)
        file.flush()
        return read_file(Path(file.name), "image/png")


def _false_alarms(made: list, pack) -> None:
    """Findings by what was read, on clean screens that agree with their case: there should be none."""
    from wizard.case import Case, Event, Exhibit, Identifier, now

    alarms: list[str] = []
    for screen in made:
        readout = readout_of(_read(screen.picture), pack)
        days = [value.value[:10] for value in readout.values if value.kind == "moment"]
        case = Case(
            scenario="fine_dispute",
            timeline=[Event(on=day, what="x") for day in days[:1]],
            identifiers=[Identifier(value=order) for order in screen.orders],
            exhibits=[Exhibit(media_type="image/png", readout=readout, personal_data="none")],
        )
        told = {"no_kind", "no_source", "no_purpose", "no_date", "proves_nothing"}
        findings = assess(case, pack, now().date(), "").findings[case.exhibits[0].id]
        alarms += [f"{screen.kind}: {one.code}" for one in findings if one.code not in told]
    print(f"   false alarms on {len(made)} clean screens: {len(alarms)} {alarms[:5]}")


@contextmanager
def _reading(files: list[Path]) -> Iterator[None]:
    """Screens being read, one after the other, in the reading process, until the block ends."""
    from wizard.services.workers import JobFailed, Workers

    readers, stop = Workers(1), threading.Event()

    def work() -> None:
        place = 0
        while not stop.is_set():
            try:
                name = "wizard.services.jobs:read"
                readers.run(name, files[place % len(files)], "image/png", timeout=120, cancelled=stop)
            except JobFailed:
                return
            place += 1

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(3)  # the engine loads
    try:
        yield
    finally:
        stop.set()
        thread.join()
        readers.close()


def _clicks(made: list) -> None:
    """A judgement as a click makes it, alone and while screens are being read."""
    from wizard.services import judgement, samples

    sample = (samples.SAMPLES / "fine_dispute" / "case.json").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{place}.png" for place in range(3)]
        for file, screen in zip(files, made, strict=False):
            screen.picture.save(file)
        alone = _judged(judgement, sample)
        with _reading(files):
            meanwhile = _judged(judgement, sample)
    print(f"   a click's judgement: {alone:.1f} ms alone, {meanwhile:.1f} ms while a screen is read (median of 40)")


def _judged(judgement, sample: str) -> float:
    from wizard.case import Case

    times = []
    for place in range(40):
        case = Case.model_validate_json(sample)
        case.narrative += str(time.perf_counter_ns() + place)  # a case nobody judged before
        began = time.perf_counter()
        judgement.assess(case)
        judgement.offers(case)
        times.append(time.perf_counter() - began)
        time.sleep(0.05)
    return sorted(times)[len(times) // 2] * 1000
