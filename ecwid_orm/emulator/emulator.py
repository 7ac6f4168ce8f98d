"""The emulator as a whole: a shop, its API, and a server for it."""

from __future__ import annotations

import random
import string
import threading
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ecwid_orm.emulator import blobs, routing, spec
from ecwid_orm.emulator.app import Application
from ecwid_orm.emulator.auth import Authority, all_scopes, granted_scopes
from ecwid_orm.emulator.batch import Batches
from ecwid_orm.emulator.batch_runner import Runner
from ecwid_orm.emulator.batch_store import BatchStore
from ecwid_orm.emulator.clock import Clock, SystemClock
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.dispatch import Dispatcher
from ecwid_orm.emulator.faults import Fault, Faults
from ecwid_orm.emulator.platform import billing, oauth, storage
from ecwid_orm.emulator.rate_limit import RateLimiter
from ecwid_orm.emulator.requests_log import Received, RequestLog
from ecwid_orm.emulator.shop import SCHEMA, App, Settings, Shop
from ecwid_orm.emulator.webhook_sender import Post, Trouble, WebhookSender, post_over_http

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from ecwid_orm.emulator.server import Server

_TOKEN_LETTERS = string.ascii_letters + string.digits
_TOKEN_LENGTH = 32
_SCHEMAS = (SCHEMA, blobs.SCHEMA, oauth.SCHEMA, storage.SCHEMA, billing.SCHEMA)
_WITHOUT_SERVER = "http://localhost"


