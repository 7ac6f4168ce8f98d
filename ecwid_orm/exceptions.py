"""Every error that this package raises, as one tree.

What fits a builtin exception is one too (in brackets), so `except LookupError` works as well::

    EcwidError
    ├── ApiError                    Ecwid answered with anything but 200
    │   ├── BadRequest              400, 405, 413, 415 and every 4xx without a class of its own
    │   │   └── Unprocessable       422
    │   ├── PaymentRequired         402
    │   ├── Forbidden               403
    │   │   └── InvalidToken        403 INVALID_API_TOKEN
    │   ├── NotFound                404 [LookupError]
    │   ├── Conflict                409
    │   ├── RateLimited             429
    │   └── ServerError             5xx, 408
    │       └── ImportInProgress    449
    ├── TransportError              no answer, or half of one [ConnectionError]
    │   ├── Timeout                 [TimeoutError]
    │   └── BadAnswer               an answer that cannot be read
    ├── InvalidValue                [ValueError]
    │   ├── CannotClear             Ecwid has no way to empty this field
    │   ├── ReadOnly                [AttributeError]
    │   └── UnreadableFile          a file to upload that is not there [OSError]
    ├── UnknownField                [AttributeError]
    ├── UnknownParameter            [TypeError]
    ├── UnsupportedCondition        [TypeError]
    ├── NoResult                    a query for one object found none [LookupError]
    ├── MultipleResults             … or several [LookupError]
    ├── ConfigurationError
    │   └── MissingExtra            [ImportError]
    ├── MigrationError              a migration cannot be used, or failed
    └── SessionError
        ├── NoSession               no session is current
        ├── Detached                the object belongs to no session
        ├── AlreadyAttached         the object belongs to another session
        ├── DuplicateKey            two objects, one key
        ├── UnbreakableCycle        new objects that each need the other's id first
        ├── PendingKeyUnsent        an id that no request is going to bring
        ├── StaleObject             changed on the server since it was read
        ├── InDoubt                 nobody knows whether it was done
        ├── NotPlanned              what is sent at once cannot be part of a plan
        ├── JournalError                the journal cannot be read or written
        └── CommitError             all that failed in one commit [ExceptionGroup]
            └── InvalidObjects      refused before anything was sent [ValueError]

No message, attribute or repr holds a token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

__all__ = [
    "AlreadyAttached",
    "ApiError",
    "BadAnswer",
    "BadRequest",
    "CannotClear",
    "CommitError",
    "ConfigurationError",
    "Conflict",
    "Detached",
    "DuplicateKey",
    "EcwidError",
    "Failure",
    "Forbidden",
    "ImportInProgress",
    "InDoubt",
    "InvalidObjects",
    "InvalidToken",
    "InvalidValue",
    "JournalError",
    "MigrationError",
    "MissingExtra",
    "MultipleResults",
    "NoResult",
    "NoSession",
    "NotFound",
    "NotPlanned",
    "PaymentRequired",
    "PendingKeyUnsent",
    "RateLimited",
    "ReadOnly",
    "ServerError",
    "SessionError",
    "StaleObject",
    "Timeout",
    "TransportError",
    "UnbreakableCycle",
    "UnknownField",
    "UnknownParameter",
    "Unprocessable",
    "UnreadableFile",
    "UnsupportedCondition",
    "Versions",
]


class EcwidError(Exception):
    """The root of the tree: catches everything of ours."""


# What Ecwid answered ------------------------------------------------------------------------


class ApiError(EcwidError):
    """Ecwid answered with a status other than 200.

    `status` is the HTTP status; `code` Ecwid's stable error code (`SKU_ALREADY_EXISTS`), None
    where it sent none; `message` the whole text of this error; `detail` just what Ecwid said;
    `request` the request refused (an `ecwid_orm.api.Request`). `in_doubt`: it may have been carried
    out all the same, by this try or an earlier one.

    https://docs.ecwid.com/api-reference/rest-api/errors
    """

    in_doubt: bool = False

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        request: Any = None,
        *,
        detail: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.request = request
        self.detail = message if detail is None else detail

    def __str__(self) -> str:
        return self.message


class BadRequest(ApiError):
    """A parameter or field is malformed or missing, or a rule of Ecwid's is broken (4xx)."""


