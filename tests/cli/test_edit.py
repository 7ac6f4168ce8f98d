from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import InvalidValue, Product, Session, UnknownField
from ecwid_orm.cli.edit import parse_assignment
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run
from tests.cli.terminal import on_a_terminal

MUG, TENT = "410606627", "410606605"

pytestmark = pytest.mark.usefixtures("ecwid_shop", "folder")


def product(key: str = MUG) -> Product:
    with Session.from_env() as session:
        return session.get(Product, int(key))


def writes(shop: Emulator) -> list[str]:
    return [one.path for one in shop.requests if one.method != "GET"]


# --- What is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "difference"),
    [
        ("price=12.5", Decimal("12.5"), False),
        ("name=New = better", "New = better", False),
        ("name =  Mug ", "Mug", False),
        ("enabled=no", False, False),
        ("subtitle=", None, False),
        ("category_ids=1,2", [1, 2], False),
        ("category_ids=[3]", [3], False),
        ("quantity=7", 7, False),
        ("quantity+=3", 3, True),
        ("quantity-=3", -3, True),
        ("dimensions.width=60", 60.0, False),
        ("name_translated.nl=Beker", "Beker", False),
        ("attributes.Brand=Acme", "Acme", False),
    ],
)
def test_an_assignment_has_a_value_of_its_fields_kind(
    text: str, value: Any, difference: bool
) -> None:
    found = parse_assignment(Product, text)
    assert (found.value, found.difference) == (value, difference)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("text", "error", "complaint"),
    [
        ("price", WrongArgument, "write FIELD=VALUE"),
        ("prise=1", UnknownField, "did you mean price?"),
        ("price=ten", InvalidValue, "Product.price: 'ten': expected an amount of money"),
        ("price+=3", InvalidValue, "only stock can be changed by a difference"),
        ("dimensions.width+=3", InvalidValue, "only stock can be changed by a difference"),
        ("quantity+=", InvalidValue, "by how much?"),
        ("quantity+=x", InvalidValue, "expected a whole number"),
        ("dimensions.wdth=3", UnknownField, "did you mean width?"),
        ("dimensions={", InvalidValue, "Product.dimensions: "),
    ],
)
def test_a_wrong_assignment_says_what_is_wrong(
    text: str, error: type[Exception], complaint: str
) -> None:
    with pytest.raises(error) as raised:
        parse_assignment(Product, text)
    assert complaint in str(raised.value)


# --- What is sent ---------------------------------------------------------------------------------


