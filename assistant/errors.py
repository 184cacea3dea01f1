"""Every failure a user can meet is one of these: a code, one sentence, where, the one thing to do, an exit code.

AssistantError                      root; never raised itself
├── InputError            exit 2    bad input, usage, configuration, disk, permissions
│   ├── BriefError                  empty, too long, not text
│   └── PlanFileError               not a plan, other schema version, unreadable
├── KeyMissing            exit 3    key missing or refused
├── ProviderError         exit 4    provider or network; carries `retryable`
├── NotMeasured           exit 5    nothing was measured
└── InternalFault         exit 70   our own fault

Interrupted (signal, not an AssistantError): the user stopped; what was done is kept, exit 130
"""

from __future__ import annotations

import re

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def on_one_line(place: object) -> str:
    """The name of a place as a person is shown it: a line end in it, or another control character, is escaped."""
    return _BREAKS.sub(lambda found: repr(found[0])[1:-1], str(place))


class AssistantError(Exception):
    """Root of the tree. `code` is stable, `where` names the place, `fix` the one thing to do."""

    exit_code = 70
    code = "fault"

    def __init__(self, message: str, *, where: str = "", fix: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.fix = fix
        if code is not None:
            self.code = code

    def sentence(self) -> str:
        """The one line a person reads: what is wrong, where, what to do."""
        place = f" ({on_one_line(self.where)})" if self.where else ""
        todo = f" {self.fix}" if self.fix else ""
        return (
            f"{self.message}{place}.{todo}"
            if not self.message.endswith((".", "?", "!"))
            else f"{self.message}{place}{todo}"
        )

    def as_json(self) -> dict[str, str]:
        """The body of `{"error": …}` on stdout under --json."""
        return {"code": self.code, "message": self.message, "where": self.where, "fix": self.fix}


class InputError(AssistantError):
    """Usage, configuration, bad input, disk or permissions."""

    exit_code = 2
    code = "input"


class BriefError(InputError):
    """The brief cannot be planned: empty, too long, or not text."""

    code = "brief"


class PlanFileError(InputError):
    """The file is not a plan this version reads."""

    code = "plan_file"


class KeyMissing(AssistantError):
    """A provider key is missing, or the provider refused it."""

    exit_code = 3
    code = "key"


class ProviderError(AssistantError):
    """The provider or the network failed. `retryable` says whether the same call may succeed later."""

    exit_code = 4
    code = "provider"

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        fix: str = "",
        code: str | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, where=where, fix=fix, code=code)
        self.retryable = retryable
        self.retry_after = retry_after


class NotMeasured(AssistantError):
    """Nothing was measured, so nothing may be reported as passed."""

    exit_code = 5
    code = "not_measured"


class InternalFault(AssistantError):
    """Our own fault; the message says where the report is."""

    exit_code = 70
    code = "fault"


class Interrupted(BaseException):
    """The user stopped the work. `partial` is what had been written so far."""

    def __init__(self, partial: str = "") -> None:
        super().__init__("interrupted")
        self.partial = partial
