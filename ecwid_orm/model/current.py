"""Which session the verbs of models use: the one of the innermost `with`, else `connect()`'s."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from ecwid_orm.exceptions import NoSession


class SessionLike(Protocol):
    """What the verbs of models need of a session."""

    def get(self, model: Any, key: Any = None, **search: Any) -> Any: ...
    def query(self, model: Any, /) -> Any: ...
    def add(self, instance: Any, /) -> None: ...
    def delete(self, instance: Any, /) -> None: ...
    def refresh(self, instance: Any, /) -> None: ...
    def commit(self, *instances: Any) -> Any: ...


_entered: ContextVar[SessionLike | None] = ContextVar("ecwid_orm_session", default=None)
_connected: SessionLike | None = None


def connected(session: SessionLike | None) -> None:
    """Make a session the default of the whole process; None for none."""
    global _connected
    _connected = session


@contextmanager
def entered(session: SessionLike) -> Iterator[None]:
    """Make a session current for the code within, in this thread or task only."""
    token = _entered.set(session)
    try:
        yield
    finally:
        _entered.reset(token)


def is_connected(session: SessionLike) -> bool:
    """Whether this session is the process's default."""
    return _connected is session


def current_session() -> Any:
    """The session that `Product.get(…)` and the other verbs use; NoSession where there is none."""
    session = _entered.get() or _connected
    if session is None:
        raise NoSession(
            "no session is current: call ecwid_orm.connect(store_id, token) once, "
            "or work inside `with Session(client):`"
        )
    return session