class Unprocessable(BadRequest):
    """Well-formed but refused: not an image, a bad URL, a read-only field (422)."""


class PaymentRequired(ApiError):
    """The store's plan lacks the feature, its limit is reached, or it is suspended (402)."""


class Forbidden(ApiError):
    """The app lacks a scope, or the store a feature (403)."""


class InvalidToken(Forbidden):
    """The token is wrong, or dead (403 `INVALID_API_TOKEN`).

    The client that met it sends nothing more: going on earns a longer block.
    """


class NotFound(ApiError, LookupError):
    """No such store, entity, or entity that the body refers to (404)."""

    @property
    def of_store(self) -> bool:
        """Whether it is the store itself that does not exist."""
        return self.code == "STORE_NOT_FOUND"


class Conflict(ApiError):
    """Already there: a SKU, a coupon code, an e-mail, a variation (409)."""


class RateLimited(ApiError):
    """Too many requests (429). `retry_after` is the wait in seconds, None where Ecwid gave none."""

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        request: Any = None,
        *,
        detail: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(status, code, message, request, detail=detail)
        self.retry_after = retry_after


class ServerError(ApiError):
    """Ecwid failed or timed out (5xx, 408). Whether the request was applied is not known."""

    in_doubt = True


class ImportInProgress(ServerError):
    """The store's catalogue is being imported; try later (449)."""

    in_doubt = False


# No answer -----------------------------------------------------------------------------------


class TransportError(EcwidError, ConnectionError):
    """The connection failed, or the answer was cut short.

    `sent` is False if the request surely never reached Ecwid, True if it surely did, None if
    nobody knows. `request` is the request that got no answer. `in_doubt`: it may have been carried
    out all the same, by this try or an earlier one.
    """

    def __init__(self, message: str, *, request: Any = None, sent: bool | None = None) -> None:
        super().__init__(message)
        self.request = request
        self.sent = sent
        self.in_doubt = sent is not False


class Timeout(TransportError, TimeoutError):
    """Ecwid did not take the connection, or did not answer, in time."""


class BadAnswer(TransportError):
    """An answer came, but it cannot be read: cut short, not JSON, not what was asked for."""

    def __init__(self, message: str, *, request: Any = None, sent: bool | None = True) -> None:
        super().__init__(message, request=request, sent=sent)


# What the caller got wrong --------------------------------------------------------------------


class InvalidValue(EcwidError, ValueError):
    """A value that the field or parameter cannot take."""


class CannotClear(InvalidValue):
    """None was assigned to a field that Ecwid has no way to empty."""


class ReadOnly(InvalidValue, AttributeError):
    """An assignment to a field that only Ecwid sets."""


class UnreadableFile(InvalidValue, OSError):
    """A file to be uploaded is not there, cannot be read, or was closed."""


class UnknownField(EcwidError, AttributeError):
    """The model has no such field."""


class UnknownParameter(EcwidError, TypeError):
    """The endpoint has no such search parameter."""


class UnsupportedCondition(EcwidError, TypeError):
    """Ecwid cannot search by this condition."""


class NoResult(EcwidError, LookupError):
    """A query that had to find one object found none."""


class MultipleResults(EcwidError, LookupError):
    """A query that had to find one object found several."""


class ConfigurationError(EcwidError):
    """The set-up is wrong: a variable is missing, or the URL is not https."""


class MissingExtra(ConfigurationError, ImportError):
    """An optional dependency is not installed; the message names the extra that brings it."""


class MigrationError(EcwidError):
    """A migration cannot be used, or failed; `revision` is its name where it is about one."""

    def __init__(self, message: str, *, revision: str | None = None) -> None:
        super().__init__(message)
        self.revision = revision


# The session -----------------------------------------------------------------------------------


class SessionError(EcwidError):
    """The session cannot do this with the objects as they are."""


class NoSession(SessionError):
    """A verb of a model was used while no session is current."""


