"""`ecwid doctor`: whether everything is well with the shop, its token, and this machine."""

from __future__ import annotations

import platform
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import typer
from rich.text import Text

from ecwid_orm.api import Request, Response
from ecwid_orm.api.scopes import scopes_of
from ecwid_orm.cli.errors import ExitCode, exit_code
from ecwid_orm.cli.output import AsJson, console, plain, print_json
from ecwid_orm.cli.project import FILE
from ecwid_orm.cli.shop import JournalPath, Settings, settings, writing_journal
from ecwid_orm.exceptions import EcwidError, Forbidden, PaymentRequired
from ecwid_orm.resources import ApplicationToken, StoreAccount, StoreProfile
from ecwid_orm.session import Journal, OperationState, Session
from ecwid_orm.version import __version__

__all__ = ["Finding", "compare_clocks", "doctor", "expiry_of", "plan_of"]

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}

EXTRAS = {
    "fast": "orjson",
    "emulator": "werkzeug",
    "cli": "typer",
    "keyring": "keyring",
    "shell": "ipython",
    "mirror": "SQLAlchemy",
    "redis": "redis",
}
"""Each extra, and the package that shows whether it is installed."""

ABILITIES = (
    ("read products", Request("GET", "products")),
    ("change products", Request("PUT", "products/1")),
    ("create products", Request("POST", "products")),
    ("read orders", Request("GET", "orders")),
    ("change orders", Request("PUT", "orders/1")),
    ("create orders", Request("POST", "orders")),
    ("read customers", Request("GET", "customers")),
    ("change customers", Request("PUT", "customers/1")),
    ("create customers", Request("POST", "customers")),
    ("read coupons", Request("GET", "discount_coupons")),
    ("change coupons", Request("PUT", "discount_coupons/1")),
    ("read the store's profile", Request("GET", "profile")),
    ("change the store's profile", Request("PUT", "profile")),
    ("keep the history of migrations in the store", Request("PUT", "storage/1")),
)
"""What people want to do, and a request that does it."""

SKEW = 60.0
"""Seconds by which the clock of this machine may be off before it is told."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, in words, and what a failure exits with."""

    about: str
    state: Literal["ok", "warn", "fail"]
    text: str
    code: ExitCode = ExitCode.FAILED

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {"about": self.about, "state": self.state, "text": self.text}


def doctor(journal: JournalPath = None, as_json: AsJson = False) -> None:
    """Look whether all is well: the token and its scopes, the plan, the clock, the journal.

    Each line says ok, warn or fail. Exits with 0 unless something fails; else with the code of the
    first failure.
    """
    findings = []
    for finding in _findings(journal):
        findings.append(finding)
        if not as_json:
            told = Text.assemble((f"{finding.state:6}", STYLES[finding.state]))
            console().print(told + f"{finding.about:12}{plain(finding.text)}")
    if as_json:
        print_json({"findings": [finding.to_dict() for finding in findings]})
    for finding in findings:
        if finding.state == "fail":
            raise typer.Exit(finding.code)


def _findings(journal: Path | None) -> Iterator[Finding]:
    yield _versions()
    try:
        known = settings()
        yield from _project(known)
        environ = known.environ()
        session = Session.from_env(environ=environ)
    except EcwidError as error:
        yield _failed("project", error)
        return
    with session:
        yield from _shop(session, known.sources["ECWID_TOKEN"])
    yield from _journal(writing_journal(journal))


def _failed(about: str, error: EcwidError) -> Finding:
    return Finding(about, "fail", str(error), exit_code(error))


# This machine ----------------------------------------------------------------------------


def _versions() -> Finding:
    found = {extra: _version(package) for extra, package in EXTRAS.items()}
    have = ", ".join(f"{EXTRAS[name]} {number}" for name, number in found.items() if number)
    lack = ", ".join(name for name, number in found.items() if not number)
    missing = f"; extras not installed: {lack}" if lack else ""
    python = platform.python_version()
    return Finding("versions", "ok", f"ecwid_orm {__version__}, Python {python}, {have}{missing}")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _project(known: Settings) -> Iterator[Finding]:
    if known.project is None:
        yield Finding("project", "warn", f"no {FILE} here or above; `ecwid init` makes one")
        return
    yield Finding("project", "ok", str(known.project.folder / FILE))
    secrets = known.project.folder / ".env"
    if secrets.is_file() and stat.S_IMODE(secrets.stat().st_mode) & 0o077:
        yield Finding("project", "warn", f"others can read {secrets}; chmod 600 {secrets}")


