"""How many failed sign-ins are too many, within a window of 15 minutes.

Counted by name and address together, so that a stranger elsewhere cannot lock a person out; by address, against one
machine trying many names; and by name alone at a higher number, against many machines trying one name.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

WINDOW = dt.timedelta(minutes=15)
SAME_NAME_AND_ADDRESS = 5
SAME_ADDRESS = 30
SAME_NAME = 50
ONE_LINE = 64  # bits of an IPv6 address that one customer shares; the other 64 are theirs to choose
SAME_SECOND_FACTOR = 10  # of a million codes three are right at any time: fewer guesses than for passwords


@dataclass(frozen=True)
class Failures:
    """Failed attempts within the window: how many of each sort, and when the oldest of them was."""

    pair: int
    address: int
    name: int
    oldest: dt.datetime | None


def wait(failures: Failures, at: dt.datetime, same_name: int = SAME_NAME) -> dt.timedelta | None:
    """How long to wait before the next attempt is looked at; `None` when it may be made now."""
    too_many = failures.pair >= SAME_NAME_AND_ADDRESS or failures.address >= SAME_ADDRESS or failures.name >= same_name
    if not too_many:
        return None
    until = (failures.oldest or at) + WINDOW
    return max(until - at, dt.timedelta(minutes=1))


def place_of(address: str) -> str:
    """What attempts from an address count for: the address, or an IPv6 line with its 2^64 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), ONE_LINE), strict=False))