class Emulator:
    """A shop that answers as Ecwid does.

    `with Emulator() as shop` serves it over HTTP at `shop.url`; `shop.wsgi` is the same shop
    in-process and works without that. Close one that was never entered.

    store_id, token: how it is reached; a token is made up if none is given.
    data: SQLite file that the shop is kept in; ":memory:" forgets it.
    seed: None or "empty" for an empty shop, "demo" for a catalogue, or a number of products. A
        file that has a shop already keeps it.
    host, port: where it listens; port 0 takes a free one.
    clock, random_seed: its time and chance; the same seed gives the same ids and tokens.
    latency: seconds that each request takes, also inside batches.
    faults: what goes wrong from the start; see `Fault`.
    rate_limit: requests a minute that a token may make; None for no limit.
    index_delay: seconds before a search finds what was written.
    tls: serve https, with a certificate that it makes and gives as `certificate`.
    scopes: access scopes of the app; None for all. Without `public_storefront` the public token
        is not valid.
    app: the app that asks, for OAuth; one that any address may be sent back to if left out.
    webhook_url: where the shop tells the app of changes, signed with the app's `client_secret`;
        None for nowhere.
    webhook_trouble: what goes wrong with webhooks on their way.
    webhook_post: what makes their POSTs, for a receiver that is reached in another way than HTTP.
    background: execute batches and send webhooks in threads, as Ecwid does; otherwise the request
        that makes them answers when all is done, which suits a test with a clock moved by hand.
    """

    def __init__(
        self,
        store_id: int = 1003,
        token: str | None = None,
        data: str | Path = ":memory:",
        seed: str | int | None = None,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        clock: Clock | None = None,
        random_seed: int = 0,
        latency: float = 0.0,
        faults: Iterable[Fault] = (),
        rate_limit: int | None = 600,
        index_delay: float = 0.0,
        tls: bool = False,
        scopes: Collection[str] | None = None,
        app: App | None = None,
        webhook_url: str | None = None,
        webhook_trouble: Trouble | None = None,
        webhook_post: Post = post_over_http,
        background: bool = True,
    ) -> None:
        chance = random.Random(random_seed)
        self.app = app or App(client_secret=_made_up("client", random_seed))
        """The app that the tokens belong to."""
        described = spec.load()
        registered = granted_scopes(all_scopes(described) if scopes is None else scopes)
        settings = Settings(
            store_id=store_id,
            app=self.app,
            scopes=registered,
            index_delay=index_delay,
            latency=latency,
            random_seed=random_seed,
        )
        self._host, self._port, self._tls = host, port, tls
        self._server: Server | None = None
        self._origin = _WITHOUT_SERVER
        self.certificate: bytes | None = None
        """The certificate of a server with TLS, as PEM; None before it is started."""
        self.shop = Shop(Database(data), clock or SystemClock(), chance, settings, described)
        """State and settings, as the routes see them."""
        with self.shop.db.transaction() as connection:
            for schema in _SCHEMAS:
                connection.execute(schema)
        self._webhooks: WebhookSender | None = None
        try:
            _plant(self.shop, seed)
            if webhook_url is not None:
                self._webhooks = WebhookSender(
                    self.shop,
                    webhook_url,
                    webhook_trouble or Trouble(),
                    webhook_post,
                )
                self.shop.outbox = self._webhooks.outbox
        except BaseException:
            self.shop.db.close()
            raise
        authority = Authority(
            self.shop.db,
            token or f"secret_{_made_up('secret', random_seed)}",
            f"public_{_made_up('public', random_seed)}",
            registered,
            self.shop.clock.now(),
        )
        self.token = authority.secret.text
        """The secret token."""
        self.public_token = authority.public.text
        """The public token."""
        self.faults = Faults(faults, random.Random(f"{random_seed}:faults"))
        """What goes wrong; rules can be added and cleared at any time."""
        self._log = RequestLog()
        routes = routing.handlers()
        dispatcher = Dispatcher(self.shop, authority, routes)
        store = BatchStore(self.shop.db)
        self._runner = Runner(self.shop, store, dispatcher, self.faults, background=background)
        # Batches are run by the dispatcher, and are routes of it too.
        routes.update(Batches(store, self._runner, self.faults).handlers())
        limiter = RateLimiter(rate_limit, self.shop.clock)
        self.wsgi: WSGIApplication = Application(
            self.shop,
            authority,
            limiter,
            self.faults,
            dispatcher,
            self._log,
            finish=None if self._webhooks is None or background else self._webhooks.deliver,
        )
        """The shop as a WSGI application; its paths begin with `/api/v3`."""
        self._runner.kick()
        if self._webhooks is not None and background:
            self._webhooks.start()
        else:
            self.deliver_webhooks()

    def __repr__(self) -> str:
        return f"<Emulator of store {self.store_id} at {self.url}>"

    @property
    def store_id(self) -> int:
        """The number of the store."""
        return self.shop.settings.store_id

    @property
    def url(self) -> str:
        """Base of the API, up to and with `/api/v3`."""
        return f"{self._origin}/api/v3"

    @property
    def requests(self) -> list[Received]:
        """What was received, oldest first."""
        return self._log.all()

    def clear_requests(self) -> None:
        """Forget what was received."""
        self._log.clear()

    def deliver_webhooks(self) -> None:
        """Send the webhooks that are due: those to be tried again, once the clock has moved."""
        if self._webhooks is not None:
            self._webhooks.deliver()

    def start(self) -> None:
        """Listen and answer. `OSError` if the port is taken."""
        from ecwid_orm.emulator.server import Server
        from ecwid_orm.emulator.tls import self_made

        if self._server is not None:
            raise RuntimeError("the emulator is started already")
        context = None
        if self._tls:
            made = self_made(self._host)
            self.certificate, context = made.pem, made.context
        self._server = Server(self._host, self._port, self.wsgi, context)
        scheme = "http" if context is None else "https"
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._origin = f"{scheme}://{host}:{self._server.port}"
        self.shop.settings.url = self.url
        self._server.start()

    def close(self) -> None:
        """Stop everything and give the file back. What was queued goes on at the next start."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        self._runner.stop()
        if self._webhooks is not None:
            self._webhooks.stop()
        self.shop.db.close()

    def serve_forever(self) -> None:
        """Start, if it is not, and answer until Ctrl-C; then close."""
        if self._server is None:
            self.start()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass
        finally:
            self.close()

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _plant(shop: Shop, seed: str | int | None) -> None:
    if seed is None or seed == "empty":
        return
    from ecwid_orm.emulator import seeds

    seeds.plant(shop, int(seed) if isinstance(seed, str) and seed.isdecimal() else seed)


def _made_up(kind: str, seed: int) -> str:
    letters = random.Random(f"{seed}:{kind}").choices(_TOKEN_LETTERS, k=_TOKEN_LENGTH)
    return "".join(letters)
