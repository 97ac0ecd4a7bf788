"""Ten people build a package at the same moment: how long a page's own work takes meanwhile, in the serving process.

usage: python -m tests.bench.package_together FOLDER
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from wizard.bootstrap import open_instance
from wizard.case import Case, Scenario
from wizard.changes import Applied
from wizard.services import cases, judgement, packages, people
from wizard.services.signing import SignerChoice
from wizard.settings import Settings
from wizard.store.rows import AuditEvent

PEOPLE, PAUSE = 10, 0.05
PASSWORD = "long-enough-for-a-bench"


def page_work(instance, actor, case_id: str) -> float:
    """Seconds of what a click needs from the services: read the case, assess it, rank the channels."""
    began = time.perf_counter()
    case = cases.read(instance, actor, case_id).case
    judgement.assess(case)
    judgement.route(case)
    return time.perf_counter() - began


def worked(instance, actor, case_id: str, until) -> list[float]:
    """Times of a person clicking twenty times a second until `until()`."""
    times = []
    while not until():
        times.append(page_work(instance, actor, case_id))
        time.sleep(PAUSE)
    return sorted(times)


def measure(folder: Path) -> dict[str, float]:
    """Median, 95th percentile and longest, idle and during the ten builds; and the builds' own time."""
    instance = open_instance(Settings(data_folder=folder / "data", _env_file=None))
    people.set_up(instance, people.setup_code(instance) or "", "bench", "压测员", PASSWORD, "压测队")
    session = people.open_session(instance, people.sign_in(instance, "bench", PASSWORD, "127.0.0.1").value)
    signed_in = people.person_of(instance, session.token)
    actor, scenarios = signed_in.actors[0], [str(s) for s in Scenario if s is not Scenario.OUT_OF_SCOPE]
    ids = [cases.open_sample(instance, actor, scenarios[n % len(scenarios)]).case.id for n in range(PEOPLE)]
    for case_id in ids:
        case = cases.read(instance, actor, case_id).case
        cases.change(instance, actor, case_id, _choosing(judgement.route(case).recommended), AuditEvent.CASE_CHANGED)
        page_work(instance, actor, case_id)
    end = time.perf_counter() + 4
    idle = worked(instance, actor, ids[0], lambda: time.perf_counter() > end)
    began, signer = time.perf_counter(), SignerChoice(name="王五", consent="属实")
    builds = [packages.start(instance, actor, case_id, signer=signer, reason="暂缺") for case_id in ids]

    def over() -> bool:
        return all(packages.progress(instance, actor, build).done for build in builds)

    busy = worked(instance, actor, ids[0], over)
    took = time.perf_counter() - began
    failed = sum(bool(packages.progress(instance, actor, build).error) for build in builds)
    instance.workers.close()
    return {"took": took, "failed": failed} | _figures("idle", idle) | _figures("busy", busy)


def _choosing(channel: str | None):
    def change(case: Case) -> Applied:
        case.channel = channel
        return Applied(case, changed=["channel"])

    return change


def _figures(name: str, times: list[float]) -> dict[str, float]:
    return {
        f"{name}_median": times[len(times) // 2],
        f"{name}_p95": times[int(len(times) * 0.95)],
        f"{name}_longest": times[-1],
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
