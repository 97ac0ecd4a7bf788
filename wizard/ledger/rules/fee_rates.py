"""Fee rates that are usual for a merchant: of the shop, of goods in a dearer category, of the time after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

MIN_ORDERS_FOR_RATE = 5
MIN_FREE_ORDERS = 20  # so many orders without any fee before "usually none" is said
FREE_SHARE = 0.9
MIN_BASE_CENTS = 1000
RATE_SAMPLE = 20_000
CANDIDATES = 6
BASES = ("received", "income_and_coupon", "paid", "income")
HALF_CENT = 0.51
MIN_OF_GOODS = 3
NEIGHBOURS, MIN_OF_NEIGHBOURS = 11, 4
SUBSIDY = "百亿补贴"


def usual_rate(ledger: Ledger) -> tuple[float, str] | None:
    """The merchant's own usual fee rate and the amount it is taken of; `None` when one or two rates fit few orders."""
    return ledger.once("usual rate", lambda: _usual_rate(ledger))


def _usual_rate(ledger: Ledger) -> tuple[float, str] | None:
    clean = clean_orders(ledger).head(RATE_SAMPLE)
    if len(clean) < MIN_ORDERS_FOR_RATE:
        return None
    fits = [
        (_matching(clean["fee"], clean[base] * rate), -place, -odd, rate, base)
        for place, base in enumerate(BASES)
        for odd, rate in _rates(clean["fee"], clean[base])
    ]
    best = max(fits, default=None)
    if not best:
        return None
    rate, base = best[3], best[4]
    return (rate, base) if best[0][0] * 2 > len(clean) or _two_rates(clean, rate, base) else None


def _two_rates(clean: pd.DataFrame, rate: float, base: str) -> bool:
    """Whether the best rate and one other fit most orders: a rate that changed in the middle."""
    fitting = _fits(clean, base, rate)
    others = [(_fits(clean, base, other) | fitting).sum() for _, other in _rates(clean["fee"], clean[base])]
    return bool(fitting.sum() * 4 > len(clean) and max(others, default=0) * 3 > len(clean) * 2)


def _matching(fees: pd.Series[int], exact: pd.Series[float]) -> tuple[int, int]:
    """How many fees are what a rate makes of them, rounded whichever way fits most; how many lie within half a cent."""
    return int((usual_fees(fees, exact) == fees).sum()), int(((fees - exact).abs() <= HALF_CENT).sum())


def _rates(fee: pd.Series[int], base: pd.Series[int]) -> list[tuple[int, float]]:
    """Rates that may be the usual one: the most frequent, in steps of 0.1 % and (odd) of 0.05 %."""
    shares = (fee / base.where(base >= MIN_BASE_CENTS)).dropna()
    if len(shares) < MIN_ORDERS_FOR_RATE:
        shares = (fee / base.where(base > 0)).dropna()
    whole = (shares * 1000).round().value_counts().index[:CANDIDATES]
    half = (shares * 2000).round().value_counts().index[:CANDIDATES]
    return [(0, float(rate) / 1000) for rate in whole] + [(1, float(rate) / 2000) for rate in half]


def usual_fees(fees: pd.Series[int], exact: pd.Series[float]) -> pd.Series[int]:
    """What the fees should be in whole cents, rounded the way that fits most of them: half up, half even, down, up."""
    import numpy as np

    exact = exact.round(6)  # what binary fractions add
    ways = [np.floor(exact + 0.5), exact.round(), np.floor(exact), np.ceil(exact)]
    best: pd.Series[float] = max(ways, key=lambda way: int((way == fees).sum()))
    return best.astype("int64")


def clean_orders(ledger: Ledger) -> pd.DataFrame:
    """Orders with one income and one fee row (none, in a shop that pays none), outside the subsidy programme."""
    return ledger.once("clean orders", lambda: _clean_orders(ledger))


def _clean_orders(ledger: Ledger) -> pd.DataFrame:
    orders = ledger.joined if len(ledger.orders) else ledger.sums.assign(received=0, paid=0, goods="")
    orders = orders.assign(income_and_coupon=orders["income"] + orders["coupon"])
    if not len(ledger.orders):
        orders = orders.assign(received=orders["income_and_coupon"], paid=orders["income"])
    settled = (orders["income_n"] == 1) & (orders["income"] > 0)
    once = settled & (orders["fee_n"] == 1)
    free = settled & (orders["fee_n"] == 0) & (orders["income"] >= MIN_BASE_CENTS)
    if free.sum() >= max(MIN_FREE_ORDERS, FREE_SHARE * (free | once).sum()):
        once |= free
    return orders[once & ~orders.index.isin(_subsidised(ledger))]


