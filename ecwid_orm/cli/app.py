"""The command with all its subcommands; each group of them has a module of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from ecwid_orm.cli import (
    demo,
    doctor,
    edit,
    emulator,
    init,
    journal,
    login,
    migrations,
    objects,
    recovery,
    shell,
    transfer,
    undo,
)
from ecwid_orm.cli.errors import Commands, ExitCode
from ecwid_orm.version import __version__

__all__ = ["app"]

app = typer.Typer(
    name="ecwid",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # a token may be among the locals
    epilog="\b\n"
    + "\n".join(["It exits with:", *(f"{code.value:>3}  {code.meaning}" for code in ExitCode)]),
)
app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("login")(login.login)
app.command("logout")(login.logout)
app.command("doctor")(doctor.doctor)
app.command("get")(objects.get)
app.command("find")(objects.find)
app.command("set")(edit.set_fields)
app.command("export")(transfer.export_shop)
app.command("import")(transfer.import_file)
app.command("diff")(transfer.diff)
app.command("shell")(shell.shell)
app.command("log")(journal.log)
app.command("show")(journal.show)
app.command("recover")(recovery.recover)
app.command("resolve")(recovery.resolve)
app.command("undo")(undo.undo)
app.command("revision")(migrations.revision)
app.command("migrate")(migrations.migrate)
app.command("apply")(migrations.apply)
app.command("status")(migrations.status)
app.command("history")(migrations.history)
app.command("verify")(migrations.verify)
app.command("emulator")(emulator.run)


def print_version(wanted: bool) -> None:
    """Print the version and exit, if it was asked for."""
    if wanted:
        typer.echo(f"ecwid_orm {__version__}")
        raise typer.Exit


@app.callback()
def ecwid(
    version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code an error comes from.")
    ] = False,
) -> None:
    """Work with Ecwid shops from the command line."""