def _journal(path: Path | None) -> Iterator[Finding]:
    if path is None or not path.exists():
        yield Finding("journal", "ok", "none yet")
        return
    try:
        with closing(Journal(path)) as book:
            commits = book.commits()
    except EcwidError as error:
        yield _failed("journal", error)
        return
    waiting = (OperationState.PLANNED, OperationState.SENT)
    begun = sum(1 for one in commits if any(one.counts.get(state) for state in waiting))
    doubtful = sum(one.counts.get(OperationState.IN_DOUBT, 0) for one in commits)
    if begun or doubtful:
        told = f"{begun} commits not finished, {doubtful} operations in doubt: `ecwid recover`"
        yield Finding("journal", "warn", f"{path}: {told}")
    else:
        yield Finding("journal", "ok", f"{path}: {len(commits)} commits, all settled")


# The shop --------------------------------------------------------------------------------


def _shop(session: Session, source: str) -> Iterator[Finding]:
    try:
        began = session.client.clock()
        answer = session.call("GET", "application/token")
        seconds = session.client.clock() - began
    except EcwidError as error:
        yield _failed("token", error)
        return
    token = ApplicationToken._wrap(answer.json())
    yield expiry_of(token, source, session.client.now())
    yield _scopes(token.permissions)
    try:
        profile = session.get(StoreProfile)
    except Forbidden as error:
        yield Finding("store", "warn", str(error))
    except PaymentRequired as error:
        yield _failed("plan", error)
    except EcwidError as error:
        yield _failed("store", error)
    else:
        yield from _profile(profile)
    yield Finding(
        "rate limit",
        "ok",
        f"no call is refused, an answer takes {seconds * 1000:.0f} ms; Ecwid takes 600 calls a "
        "minute of a token, and does not say how many are left",
    )
    yield compare_clocks(answer, session.client.now())


def expiry_of(token: ApplicationToken, source: str, now: float) -> Finding:
    """How long a token is valid from `now`, in unix seconds."""
    expires = token.expires
    if expires is None:
        return Finding("token", "ok", f"valid, from {source}")
    days = (expires - datetime.fromtimestamp(now, UTC)).days
    state: Literal["ok", "warn"] = "ok" if days >= 7 else "warn"
    return Finding("token", state, f"valid until {expires:%Y-%m-%d}, from {source}")


def _scopes(permissions: Sequence[str]) -> Finding:
    may = set(permissions)
    lacks = [
        f"{ability} ({', '.join(sorted(missing))})"
        for ability, request in ABILITIES
        if (missing := set(scopes_of(request)) - may)
    ]
    if lacks:
        return Finding("scopes", "warn", f"the token may not {'; '.join(lacks)}")
    return Finding("scopes", "ok", f"all that is usual, {len(may)} in all")


def _profile(profile: StoreProfile) -> Iterator[Finding]:
    shop = profile.settings and profile.settings.store_name
    address = profile.general_info and profile.general_info.store_url
    yield Finding("store", "ok", f"{shop or 'without a name'}, {address or 'without an address'}")
    yield plan_of(profile)
    if profile.languages is not None:
        listed = ", ".join(profile.languages.enabled_languages)
        yield Finding("languages", "ok", f"{listed}; default {profile.languages.default_language}")
    units = profile.formats_and_units
    if units is not None and units.currency:
        yield Finding("currency", "ok", units.currency)


def plan_of(profile: StoreProfile) -> Finding:
    """The store's plan, and whether it is suspended or not paid."""
    account, billing = profile.account or StoreAccount(), profile.account_billing
    if account.suspended:
        told = "the store is suspended; its owner must see to that"
        return Finding("plan", "fail", told, ExitCode.DENIED)
    plan = (billing and billing.pricing_plan_name) or ("paid" if account.paid else "free")
    if billing and billing.in_grace_period:
        return Finding("plan", "warn", f"{plan}, but not paid; it ends {billing.will_downgrade_at}")
    limits = account.limits_and_restrictions
    most = f", {limits.max_product_limit} products at most" if limits else ""
    return Finding("plan", "ok", f"{plan}{most}")


def compare_clocks(answer: Response, now: float) -> Finding:
    """How far the clock of this machine, `now` in unix seconds, is off the date of an answer."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError):
        return Finding("clock", "ok", "not compared, for the answer bears no date")
    ahead = now - theirs
    if abs(ahead) <= SKEW:
        return Finding("clock", "ok", "the same as Ecwid's, to the minute")
    which = "ahead of" if ahead > 0 else "behind"
    told = f"{abs(ahead):.0f} s {which} Ecwid's; set it, for recovery and searches by time go by it"
    return Finding("clock", "warn", f"the clock of this machine is {told}")
