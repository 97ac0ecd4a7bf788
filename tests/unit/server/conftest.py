"""A web client and a case for every test of the addresses."""

from tests.unit.server.asking import case_id, web

__all__ = ["case_id", "web"]
