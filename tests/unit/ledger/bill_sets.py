"""Sets of exports of shops nobody has seen, made from a seed: faults whose answer is known, and decoys around them."""

from __future__ import annotations

import datetime as dt

from tests.unit.ledger.decoys import DECOYS
from tests.unit.ledger.exports import bill_files, orders_file, promotion
from tests.unit.ledger.faults import FAULTS, never_late
from tests.unit.ledger.shop import BillSet, Maker


def make(seed: int) -> BillSet:
    """A set: some faults of some kinds, every decoy, saved in the seed's habits."""
    m = Maker(seed)
    for decoy in DECOYS:
        decoy(m)
    for fault in m.chance.sample(FAULTS, m.chance.randint(5, len(FAULTS))):
        for _ in range(m.chance.choice([1, 1, 2])):
            if fault is never_late and not any(
                not one.confirmed and one.promised < m.end - dt.timedelta(days=1) for one in m.orders
            ):
                continue
            fault(m)
    m.rows.sort(key=lambda row: row.at)
    bill_files(m)
    m.set.files[f"{seed:032x}orders_export{m.end:%Y-%m-%d}-10-05-00.csv"] = orders_file(m)
    promotion(m)
    names = list(m.set.files)
    m.chance.shuffle(names)
    m.set.files = {name: m.set.files[name] for name in names}
    return m.set
