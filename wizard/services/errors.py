"""What a service can answer instead of a result. Every text is plain Chinese and meant for people.

* `ServiceError`
  * `NotSignedIn` - no or an expired session
  * `NotAllowed` - the person's role does not allow it
  * `NotFound` - no such thing, or another team's (the same answer, so that nothing can be guessed)
  * `Refused` - the input cannot be used; `problems` say which field, why, and the mend
    * `SignInRefused` - wrong name or password, or too many attempts
  * `Unavailable` - disk full, read-only, worker failed: nothing was half-done
"""

from __future__ import annotations

from collections.abc import Sequence

from wizard.input_problems import Problem


class ServiceError(Exception):
    """Base of everything the services raise."""


class NotSignedIn(ServiceError):
    """No session, or one that has ended."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("登录已结束，请重新登录。")


class NotAllowed(ServiceError):
    """The person's role does not allow it."""


class NotFound(ServiceError):
    """There is no such thing, or it belongs to another team."""

    def __init__(self, what: str = "内容") -> None:
        """Take the Chinese word for what was looked for."""
        super().__init__(f"找不到这个{what}，或者您没有权限查看。")
        self.what = what


class Refused(ServiceError):
    """Input that cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take at least one problem."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class SignInRefused(Refused):
    """Signing in did not work; the words do not tell whether the name exists."""


class Unavailable(ServiceError):
    """Something of the server is missing just now; nothing was half-done."""


def refused(field: str, message: str, mend: str = "") -> Refused:
    """A refusal with one problem."""
    return Refused([Problem(field, message, mend)])
