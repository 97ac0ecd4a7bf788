"""Where a complaint should go: ranked channels with reasons for and against, the ladder, what to do today."""

from wizard.routing.route import RankedChannel, Routing, Rung, route

__all__ = ["RankedChannel", "Routing", "Rung", "route"]
