"""`ecwid login` and `ecwid logout`: the token of a store in the keyring of the system."""

from __future__ import annotations

import sys
from contextlib import suppress
from getpass import getpass
from typing import Annotated

import typer

from ecwid_orm.cli.credentials import forget_token, keep_token
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.output import console, plain, say
from ecwid_orm.cli.shop import Settings, settings
from ecwid_orm.exceptions import ConfigurationError, Forbidden
from ecwid_orm.resources import StoreProfile
from ecwid_orm.session import Session

__all__ = ["login", "logout"]

Store = Annotated[
    str | None,
    typer.Option(
        metavar="ID", help="The number of the store; the project's if left out.", show_default=False
    ),
]


def login(store: Store = None) -> None:
    """Ask for the token of a store, try it, and keep it in the keyring of this system.

    Where there is no terminal it is read from standard input. It is kept for one store at one
    address, and is never sent to another.
    """
    known, store_id = _store(store)
    token = _ask(store_id)
    environ = {"ECWID_STORE_ID": store_id, "ECWID_TOKEN": token, "ECWID_URL": known.url}
    with (
        Session.from_env(environ=environ) as session,
        console(stderr=True).status("Trying the token"),
    ):
        name = _tried(session)
    keeper = keep_token(known.url, store_id, token)
    shop = f"store {store_id} ({plain(name)})" if name else f"store {store_id}"
    say(f"Logged in to {shop}. The token is in the keyring, {keeper}.")
    first = known.sources.get("ECWID_TOKEN")
    if first:
        say(f"But ECWID_TOKEN in {first} goes before it; take it out there to use this one.")


def logout(store: Store = None) -> None:
    """Take the token of a store out of the keyring of this system.

    The token itself stays valid: whoever has a copy can go on using it.
    """
    known, store_id = _store(store)
    if forget_token(known.url, store_id):
        say(f"The keyring has no token for store {store_id} any more.")
    else:
        say(f"The keyring has no token for store {store_id}.")


def _store(given: str | None) -> tuple[Settings, str]:
    known = settings(with_token=False)
    store_id = given or known.store_id
    if not store_id:
        raise ConfigurationError(
            "which store? Give --store ID, set ECWID_STORE_ID, or run `ecwid init --store ID`"
        )
    return known, store_id


def _ask(store_id: str) -> str:
    if sys.stdin.isatty():
        token = getpass(f"Token of store {store_id} (it does not show): ")
    else:
        token = sys.stdin.readline()
    if not token.strip():
        raise WrongArgument("no token came; nothing was kept")
    return token.strip()


def _tried(session: Session) -> str:
    """The name of the shop, if the token may know it. Raises ApiError where the token is wrong."""
    session.token_info()
    with suppress(Forbidden):
        settings = session.get(StoreProfile).settings
        return (settings and settings.store_name) or ""
    return ""
