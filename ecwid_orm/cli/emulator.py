"""`ecwid emulator`: an emulated shop on this machine."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from ecwid_orm.emulator import Emulator

__all__ = ["run"]


def run(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for a free one.")] = 8080,
    store_id: Annotated[int, typer.Option(help="The number of the store.")] = 1003,
    token: Annotated[
        str | None, typer.Option(help="The token of the store; one is made up if left out.")
    ] = None,
    data: Annotated[
        str, typer.Option(metavar="FILE", help="Keep the shop in this SQLite file.")
    ] = ":memory:",
    seed: Annotated[
        str | None, typer.Option(help="Fill an empty shop: `demo`, or a number of products.")
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
) -> None:
    """Serve an emulated shop until Ctrl-C, and print how a script reaches it."""
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
        )
        shop.start()
    except (ImportError, OSError, ValueError) as error:
        typer.echo(f"The shop cannot open at {host}:{port}: {error}", err=True)
        raise typer.Exit(1) from error
    with closing(shop), suppress(KeyboardInterrupt), NamedTemporaryFile(suffix=".pem") as pem:
        typer.echo(f"export ECWID_URL={shop.url}")
        typer.echo(f"export ECWID_STORE_ID={shop.store_id}")
        typer.echo(f"export ECWID_TOKEN={shop.token}")
        if shop.certificate is not None:
            pem.write(shop.certificate)
            pem.flush()
            typer.echo(f"export REQUESTS_CA_BUNDLE={pem.name}")
        typer.echo("The shop is open. Ctrl-C closes it.", err=True)
        threading.Event().wait()
    typer.echo("The shop is closed.", err=True)