def test_set_shows_old_and_new_and_sends_them(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("set", "product", MUG, "price=13.90", "quantity-=3", "name=New mug", "--yes")
    assert done.exit_code == 0, done.output
    assert "12.5 → 13.9" in done.stdout
    assert "120 → 117" in done.stdout
    assert "Enamel mug → New mug" in done.stdout
    assert done.stderr == "Done: 2 operations.\n"
    mug = product()
    assert (mug.price, mug.quantity, mug.name) == (Decimal("13.9"), 117, "New mug")


def test_set_writes_places_within_fields(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid(
        "set",
        "product",
        TENT,
        "dimensions.width=60",
        "name_translated.nl=Tent",
        "attributes.Brand=Acme",
        "attributes.Season=4",
        "--yes",
    )
    assert done.exit_code == 0, done.output
    tent = product(TENT)
    assert tent.dimensions is not None
    assert tent.dimensions.width == 60
    assert tent.name_translated["nl"] == "Tent"
    attributes = {one.name: one.value for one in tent.attributes}
    assert (attributes["Brand"], attributes["Season"]) == ("Acme", "4")
    assert ecwid("set", "product", TENT, "attributes.Season=", "--yes").exit_code == 0
    assert "Season" not in {one.name for one in product(TENT).attributes}


def test_set_sends_only_what_differs(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("set", "product", MUG, "price=12.50", "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Nothing to send.\n", "")
    assert writes(ecwid_shop) == []


def test_an_empty_value_empties_the_field(ecwid: Run, ecwid_shop: Emulator) -> None:
    ecwid("set", "product", MUG, "subtitle=For tea", "--yes")
    assert product().subtitle == "For tea"
    assert ecwid("set", "product", MUG, "subtitle=", "--yes").exit_code == 0
    assert not product().subtitle


def test_set_changes_several_objects_in_few_calls(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("set", "product", MUG, TENT, MUG, "price=20", "--yes")
    assert done.exit_code == 0
    assert (product().price, product(TENT).price) == (20, 20)
    done = ecwid("set", "products", "--where", "price>=500", "enabled=no", "--yes")
    assert done.exit_code == 0
    assert done.stderr == "Done: 3 operations.\n"
    assert len(writes(ecwid_shop)) == 2


def test_a_plan_sends_nothing_and_makes_no_journal(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    done = ecwid("set", "product", MUG, "price=13.90", "--plan")
    assert done.exit_code == 0
    assert "12.5 → 13.9" in done.stdout
    assert writes(ecwid_shop) == []
    assert not (project / ".ecwid").exists()


def test_a_plan_as_json_is_one_document(ecwid: Run, ecwid_shop: Emulator) -> None:
    done = ecwid("set", "product", MUG, "price=13.90", "--plan", "--json")
    found = json.loads(done.stdout)
    [[operation]] = found["plan"]["waves"]
    assert operation["changes"] == {"price": {"old": 12.5, "new": 13.9}}
    assert found["commit"] is None


def test_without_a_terminal_nothing_is_sent_unless_somebody_said_yes(
    ecwid: Run, ecwid_shop: Emulator
) -> None:
    done = ecwid("set", "product", MUG, "price=13.90")
    assert done.exit_code == 4
    assert done.stderr == "Nothing was sent; --yes sends it without asking.\n"
    assert writes(ecwid_shop) == []


@pytest.mark.parametrize(("answer", "code", "price"), [("y\n", 0, "13.9"), ("n\n", 4, "12.5")])
def test_set_asks_on_a_terminal(ecwid_shop: Emulator, answer: str, code: int, price: str) -> None:
    returned, seen = on_a_terminal(["set", "product", MUG, "price=13.90"], answer)
    assert "Send these 1 operations? [y/N]" in seen
    assert returned == code, seen
    assert product().price == Decimal(price)


def test_what_changes_while_set_asks_is_not_overwritten(ecwid: Run, ecwid_shop: Emulator) -> None:
    def meanwhile() -> None:
        assert ecwid("set", "product", MUG, "price=20", "--yes").exit_code == 0

    returned, seen = on_a_terminal(["set", "product", MUG, "price=13.90"], "y\n", meanwhile)
    assert returned == 3, seen
    assert product().price == 20


def test_in_a_project_it_is_journalled_and_can_be_undone(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    done = ecwid("set", "product", MUG, "price=13.90", "-m", "Dearer", "--yes")
    assert done.exit_code == 0
    commit = done.stderr.split("`ecwid undo ")[1].partition("`")[0]
    assert "Dearer" in ecwid("log").stdout
    assert ecwid("undo", commit, "--yes").exit_code == 0
    assert product().price == Decimal("12.5")


def test_what_has_one_of_is_set_without_a_key(ecwid: Run, ecwid_shop: Emulator) -> None:
    assert ecwid("set", "profile", "settings.store_name=Tea & Co", "--yes").exit_code == 0
    assert "Tea & Co" in ecwid("get", "profile", "--fields", "settings.store_name").stdout


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        ([MUG], 2, "nothing to set; add FIELD=VALUE"),
        (["price=1"], 2, "which product? Give keys, or --where CONDITION"),
        ([MUG, "price=1", "-w", "price>=3"], 2, f"either keys ({MUG}) or --where"),
        (["one", "price=1"], 2, "'one' is no id of product"),
        ([MUG, "999", "price=1"], 1, "999"),
        ([MUG, "id=3"], 2, "id is read-only"),
        ([MUG, "price=", "--yes"], 2, "price cannot be emptied"),
        ([MUG, "name=", "--yes"], 1, "name is required"),
        (["-w", "prise>=3", "price=1"], 2, "did you mean price?"),
    ],
)
def test_wrong_input_of_set_changes_nothing(
    ecwid: Run,
    ecwid_shop: Emulator,
    arguments: list[str],
    code: int,
    complaint: str,
) -> None:
    done = ecwid("set", "product", *arguments)
    assert done.exit_code == code, done.output
    assert complaint in done.stderr
    assert "Traceback" not in done.output
    assert writes(ecwid_shop) == []


def test_what_the_shop_refuses_is_told_by_object(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    done = ecwid("set", "product", MUG, TENT, "sku=SAME-1", "--yes")
    assert done.exit_code == 3
    assert "SKU_ALREADY_EXISTS" in done.stderr
    assert "Traceback" not in done.output
    assert "1 failed" in ecwid("log").stdout


def test_a_journal_that_cannot_be_made_is_named_and_nothing_is_sent(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    (project / ".ecwid").write_text("a file, not a folder")
    done = ecwid("set", "product", MUG, "price=1", "--yes")
    assert done.exit_code == 1
    assert ".ecwid" in done.stderr
    assert writes(ecwid_shop) == []