def _subsidised(ledger: Ledger) -> pd.Series[str]:
    """Orders of the subsidy programme, whose fees are higher."""
    rows = ledger.bills.rows
    remarks = rows["remark"].cat.categories
    marked = rows["remark"].isin(remarks[remarks.str.contains(SUBSIDY)]) & rows["entry"].isin(["fee", "fee_return"])
    return rows.loc[marked | (rows["entry"] == "subsidy_fee"), "order"]


def rates_of(ledger: Ledger) -> pd.Series[float]:
    """The rate that is usual for each clean order: for its goods or at its time, else for the shop.

    Where several are usual, the highest: nothing is said to be too much that others paid too. Needs a usual rate.
    """
    return ledger.once("rates", lambda: _rates_of(ledger))


def _rates_of(ledger: Ledger) -> pd.Series[float]:
    import pandas as pd

    clean, usual = clean_orders(ledger), usual_rate(ledger)
    rate, base = usual or (0.0, BASES[0])
    shop = pd.Series(rate, index=clean.index)
    odd = clean[~_fits(clean, base, rate) & (clean[base] > 0)]
    if len(odd) < MIN_OF_GOODS:
        return shop
    others = [other for _, other in reversed(_rates(odd["fee"], odd[base])) if other != rate]
    of_goods = _rates_of_goods(clean, base, rate, others)
    rest = clean[~clean["goods"].isin(of_goods)]
    then = _rates_then(ledger, rest, base, rate, others).reindex(clean.index).fillna(rate)
    return then.where(~clean["goods"].isin(of_goods), clean["goods"].map(of_goods).fillna(rate).clip(lower=rate))


def several_rates(ledger: Ledger) -> dict[float, int]:
    """The rates that are usual for some orders, with how many; empty where one rate is usual for all."""
    if usual_rate(ledger) is None:
        return {}
    counts = rates_of(ledger).value_counts()
    counts = counts[counts >= MIN_ORDERS_FOR_RATE]
    return {float(rate): int(count) for rate, count in counts.items()} if len(counts) > 1 else {}


def _fits(orders: pd.DataFrame, base: str, rate: float) -> pd.Series[bool]:
    """Which fees are those of a rate, rounded any way."""
    fitting: pd.Series[bool] = (orders["fee"] - orders[base] * rate).abs() < 1
    return fitting


def _rates_of_goods(clean: pd.DataFrame, base: str, rate: float, others: list[float]) -> dict[str, float]:
    """Goods most of whose orders are charged at a rate of their own: they are in a dearer category."""
    found: dict[str, float] = {}
    named, usual = clean[clean["goods"] != ""], _fits(clean, base, rate)
    for other in others:
        own = _fits(named, base, other) & ~usual[named.index]
        counts = own.groupby(named["goods"]).agg(["sum", "size"])
        most = counts[(counts["sum"] >= MIN_OF_GOODS) & (counts["sum"] * 2 > counts["size"])]
        found |= dict.fromkeys(most.index, other)
    return found


def _rates_then(ledger: Ledger, clean: pd.DataFrame, base: str, rate: float, others: list[float]) -> pd.Series[float]:
    """The highest rate that enough of the orders settled next to each one were charged at; the shop's where none is."""
    import pandas as pd

    incomes = ledger.bills.of("income")
    at = incomes[incomes["in_cents"] > 0].drop_duplicates("order").set_index("order")["at"]
    ordered = clean.loc[at[at.index.isin(clean.index)].sort_values(kind="stable").index]
    usual, highest = _fits(ordered, base, rate), pd.Series(float("nan"), index=ordered.index)
    for one in sorted({rate, *others}):
        own = usual if one == rate else _fits(ordered, base, one) & ~usual
        around = own.rolling(NEIGHBOURS, center=True, min_periods=1).sum()
        highest = highest.mask(around >= MIN_OF_NEIGHBOURS, one)
    return highest.fillna(rate)