class Detached(SessionError):
    """The object belongs to no session, and what was asked needs one."""


class AlreadyAttached(SessionError):
    """The object belongs to another session."""


class DuplicateKey(SessionError):
    """Two objects of one session bear the same key."""


class UnbreakableCycle(SessionError):
    """New objects each need the id of the other before they can be created."""


class PendingKeyUnsent(SessionError):
    """The id of a new object is used, but nothing is going to create that object."""


class Versions(NamedTuple):
    """The values of an attribute that changed here and on the server; None for none."""

    base: Any
    """As it was loaded."""
    mine: Any
    """As it is wanted here."""
    theirs: Any
    """As the server has it now."""


class StaleObject(SessionError):
    """The object changed on the server since it was read, or is not there any more.

    `instance` is the object; `conflicts` maps each attribute in conflict to its `Versions`, as
    Python values, and is empty where the server no longer has the object.
    """

    def __init__(
        self,
        message: str,
        *,
        instance: Any = None,
        conflicts: Mapping[str, Versions] | None = None,
    ) -> None:
        super().__init__(message)
        self.instance = instance
        self.conflicts = dict(conflicts or {})


class InDoubt(SessionError):
    """Whether the operation was done can be neither shown nor excluded; it was not sent again."""


class NotPlanned(SessionError):
    """A session that only plans was asked for something that would be sent at once."""


class JournalError(SessionError):
    """The journal cannot be opened, read or written, or has no such commit.

    Where it cannot be written before something is sent, that is not sent.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """One thing that went wrong in a commit: the object, the error, the operation of the plan."""

    instance: Any
    error: Exception
    operation: Any = None


class CommitError(SessionError, ExceptionGroup[Exception]):
    """Everything that failed in one commit.

    `failures` lists what failed (at least one), `not_executed` the operations that were therefore
    never run, `result` what the commit did all the same, if anything. What went through is clean,
    the rest is still dirty: the next commit sends just the rest. Of an atomic commit, `restored`
    lists what went through and was taken back, and `left_out` what could not be, and why.

    It is an exception group of the failures' errors, so it can be taken apart::

        try:
            session.commit()
        except* Conflict as group: ...
        except* RateLimited as group: ...
    """

    failures: Sequence[Failure]
    not_executed: Sequence[Any]
    result: Any
    restored: Sequence[Any]
    left_out: Sequence[Any]

    def __new__(
        cls,
        message: str,
        failures: Iterable[Failure],
        *,
        not_executed: Iterable[Any] = (),
        result: Any = None,
        restored: Iterable[Any] = (),
        left_out: Iterable[Any] = (),
    ) -> Self:
        kept = tuple(failures)
        self = super().__new__(cls, message, [failure.error for failure in kept])
        self.failures = kept
        self.not_executed = tuple(not_executed)
        self.result = result
        self.restored = tuple(restored)
        self.left_out = tuple(left_out)
        return self

    def __init__(
        self,
        message: str,
        failures: Iterable[Failure],
        *,
        not_executed: Iterable[Any] = (),
        result: Any = None,
        restored: Iterable[Any] = (),
        left_out: Iterable[Any] = (),
    ) -> None:
        # The group's own __init__ refuses keywords; all the work is done in __new__.
        super().__init__(message, self.exceptions)

    # Errors of a commit are Exceptions, so the overload for BaseException has no use here.
    def derive(  # type: ignore[override]  # (reason above)
        self, excs: Sequence[Exception], /
    ) -> Self:
        """The same kind of error with only these errors and their failures."""
        wanted = {id(error) for error in excs}
        failures = [failure for failure in self.failures if id(failure.error) in wanted]
        known = {id(failure.error) for failure in failures}
        # A part of a nested group belongs to no failure as a whole.
        failures += [Failure(None, error) for error in excs if id(error) not in known]
        return type(self)(
            self.message,
            failures,
            not_executed=self.not_executed,
            result=self.result,
            restored=self.restored,
            left_out=self.left_out,
        )


class InvalidObjects(CommitError, ValueError):
    """Objects that break the rules of their schemas; nothing at all was sent."""
