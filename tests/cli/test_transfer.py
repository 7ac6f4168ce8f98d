"""`ecwid export`, `import` and `diff`: what they print, write, ask and exit with."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ecwid_orm import Product, Session
from ecwid_orm.emulator import Emulator, Fault
from tests.cli.conftest import Run

TENT = "KP-TEN-101"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written to the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ECWID_JOURNAL", raising=False)


def price() -> float:
    with Session.from_env() as session:
        return float(session.query(Product).where(sku=TENT).one().price or 0)


def writes(shop: Emulator) -> int:
    return sum(1 for one in shop.requests if one.method != "GET" and one.path != "/batch") + sum(
        1 for one in shop.requests for inner in one.requests if inner.method != "GET"
    )


# --- export ---------------------------------------------------------------------------------------


def test_a_whole_shop_is_written_to_a_file_and_counted(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("export", "-o", "shop.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("shop.jsonl: 6 ProductType, 31 Category, 3 CustomerGroup, ")
    assert writes(ecwid_shop) == 0
    lines = Path("shop.jsonl").read_bytes().splitlines()
    assert json.loads(lines[0])["format"] == "ecwid_orm"
    assert len(lines) > 100


def test_without_a_file_it_goes_to_standard_output(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("export", "products", "--where", f"sku={TENT}", "--fields", "sku,price", "--csv")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "id,sku,price"
    assert done.stdout.splitlines()[1].endswith(f",{TENT},249")
    header, one = ecwid("export", "product", "--where", f"sku={TENT}").stdout.splitlines()
    assert json.loads(header)["models"] == ["Product"]
    assert json.loads(one)["data"]["sku"] == TENT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--where", "price>=10"], "--where is about one model"),
        (["gadgets"], "there is no model 'gadgets'"),
        (["products", "--fields", "prise", "--csv"], "did you mean 'price'"),
        (["products", "categories", "--csv"], "a CSV file holds one model"),
        (["products", "--csv", "--delimiter", "--"], "--delimiter '--': one sign"),
        (["variations"], "ProductVariation has no listing of its own"),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_line(
    ecwid: Run, ecwid_shop: Emulator, arguments: list[str], message: str
) -> None:
    done = ecwid("export", "-o", "out", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("out").exists()


def test_a_folder_that_is_not_there_is_told(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("export", "-o", "nowhere/shop.jsonl")
    assert done.exit_code == 1
    assert "nowhere" in done.stderr


# --- import ---------------------------------------------------------------------------------------


@pytest.fixture
def prices(ecwid: Run, ecwid_shop: Emulator) -> Path:
    """A table of all prices, one of which was changed."""
    path = Path("products.csv")
    assert ecwid("export", "products", "--fields", "sku,price", "--csv", "-o", str(path))
    path.write_text(path.read_text().replace(f"{TENT},249", f"{TENT},239.5"))
    return path


def test_the_plan_is_shown_and_nothing_is_sent(
    ecwid: Run, ecwid_shop: Emulator, prices: Path
) -> None:
    done = ecwid("import", "products.csv", "--plan")
    assert done.exit_code == 0
    first, second, last = done.stdout.splitlines()
    assert first == "update 1 Product"
    assert second.startswith("  line 2: <Product ")
    assert second.endswith("  price 249 → 239.5")
    assert last == "63 of 64 rows are as the shop has them."
    assert writes(ecwid_shop) == 0
    assert [one.name for one in Path().iterdir()] == ["products.csv"]


def test_it_is_refused_where_nobody_can_say_yes(
    ecwid: Run, ecwid_shop: Emulator, prices: Path
) -> None:
    done = ecwid("import", "products.csv")
    assert done.exit_code == 4
    assert done.stderr.endswith("Nothing was sent; --yes sends it without asking.\n")
    assert writes(ecwid_shop) == 0


@pytest.mark.parametrize(("answer", "code", "amount"), [("y", 0, 239.5), ("n", 4, 249)])
def test_on_a_terminal_it_asks(
    ecwid_shop: Emulator, prices: Path, answer: str, code: int, amount: float
) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    done = subprocess.run(
        [sys.executable, "-m", "ecwid_orm", "import", "products.csv"],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert "Send these 1 operations?" in done.stderr
    assert (done.returncode, price()) == (code, amount)


def test_with_yes_it_is_sent_and_can_be_undone(
    ecwid: Run, ecwid_shop: Emulator, prices: Path
) -> None:
    done = ecwid("import", "products.csv", "--yes", "--json")
    assert done.exit_code == 0
    result = json.loads(done.stdout)["result"]
    assert result["operations"] == [{"kind": "update", "model": "Product", "count": 1}]
    assert price() == 239.5
    [commit] = result["commits"]
    journal = "products.csv.journal"
    assert ecwid("undo", commit, "--journal", journal, "--yes").exit_code == 0
    assert price() == 249
    log = ecwid("log", "--journal", journal)
    assert "import products.csv" in log.stdout


def test_a_second_import_sends_nothing(ecwid: Run, ecwid_shop: Emulator, prices: Path) -> None:
    ecwid("import", "products.csv", "--yes")
    before = writes(ecwid_shop)
    done = ecwid("import", "products.csv", "--yes")
    assert done.exit_code == 0
    assert "Done: 0 operations." in done.stderr
    assert writes(ecwid_shop) == before


def test_bad_rows_are_told_by_line_and_column_and_kept(
    ecwid: Run, ecwid_shop: Emulator, prices: Path
) -> None:
    lines = prices.read_text().splitlines()
    lines[2] = lines[2].rpartition(",")[0] + ",cheap"
    prices.write_text("\n".join(lines))
    done = ecwid("import", "products.csv", "--yes")
    assert done.exit_code == 3
    assert "  products.csv:3, column price: 'cheap' is no number\n" in done.stderr
    assert "The rejected rows are in products.rejected.csv; correct them there" in done.stderr
    assert price() == 239.5
    header, row = Path("products.rejected.csv").read_text().splitlines()
    assert header == "id,sku,price,rejected because"
    assert row.endswith(",cheap,\"line 3, column price: 'cheap' is no number\"")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("products.csv", b"sku,prise\nA,1\n", "line 1, column 2: Product has no field 'prise'"),
        ("products.csv", b"sku,name\nA,Caf\xe9\n", "say --encoding cp1252; nothing was imported"),
        ("products.csv", b'sku,name\nA,"Tee\n', "line 2: a quote that is opened here"),
        ("products.csv", b"", "is empty"),
        ("shop.jsonl", b'{"format":"x"}\n', "is no export"),
        ("orders.csv", b"id\n1\n", "Order cannot be imported: nothing tells an order"),
    ],
)
def test_a_file_that_is_wrong_is_told_in_a_line_and_nothing_is_sent(
    ecwid: Run, ecwid_shop: Emulator, name: str, text: bytes, message: str
) -> None:
    Path(name).write_bytes(text)
    done = ecwid("import", name, "--yes")
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert writes(ecwid_shop) == 0


def test_a_file_that_is_not_there_is_told(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("import", "nothing.csv", "--yes")
    assert done.exit_code == 1
    assert "nothing.csv" in done.stderr


def test_the_name_of_a_table_says_what_it_is_of(ecwid: Run, ecwid_shop: Emulator) -> None:
    Path("categories-2024.csv").write_text("name\nNew shelf\n")
    done = ecwid("import", "categories-2024.csv", "--plan")
    assert "create 1 Category" in done.stdout
    done = ecwid("import", "categories-2024.csv", "--plan", "--model", "customer-groups")
    assert "create 1 CustomerGroup" in done.stdout


def test_after_it_broke_off_it_says_how_to_go_on(
    ecwid: Run, ecwid_shop: Emulator, prices: Path
) -> None:
    ecwid_shop.faults.add(Fault.parse("dropped_before method=PUT times=all"))
    done = ecwid("import", "products.csv", "--yes")
    assert done.exit_code in (3, 5)
    assert "The import broke off. Import products.csv again to go on" in done.stderr
    ecwid_shop.faults.clear()
    assert ecwid("import", "products.csv", "--yes").exit_code == 0
    assert price() == 239.5


def test_a_catalogue_of_shopify_comes_in_the_unit_of_the_shop(
    ecwid: Run, ecwid_shop: Emulator, shared: Path
) -> None:
    path = shared / "data" / "catalogues" / "apparel.csv"
    if not path.is_file():
        pytest.skip(f"no catalogue {path}")
    Path("apparel.csv").write_bytes(path.read_bytes())
    assert ecwid("import", "apparel.csv", "--from", "shopify", "--yes").exit_code == 0
    done = ecwid("import", "apparel.csv", "--from", "shopify", "--plan")
    assert done.stdout == "31 of 31 rows are as the shop has them.\n"


# --- diff -----------------------------------------------------------------------------------------


def test_a_backup_is_compared_with_the_shop(ecwid: Run, ecwid_shop: Emulator, prices: Path) -> None:
    ecwid("export", "-o", "backup.jsonl")
    same = ecwid("diff", "backup.jsonl")
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "Nothing differs.\n")
    ecwid("import", "products.csv", "--yes")
    done = ecwid("diff", "backup.jsonl", "store")
    assert done.exit_code == 7
    first, second = done.stdout.splitlines()
    assert first.startswith("~ Product ")
    assert first.endswith(f", sku '{TENT}'")
    assert second == "    price: 249 → 239.5"
    assert done.stderr == "0 added, 0 removed, 1 changed.\n"


def test_a_diff_as_json_has_old_and_new(ecwid: Run, ecwid_shop: Emulator, prices: Path) -> None:
    ecwid("export", "products", "-o", "backup.jsonl")
    ecwid("import", "products.csv", "--yes")
    done = ecwid("diff", "store", "backup.jsonl", "--json")
    assert done.exit_code == 7
    [one] = json.loads(done.stdout)["differences"]
    assert (one["kind"], one["changes"]) == ("changed", {"price": {"old": 239.5, "new": 249}})


@pytest.mark.parametrize(
    ("sides", "code", "message"),
    [
        (["store"], 2, "a diff has two sides"),
        (["nothing.jsonl"], 1, "nothing.jsonl"),
        (["products.csv"], 2, "is no export"),
    ],
)
def test_sides_that_are_none_are_told(
    ecwid: Run, ecwid_shop: Emulator, prices: Path, sides: list[str], code: int, message: str
) -> None:
    done = ecwid("diff", *sides)
    assert done.exit_code == code
    assert message in done.stderr
