"""The merchant complaint wizard: from what happened to a signed complaint package."""

__version__ = "1.0.0"
