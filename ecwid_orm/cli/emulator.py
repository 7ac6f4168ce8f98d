"""`ecwid emulator`: an emulated shop on this machine."""

from __future__ import annotations

import signal
import threading
from contextlib import closing, suppress
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from ecwid_orm.emulator import App, Emulator, Fault, Trouble

__all__ = ["run"]


def read_fault(text: str) -> Fault:
    """A fault as the option says it."""
    try:
        return Fault.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def read_trouble(text: str) -> Trouble:
    """The trouble of webhooks as the option says it."""
    try:
        return Trouble.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def run(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for a free one.")
    ] = 8080,
    store_id: Annotated[int, typer.Option(help="The number of the store.")] = 1003,
    token: Annotated[
        str | None, typer.Option(help="The token of the store; one is made up if left out.")
    ] = None,
    data: Annotated[
        str, typer.Option(metavar="FILE", help="Keep the shop in this SQLite file.")
    ] = ":memory:",
    seed: Annotated[
        str | None, typer.Option(help="Fill a new shop: `demo`, `empty`, or a number of products.")
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Serve https, self-signed.")] = False,
    latency: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="What each request takes.")
    ] = 0.0,
    rate_limit: Annotated[
        int, typer.Option(metavar="CALLS", min=0, help="Calls a minute; 0 for no limit.")
    ] = 600,
    index_delay: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="Until a search finds what was written."),
    ] = 0.0,
    fault: Annotated[
        list[Fault] | None,
        typer.Option(
            parser=read_fault,
            metavar="RULE",
            help="What goes wrong, as `429 path=/products/* times=3`. May be given many times.",
        ),
    ] = None,
    webhook_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Send webhooks there.")
    ] = None,
    webhook_trouble: Annotated[
        Trouble | None,
        typer.Option(
            parser=read_trouble,
            metavar="RULE",
            help="How webhooks go astray, as `delay=2 shuffle=5 double=0.1 forge=0.1`.",
        ),
    ] = None,
    client_secret: Annotated[
        str | None,
        typer.Option(help="The secret that signs webhooks; one is made up if left out."),
    ] = None,
) -> None:
    """Serve an emulated shop until Ctrl-C or SIGTERM, and print how a script reaches it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        shop = Emulator(
            store_id,
            token,
            data,
            seed,
            port,
            host=host,
            tls=tls,
            latency=latency,
            rate_limit=rate_limit or None,
            index_delay=index_delay,
            faults=fault or (),
            app=None if client_secret is None else App(client_secret=client_secret),
            webhook_url=webhook_url,
            webhook_trouble=webhook_trouble,
        )
        shop.start()
    except (ImportError, OSError, ValueError) as error:
        typer.echo(f"The shop cannot open at {host}:{port}: {error}", err=True)
        raise typer.Exit(1) from error
    with closing(shop), suppress(KeyboardInterrupt), NamedTemporaryFile(suffix=".pem") as pem:
        typer.echo(f"export ECWID_URL={shop.url}")
        typer.echo(f"export ECWID_STORE_ID={shop.store_id}")
        typer.echo(f"export ECWID_TOKEN={shop.token}")
        typer.echo(f"export ECWID_CLIENT_SECRET={shop.app.client_secret}")
        if shop.certificate is not None:
            pem.write(shop.certificate)
            pem.flush()
            typer.echo(f"export REQUESTS_CA_BUNDLE={pem.name}")
        typer.echo("The shop is open. Ctrl-C closes it.", err=True)
        threading.Event().wait()
    typer.echo("The shop is closed.", err=True)
