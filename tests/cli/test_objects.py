from __future__ import annotations

import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ecwid_orm import Product, Session
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run
from tests.cli.terminal import on_a_terminal

MUG = "410606627"

pytestmark = pytest.mark.usefixtures("ecwid_shop", "folder")


# --- get ------------------------------------------------------------------------------------------


def test_get_shows_the_fields_that_hold_something(ecwid: Run) -> None:
    done = ecwid("get", "product", MUG)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["id", MUG],
        ["sku", "KP-POT-103"],
        ["name", "Enamel", "mug"],
    ]
    assert "external_reference_id" not in done.stdout
    assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("key", ["sku=KP-POT-103", "id=410606627", MUG])
@pytest.mark.parametrize("model", ["product", "Products"])
def test_get_finds_an_object_by_its_id_and_by_what_else_it_is_known_by(
    ecwid: Run, model: str, key: str
) -> None:
    done = ecwid("get", model, key, "--fields", "name")
    assert done.stdout == "name  Enamel mug\n"


def test_get_shows_places_within_fields(ecwid: Run) -> None:
    names = "dimensions.width,name_translated.en,attributes.Brand,price,subtitle,seo_title"
    done = ecwid("get", "product", "410606605", "--fields", names, "--json")
    assert json.loads(done.stdout) == {
        "dimensions.width": 48,
        "name_translated.en": "Gale storm tent",
        "attributes.Brand": "Norrvik",
        "price": 489,
        "subtitle": None,
        "seo_title": "",
    }


def test_get_as_json_is_what_ecwid_has(ecwid: Run) -> None:
    with Session.from_env() as session:
        raw = session.call("GET", f"products/{MUG}").json()
    assert json.loads(ecwid("get", "product", MUG, "--json").stdout) == json.loads(json.dumps(raw))


def test_what_a_shop_has_one_of_needs_no_key(ecwid: Run) -> None:
    done = ecwid("get", "profile", "--fields", "settings.store_name")
    assert done.stdout == "settings.store_name  Emulated store\n"
    done = ecwid("get", "profile", "1")
    assert (done.exit_code, done.stderr) == (
        2,
        "ecwid: store-profile has no key '1': a shop has one, without a key\n",
    )


def test_a_part_of_another_has_a_key_in_two(ecwid: Run) -> None:
    [first, *_] = json.loads(
        ecwid("find", "variations", "-w", "product_id=410606604", "--json").stdout
    )["items"]
    done = ecwid("get", "variation", f"410606604/{first['id']}", "--fields", "product_id,sku")
    assert done.stdout == f"product_id  410606604\nsku         {first['sku']}\n"
    done = ecwid("get", "variation", str(first["id"]))
    assert done.exit_code == 2
    assert "product-variation has the key product_id/id" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["prodct", "1"], 2, "there is no model 'prodct'; did you mean product?"),
        (["product"], 2, "which product? Give its id"),
        (["product", "one"], 2, "'one' is no id of product; expected a number"),
        (["product", "-1"], 2, ""),
        (["product", "1"], 1, "PRODUCT_NOT_FOUND"),
        (["product", "sku=nope"], 1, "the shop has no product with sku=nope"),
        (["product", "name=Mug"], 2, "Ecwid cannot search Product by Product.name =="),
        (["product", MUG, "--fields", "prise"], 2, "no field 'prise'; did you mean price?"),
        (["product", MUG, "--fields", "price.net"], 2, "Product.price has no parts"),
        (["tax-class", "1"], 2, "tax-class has no key '1': it can only be listed"),
        (["product", MUG, "--token", "x"], 2, "No such option: --token"),
    ],
)
def test_wrong_input_of_get_is_said_in_one_line(
    ecwid: Run, arguments: list[str], code: int, complaint: str
) -> None:
    done = ecwid("get", *arguments)
    assert done.exit_code == code, done.output
    assert complaint in done.stderr
    assert "Traceback" not in done.output
    assert done.stdout == ""


# --- find -----------------------------------------------------------------------------------------


def test_find_shows_a_table_of_what_meets_all_conditions(ecwid: Run) -> None:
    done = ecwid(
        "find", "products", "-w", "price>=500", "--where", "enabled=yes", "--sort", "price:desc"
    )
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["id", "sku", "name", "price", "quantity", "enabled"]
    assert [row.split()[1] for row in rows] == ["KP-TEN-203", "KP-TEN-202", "KP-TEN-201"]
    assert done.stderr == ""


def test_find_as_csv_has_a_header_and_cells_that_come_back(ecwid: Run) -> None:
    names = "id,sku,price,category_ids,description,dimensions.width"
    done = ecwid("find", "products", "-w", "price>=500", "--fields", names, "--csv")
    head, *rows = csv.reader(io.StringIO(done.stdout))
    assert head == names.split(",")
    with Session.from_env() as session:
        for row in rows:
            product = session.get(Product, int(row[0]))
            assert row[1:3] == [product.sku, str(product.price)]
            assert json.loads(row[3]) == product.category_ids
            assert row[4] == product.description
    assert len(rows) == 3


def test_find_as_json_has_whole_objects_or_just_the_fields(ecwid: Run) -> None:
    whole = json.loads(ecwid("find", "products", "-w", "price>=500", "--json").stdout)["items"]
    assert {one["sku"] for one in whole} == {"KP-TEN-201", "KP-TEN-202", "KP-TEN-203"}
    assert all("categoryIds" in one for one in whole)
    few = json.loads(
        ecwid("find", "products", "-w", "price>=800", "--fields", "sku,price", "--json").stdout
    )
    assert few == {"items": [{"sku": "KP-TEN-203", "price": 879}]}


