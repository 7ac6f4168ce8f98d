"""What models do besides CRUD: how their methods reach the server, by way of the session.

The methods themselves are in `resources/actions/`, and mixed into the models.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, Literal, TypeVar

from ecwid_orm.exceptions import Detached, InvalidValue, SessionError
from ecwid_orm.model import registry
from ecwid_orm.model.base import Model
from ecwid_orm.model.current import current_session
from ecwid_orm.model.uploads import MOST, Progress, Source, Upload, enqueue

Expected = Literal["json", "bytes"]
Function = TypeVar("Function", bound=Callable[..., Any])


def performs(*operation_ids: str) -> Callable[[Function], Function]:
    """Note which operations of the API a method is the public call for; it stays as it is.

    The table of docs/reference/coverage.md is made from it.
    """

    def note(method: Function) -> Function:
        method.__dict__["performs"] = operation_ids
        return method

    return note


def session_of(instance: Model) -> Any:
    """The session of an object that the store has. Raises Detached, and SessionError for a new one.

    The path of what is new has no id yet.
    """
    home: Any = instance._home
    if home is not None and home.is_new(instance):
        raise SessionError(f"the store does not have {instance!r} yet; session.commit() creates it")
    if home is None:
        way_out = "session.merge() gives one that is" if instance._is_stored() else "save() it"
        raise Detached(f"{instance!r} is in no session; {way_out}")
    return home.session


def item_path(instance: Model, suffix: str = "") -> str:
    """The path of an object that the store has, and what follows it."""
    resource = type(instance).__resource__
    return resource.item_path(resource.identity(instance)) + suffix


def call(
    instance: Model,
    method: str,
    suffix: str = "",
    *,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    data: bytes | BinaryIO | None = None,
    expects: Expected = "json",
    idempotent: bool | None = None,
    outdates: Sequence[str] | None = None,
) -> Any:
    """The answer to a request about an object, which is sent now; `suffix` follows its path.

    `outdates` are the attributes that are no longer what they were, besides those that only Ecwid
    sets, which are loaded anew as well; None where nothing is. Raises as `Client.request` does.
    """
    session = session_of(instance)
    answer = session.call(
        method,
        item_path(instance, suffix),
        params=params,
        json=json,
        data=data,
        expects=expects,
        idempotent=idempotent,
    )
    if outdates is not None:
        session.outdate(instance, outdates)
    return answer


def shop_call(
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    data: bytes | BinaryIO | None = None,
    expects: Expected = "json",
    idempotent: bool | None = None,
    session: Any = None,
) -> Any:
    """The answer to a request about the store, of the current session if none is given."""
    return (current_session() if session is None else session).call(
        method,
        path,
        params=params,
        json=json,
        data=data,
        expects=expects,
        idempotent=idempotent,
    )


def download(
    instance: Model,
    suffix: str,
    to: str | os.PathLike[str] | BinaryIO,
    *,
    params: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> None:
    """Stream what is at the object's path and `suffix` into a file. See `Client.download`."""
    session_of(instance).client.download(item_path(instance, suffix), to, params, progress=progress)


def upload(
    instance: Model,
    suffix: str,
    source: Source | None,
    *,
    method: str = "POST",
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    outdates: Sequence[str] = (),
    idempotent: bool = False,
    most: int = MOST,
    progress: Progress | None = None,
) -> Upload:
    """Have the next commit upload a URL, a path, bytes or a binary file for an object.

    The object may be new, and in no session yet. `source` is None for what `json` says all of.
    `outdates` are the attributes that show it, besides those that are read-only; `idempotent` says
    that sending it twice leaves what once does; `most` are the bytes that Ecwid takes here. Raises
    InvalidValue, and UnreadableFile for a path without a file.
    """
    made = Upload(
        source,
        suffix,
        method=method,
        params=params,
        json=json,
        outdates=outdates,
        idempotent=idempotent,
        most=most,
        progress=progress,
    )
    return enqueue(instance, made)


def key_of(model: str, given: Any) -> Any:
    """The key of an object of this model, or a key as it is. Raises InvalidValue for others."""
    if isinstance(given, int | str) and not isinstance(given, bool):
        return given
    if not isinstance(given, Model) or model not in [cls.__name__ for cls in type(given).__mro__]:
        raise InvalidValue(f"expected a {model} or its id, got a {type(given).__name__}")
    key = type(given).__resource__.own_key(given)
    if key is None:
        raise InvalidValue(f"{given!r} has no id yet; session.commit() creates it")
    return key


def outdate(session: Any, model: str, key: Any, *attributes: str) -> None:
    """What a session knows of an object, if it does, is read anew when next asked for."""
    known = session.identity.get(registry.lookup(model).__root__, key)
    if known is not None:
        session.outdate(known, attributes)


def let_go(session: Any, models: Sequence[type[Model]], gone: Callable[[Any], bool]) -> None:
    """Detach the objects that a call deleted on the server."""
    for instance in stored(session, models):
        if gone(instance):
            session.expunge(instance)


def stored(session: Any, models: Sequence[type[Model]]) -> list[Any]:
    """The objects of a session that the store has, of these models."""
    known = tuple(models)
    return [one for one in session if isinstance(one, known) and one._is_stored()]
