"""`ecwid shell`: a Python shell with a session on the shop, and all models."""

from __future__ import annotations

import code
from typing import Any

from ecwid_orm.cli.namespace import namespace
from ecwid_orm.cli.output import say
from ecwid_orm.cli.shop import JournalPath, open_shop, writing_journal
from ecwid_orm.session import Session
from ecwid_orm.version import __version__

__all__ = ["shell"]


def shell(journal: JournalPath = None) -> None:
    """Open a Python shell with `session` and all models ready; IPython, where it is installed.

    Nothing is sent before `session.commit()`. In a project folder, commits are journalled.
    """
    with open_shop(writing_journal(journal)) as session:
        _open(namespace(session), _banner(session))


def _banner(session: Session) -> str:
    return (
        f"ecwid_orm {__version__} on store {session.client.store_id}.\n"
        "`session` and all models are here: session.get(Product, 123), "
        "session.query(Product).first()\n"
        "session.plan() shows what changed, session.commit() sends it to this shop at once."
    )


def _open(names: dict[str, Any], banner: str) -> None:
    try:
        from IPython import start_ipython
        from traitlets.config import Config
    except ImportError:
        say("IPython is nicer: pip install 'ecwid_orm[shell]'")
        code.interact(banner, local=names, exitmsg="")
        return
    config = Config({"TerminalInteractiveShell": {"banner1": f"{banner}\n"}})
    start_ipython(argv=[], user_ns=names, config=config)
