from __future__ import annotations

import inspect
import re

import pytest

from ecwid_orm import exceptions
from ecwid_orm.exceptions import (
    BadAnswer,
    CannotClear,
    CommitError,
    Conflict,
    EcwidError,
    Failure,
    Forbidden,
    InvalidObjects,
    InvalidToken,
    InvalidValue,
    MissingExtra,
    NotFound,
    RateLimited,
    ReadOnly,
    SessionError,
    StaleObject,
    Timeout,
    TransportError,
    UnknownField,
    UnknownParameter,
    Versions,
)

ERRORS = {
    name: cls
    for name, cls in vars(exceptions).items()
    if inspect.isclass(cls) and issubclass(cls, EcwidError)
}


def failures() -> list[Failure]:
    return [
        Failure("cap", NotFound(404, None, "no cap"), "PUT cap"),
        Failure("tee", Conflict(409, "SKU_ALREADY_EXISTS", "taken"), "POST tee"),
        Failure("mug", Conflict(409, "SKU_ALREADY_EXISTS", "taken too"), "POST mug"),
    ]


def commit_error() -> CommitError:
    return CommitError("3 failed", failures(), not_executed=["DELETE hat"], result="the result")


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in str(exceptions.__doc__).splitlines():
        found = re.match(r"    ([│├└─ ]*)(\w+)", line)
        if found is None or found[2] not in ERRORS:
            continue
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        drawn[found[2]] = path[depth - 1] if depth else ""
    assert drawn == {
        name: "" if cls is EcwidError else cls.__bases__[0].__name__ for name, cls in ERRORS.items()
    }


def test_all_names_every_class() -> None:
    assert set(exceptions.__all__) == {*ERRORS, "Failure", "Versions"}


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (NotFound(404, None, "gone"), LookupError),
        (TransportError("broken"), ConnectionError),
        (Timeout("late"), TimeoutError),
        (BadAnswer("garbage"), ConnectionError),
        (InvalidValue("bad"), ValueError),
        (CannotClear("no"), ValueError),
        (ReadOnly("no"), AttributeError),
        (UnknownField("no"), AttributeError),
        (UnknownParameter("no"), TypeError),
        (MissingExtra("no"), ImportError),
        (InvalidObjects("no", failures()), ValueError),
    ],
)
def test_what_fits_a_builtin_is_one_too(error: Exception, builtin: type[Exception]) -> None:
    assert isinstance(error, builtin)
    assert isinstance(error, EcwidError)


def test_an_api_error_tells_what_ecwid_said() -> None:
    error = InvalidToken(403, "INVALID_API_TOKEN", "GET x was refused: bad token", "the request")
    assert (error.status, error.code, error.request) == (403, "INVALID_API_TOKEN", "the request")
    assert str(error) == error.message == "GET x was refused: bad token"
    assert isinstance(error, Forbidden)
    assert RateLimited(429, None, "slow down", retry_after=3.0).retry_after == 3.0


def test_a_transport_error_shows_its_message_alone() -> None:
    error = Timeout("no answer", request="the request", sent=False)
    assert (str(error), error.request, error.sent) == ("no answer", "the request", False)
    assert TransportError("broken").sent is None
    assert BadAnswer("garbage").sent is True


def test_a_stale_object_shows_the_three_values_of_each_attribute() -> None:
    error = StaleObject("price moved", instance="cap", conflicts={"price": Versions(1, 2, 3)})
    assert (error.instance, error.conflicts) == ("cap", {"price": (1, 2, 3)})
    price = error.conflicts["price"]
    assert (price.base, price.mine, price.theirs) == (1, 2, 3)
    assert StaleObject("gone", instance="cap").conflicts == {}


def test_a_commit_error_is_a_group_of_the_errors_of_its_failures() -> None:
    error = commit_error()
    assert isinstance(error, SessionError)
    assert isinstance(error, ExceptionGroup)
    assert list(error.exceptions) == [failure.error for failure in error.failures]
    assert list(error.not_executed) == ["DELETE hat"]
    assert error.result == "the result"


def test_a_commit_error_can_be_caught_in_parts() -> None:
    caught: list[BaseExceptionGroup[Exception]] = []
    try:
        raise commit_error()
    except* NotFound as group:
        caught.append(group)
    except* Conflict as group:
        caught.append(group)
    parts = [part.failures for part in caught if isinstance(part, CommitError)]
    assert [[failure.instance for failure in part] for part in parts] == [["cap"], ["tee", "mug"]]


def test_splitting_a_commit_error_keeps_its_kind_and_facts() -> None:
    error = InvalidObjects("bad", failures(), not_executed=["DELETE hat"], result=1)
    match, rest = error.split(Conflict)
    assert type(match) is type(rest) is InvalidObjects
    assert [failure.operation for failure in match.failures] == ["POST tee", "POST mug"]
    assert [failure.operation for failure in rest.failures] == ["PUT cap"]
    assert (match.message, list(match.not_executed), match.result) == ("bad", ["DELETE hat"], 1)


def test_one_error_may_fail_many_objects() -> None:
    dead = InvalidToken(403, None, "dead")
    error = CommitError("all", [Failure("cap", dead), Failure("tee", dead)])
    match = error.subgroup(InvalidToken)
    assert isinstance(match, CommitError)
    assert [failure.instance for failure in match.failures] == ["cap", "tee"]


def test_a_part_of_a_nested_group_is_a_failure_of_nobody() -> None:
    nested = ExceptionGroup("webhooks", [KeyError("a"), OSError("b")])
    error = CommitError("nested", [Failure("cap", nested)])
    match = error.subgroup(KeyError)
    assert isinstance(match, CommitError)
    assert [failure.instance for failure in match.failures] == [None]


def test_a_commit_error_without_failures_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="non-empty"):
        CommitError("nothing", [])
