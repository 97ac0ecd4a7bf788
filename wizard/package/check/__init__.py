"""Judging packages: it trusts nothing in the file and never fails because of its content."""
