"""A million bill rows: reconciled, beside what pandas needs to read the same file, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

ROWS = 1_000_000


def write_bill(path: Path) -> None:
    """A clean month of a busy shop: income, fee, coupon, refund."""
    chance = random.Random(1)
    with path.open("w", encoding="gb18030") as out:
        out.write("商户订单号,发生时间,收入金额(+元),支出金额(-元),账务类型,备注,业务描述\n")
        rows = 0
        while rows < ROWS:
            order = f"2606{chance.randint(1, 28):02d}-{chance.randint(10**14, 10**15 - 1)}"
            cents, at = (
                chance.randint(500, 20000),
                f"2026-06-{chance.randint(1, 30):02d} 10:20:{chance.randint(0, 59):02d}",
            )
            lines = [f"{order},{at},{cents / 100:.2f},0,交易收入,-,0010002|交易收入-订单收入"]
            fee = f"{round(cents * 0.006) / 100:.2f}"
            lines.append(f"{order},{at},0,-{fee},技术服务费,基础技术服务费,0030002|技术服务费-基础技术服务费")
            if chance.random() < 0.05:
                lines.append(f"{order},{at},0,-{cents / 100:.2f},退款,-,0020002|交易退款-订单退款")
                lines.append(f"{order},{at},{fee},0,技术服务费,基础技术服务费返还,0030002|技术服务费-基础技术服务费")
            out.write("\n".join(lines) + "\n")
            rows += len(lines)


def _measured(what: str, path: Path, answer: Any) -> None:
    import pandas as pd

    from wizard.ledger import reconcile

    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    if what == "read":
        pd.read_csv(path, encoding="gb18030")
    else:
        reconcile([path])
    seconds = time.perf_counter() - began
    answer.put((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


def measured(what: str, path: Path) -> tuple[float, float]:
    """Seconds and MB above the idle process, in a fresh process."""
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=_measured, args=(what, path, answer))
    process.start()
    result: tuple[float, float] = answer.get()
    process.join()
    return result


def main() -> None:
    """Print the comparison."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.csv"
        write_bill(path)
        floor = min(measured("read", path) for _ in range(3))
        ours = min(measured("reconcile", path) for _ in range(3))
    print(f"{ROWS:,} bill rows: pandas.read_csv {floor[0]:.2f} s, {floor[1]:.0f} MB")
    print(f"  reconcile {ours[0]:.2f} s ({ours[0] / floor[0]:.1f} x), {ours[1]:.0f} MB ({ours[1] / floor[1]:.1f} x)")


if __name__ == "__main__":
    main()
