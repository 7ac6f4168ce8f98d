"""Where the command starts: before anything of an extra is imported."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the `ecwid` command on the arguments of this process, and exit with its status."""
    try:
        from ecwid_orm.cli.app import app
    except ModuleNotFoundError as error:
        if error.name not in {"dotenv", "rich", "typer"}:
            raise
        sys.exit("The ecwid command needs an extra: pip install 'ecwid_orm[cli]'")
    app()