def test_find_asks_for_just_the_fields_that_it_shows(ecwid: Run, ecwid_shop: Emulator) -> None:
    ecwid("find", "products", "-w", "sku=KP-POT-103", "--fields", "dimensions.width,sku", "--csv")
    [request] = ecwid_shop.requests
    assert "items(dimensions,id,sku)" in request.query_string
    assert "sku=KP-POT-103" in request.query_string


def test_what_a_listing_leaves_out_is_loaded_all_the_same(ecwid: Run) -> None:
    done = ecwid("find", "categories", "--fields", "name,product_ids", "--json")
    found = {one["name"]: one["product_ids"] for one in json.loads(done.stdout)["items"]}
    assert 410606603 in found["Light tents"]


def test_find_by_a_search_parameter_of_ecwids(ecwid: Run) -> None:
    search = ("-s", "keyword=stove", "-s", "priceFrom=300")
    assert "KP-STV-105" in ecwid("find", "products", *search).stdout
    search = ("-s", "attribute.Brand=Norrvik", "--fields", "attributes.Brand")
    done = ecwid("find", "products", *search)
    assert set(done.stdout.split()) == {"attributes.Brand", "Norrvik"}


def test_find_shows_no_more_than_the_limit_and_says_so(ecwid: Run) -> None:
    done = ecwid("find", "products", "-n", "2")
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr.startswith("There are more: ")
    assert len(json.loads(ecwid("find", "products", "-n", "2", "--json").stdout)["items"]) == 2
    done = ecwid("find", "products", "-n", "0")
    assert (len(done.stdout.splitlines()), done.stderr) == (65, "")


def test_find_nothing_says_so(ecwid: Run) -> None:
    done = ecwid("find", "products", "-w", "sku=nope")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "No product found.\n")
    assert json.loads(ecwid("find", "products", "-w", "sku=nope", "--json").stdout) == {"items": []}
    assert ecwid("find", "products", "-w", "sku=nope", "--csv").stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["-w", "prise>=1"], "Product has no field 'prise'; did you mean price?"),
        (["-w", "price>=ten"], "Product.price: 'ten': expected an amount of money"),
        (["-w", "price>10"], "it can by Product.category_ids contains; "),
        (["-w", "price"], "'price' is no condition"),
        (["-s", "keywrd=x"], "has no search parameter 'keywrd'; did you mean keyword?"),
        (["-s", "keyword"], "write NAME=VALUE"),
        (["-s", "price_from=ten"], "search parameter price_from of Product: expected a number"),
        (["-s", "in_stock=perhaps"], "search parameter in_stock of Product: expected yes or no"),
        (["--sort", "weight"], "Ecwid cannot sort Product by Product.weight; it can by "),
        (["--sort", "price:up"], "'up' is neither asc nor desc"),
        (["--fields", "prise"], "did you mean price?"),
        (["--csv", "--json"], "--csv or --json: give one of the two"),
        (["-n", "-1"], "'--limit'"),
    ],
)
def test_wrong_input_of_find_sends_nothing(
    ecwid: Run, ecwid_shop: Emulator, arguments: list[str], complaint: str
) -> None:
    done = ecwid("find", "products", *arguments)
    assert done.exit_code == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.output
    assert len(ecwid_shop.requests) == 0


def test_what_strangers_wrote_does_not_steer_the_terminal(ecwid: Run) -> None:
    with Session.from_env() as session:
        session.add(Product(name="Cap \x1b[31m[red]\n2", sku="CAP-9"))
        session.commit()
    for command in (["find", "products", "-w", "sku=CAP-9"], ["get", "product", "sku=CAP-9"]):
        shown = ecwid(*command).stdout
        assert "\x1b" not in shown
        assert "Cap  [31m[red] 2" in shown


def test_colours_and_widths_are_for_terminals_only(ecwid: Run) -> None:
    columns = "id,name,description,tax,shipping,media"
    code, seen = on_a_terminal(["find", "products", "-n", "1", "--fields", columns], "")
    assert code == 0
    assert "\x1b[1mname" in seen
    assert max(len(re.sub(r"\x1b\[\d*m", "", line)) for line in seen.splitlines()) <= 120
    plain = ecwid("find", "products", "-n", "1", "--fields", columns).stdout
    assert "\x1b" not in plain
    assert len(plain.splitlines()) == 2


# --- Trouble --------------------------------------------------------------------------------------


def test_a_wrong_token_stops_at_once(
    ecwid: Run, ecwid_shop: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_wrong")
    done = ecwid("find", "products")
    assert done.exit_code == 6
    assert "INVALID_API_TOKEN" in done.stderr
    assert "secret_wrong" not in done.output
    assert len(ecwid_shop.requests) == 1


def test_no_network_is_said_in_a_line(ecwid: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECWID_URL", "http://127.0.0.1:1/api/v3")
    done = ecwid("get", "product", "1")
    assert done.exit_code == 5
    assert "no connection to the server" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_debug_shows_where_an_error_comes_from(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ecwid_orm", "--debug", "get", "prodct", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "find_model" in done.stderr


@pytest.mark.parametrize("form", [["--csv"], ["--json"], ["-n", "0"]])
def test_who_reads_may_stop_early(form: list[str]) -> None:
    """As in `ecwid find products --csv | head -1`."""
    with subprocess.Popen(
        [sys.executable, "-m", "ecwid_orm", "find", "products", *form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "Exception" not in said


def test_ctrl_c_is_told_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("ECWID_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/api/v3")
        with subprocess.Popen(
            [sys.executable, "-m", "ecwid_orm", "get", "product", MUG],
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            said = process.stderr.read()
            connection.close()
    assert (process.returncode, said) == (130, "Interrupted.\n")
