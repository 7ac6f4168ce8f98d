from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import ApplicationToken, StoreProfile
from ecwid_orm.api import Request, Response
from ecwid_orm.cli.doctor import compare_clocks, expiry_of, plan_of
from ecwid_orm.cli.errors import ExitCode
from ecwid_orm.emulator import Emulator, Fault
from tests.cli.conftest import BreakOff, Run

NOW = 1_700_000_000.0


def answered(headers: dict[str, str]) -> Response:
    return Response(200, headers, b"{}", request=Request("GET", "application/token"))


def told(ecwid: Run, about: str) -> list[tuple[str, str]]:
    """State and text of the findings about something."""
    findings = json.loads(ecwid("doctor", "--json").stdout)["findings"]
    return [(one["state"], one["text"]) for one in findings if one["about"] == about]


def test_a_shop_that_is_well_has_no_line_that_warns_or_fails(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    done = ecwid("doctor")
    assert done.exit_code == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["ok", "versions"],
        ["ok", "project"],
        ["ok", "token"],
        ["ok", "scopes"],
        ["ok", "store"],
        ["ok", "plan"],
        ["ok", "languages"],
        ["ok", "currency"],
        ["ok", "rate"],
        ["ok", "clock"],
        ["ok", "journal"],
    ]
    assert ecwid_shop.token not in done.output
    assert told(ecwid, "currency") == [("ok", "USD")]
    assert told(ecwid, "languages") == [("ok", "en; default en")]
    assert told(ecwid, "token") == [("ok", "valid, from the environment")]


def test_without_a_project_it_looks_at_the_shop_all_the_same(
    ecwid: Run, ecwid_shop: Emulator, folder: Path
) -> None:
    [(state, text)] = told(ecwid, "project")
    assert (state, "`ecwid init`" in text) == ("warn", True)
    assert told(ecwid, "plan")[0][0] == "ok"


@pytest.mark.usefixtures("offline", "project")
def test_without_a_token_it_says_how_to_give_one(ecwid: Run) -> None:
    done = ecwid("doctor")
    assert done.exit_code == ExitCode.USAGE
    assert "fail  project     there is no token for store 1003" in done.stdout


def test_a_wrong_token_fails_and_asks_no_more(
    ecwid: Run, ecwid_shop: Emulator, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_wrong")
    done = ecwid("doctor")
    assert done.exit_code == ExitCode.DENIED
    assert "INVALID_API_TOKEN" in done.stdout
    assert "secret_wrong" not in done.output
    assert len(ecwid_shop.requests) == 1


def test_no_network_fails(
    ecwid: Run, ecwid_shop: Emulator, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_URL", "http://127.0.0.1:1/api/v3")
    done = ecwid("doctor")
    assert done.exit_code == ExitCode.UNREACHABLE
    assert "fail  token       GET application/token was not sent" in done.stdout


def test_what_the_token_may_not_do_is_named_with_the_scopes(
    ecwid: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Emulator(scopes={"read_catalog", "update_catalog", "read_orders"}) as shop:
        monkeypatch.setenv("ECWID_URL", shop.url)
        monkeypatch.setenv("ECWID_TOKEN", shop.token)
        [(state, text)] = told(ecwid, "scopes")
    assert state == "warn"
    assert "change orders (update_orders)" in text
    assert "create products (create_catalog)" in text
    assert "change products" not in text
    assert "read orders" not in text


def test_a_suspended_store_fails(ecwid: Run, ecwid_shop: Emulator, project: Path) -> None:
    ecwid_shop.faults.add(Fault.parse("5xx_before status=402 path=/profile"))
    done = ecwid("doctor")
    assert done.exit_code == ExitCode.DENIED
    assert "fail  plan" in done.stdout


@pytest.mark.parametrize(
    ("raw", "state", "text"),
    [
        ({"account": {"suspended": True}}, "fail", "the store is suspended"),
        ({"account": {"paid": True}}, "ok", "paid"),
        ({"account": {"limitsAndRestrictions": {"maxProductLimit": 9}}}, "ok", "free, 9 products"),
        ({"accountBilling": {"pricingPlanName": "Venture"}}, "ok", "Venture"),
        (
            {"accountBilling": {"inGracePeriod": True, "willDowngradeAt": "2026-01-01"}},
            "warn",
            "free, but not paid; it ends 2026-01-01",
        ),
    ],
)
def test_the_plan_is_told_with_what_threatens_it(
    raw: dict[str, Any], state: str, text: str
) -> None:
    found = plan_of(StoreProfile._wrap(raw))
    assert found.state == state
    assert found.text.startswith(text)


@pytest.mark.parametrize(("days", "state"), [(30, "ok"), (3, "warn"), (-1, "warn")])
def test_a_token_that_ends_soon_is_warned_of(days: int, state: str) -> None:
    ends = datetime.fromtimestamp(NOW, UTC) + timedelta(days=days)
    token = ApplicationToken(expires=ends)
    found = expiry_of(token, "the keyring", NOW)
    assert (found.state, f"{ends:%Y-%m-%d}" in found.text) == (state, True)


def test_an_env_file_that_others_can_read_is_warned_of(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    secrets = project / ".env"
    secrets.write_text("")
    secrets.chmod(0o644)
    assert ("warn", f"others can read {secrets}; chmod 600 {secrets}") in told(ecwid, "project")
    secrets.chmod(0o600)
    assert len(told(ecwid, "project")) == 1


def test_a_journal_is_counted_and_a_broken_one_fails(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    assert told(ecwid, "journal") == [("ok", "none yet")]
    assert ecwid("set", "product", "410606627", "price=20", "--yes").exit_code == 0
    [(state, text)] = told(ecwid, "journal")
    assert (state, text.endswith("journal.db: 1 commits, all settled")) == ("ok", True)
    (project / ".ecwid" / "journal.db").write_text("no database")
    done = ecwid("doctor")
    assert done.exit_code == 1
    assert "fail  journal" in done.stdout


@pytest.mark.parametrize(
    ("off", "state", "text"),
    [
        (0, "ok", "to the minute"),
        (59, "ok", "to the minute"),
        (300, "warn", "300 s ahead of Ecwid's"),
        (-300, "warn", "300 s behind Ecwid's"),
    ],
)
def test_a_clock_that_is_off_is_told(off: float, state: str, text: str) -> None:
    found = compare_clocks(answered({"Date": formatdate(NOW, usegmt=True)}), NOW + off)
    assert found.state == state
    assert text in found.text


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_an_answer_without_a_date_is_not_compared(headers: dict[str, str]) -> None:
    assert compare_clocks(answered(headers), NOW).state == "ok"


def test_commits_not_finished_are_warned_of(ecwid: Run, break_off: BreakOff) -> None:
    break_off("session.add(Product(name='Cap', sku='CAP-1'))")
    [(state, text)] = told(ecwid, "journal")
    assert state == "warn"
    assert "1 commits not finished, 0 operations in doubt: `ecwid recover`" in text
