"""The command line: the same services without a browser.

JSON on standard output, messages on standard error. Exit codes: 0 success, 1 the answer is "no" (altered,
incomplete), 2 bad input, with a message that names the field, 3 a mistake of ours.
"""

from wizard.cli.program import main

__all__ = ["main"]
