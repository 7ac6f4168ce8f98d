"""The ten migrations as one chain, in the folder in which they are."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import MigrationError, Session
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.migrations import Chain, Migrations
from ecwid_orm.migrations.history import KEY

NUMBERS = range(1, 11)

RECORD = f"/storage/{KEY}"


@pytest.fixture
def chain(root: Path) -> Chain:
    return Chain.read(root / "examples" / "migrations")


@pytest.fixture
def shop(whole_chain: Any) -> Any:
    """A shop with something to do for each of the ten."""
    trial = whole_chain
    trial.client.put("profile", {"settings": {"storeName": "Kestrel & Pine"}})
    tents, old, gifts = (
        trial.create("categories", name=name) for name in ("Tents", "Last season", "Gifts")
    )
    kind = trial.create("classes", name="Tents")
    trial.create("products", name="Wren", price=100, categoryIds=[tents, old], productClassId=kind)
    trial.create("products", name="Mug, Color: Red", sku="MUG", price=12.5, categoryIds=[gifts])
    trial.create(
        "products",
        name="Glow",
        sku="GLOW",
        price=39.9,
        attributes=[{"name": "Brightness", "value": "300 lm"}],
    )
    person = {"name": "Ann", "phone": "030 1234567", "countryCode": "DE"}
    trial.create("customers", email="ann@example.com", billingPerson=person)
    trial.client.post(
        "orders",
        {
            "email": "ann@example.com",
            "total": 10,
            "createDate": "2024-03-01 10:00:00 +0000",
            "fulfillmentStatus": "DELIVERED",
        },
    )
    return trial


def test_they_are_ten_in_one_line(chain: Chain) -> None:
    assert [script.name[:4] for script in chain.scripts] == [f"{number:04}" for number in NUMBERS]
    names = [script.name for script in chain.scripts]
    assert [script.depends_on for script in chain.scripts] == [(), *((one,) for one in names[:-1])]
    assert all(script.title.endswith(".") for script in chain.scripts)


def test_a_plan_of_all_foresees_what_they_do_one_after_another(shop: Any) -> None:
    planned = shop.plan()
    applied = shop.migrate()
    assert [one.revision[:4] for one in applied] == [f"{number:04}" for number in NUMBERS]
    assert all(sum(one.counts.values()) for one in applied)
    assert planned.warnings == []
    # The plan writes each object once, however many of the scripts change it.
    kinds = [one["kind"] for one in planned.operations]
    assert {kind: kinds.count(kind) for kind in kinds} == {"create": 2, "update": 7, "delete": 1}
    products = {one["name"]: one for one in shop.listed("products")}
    assert sorted(products) == ["Glow", "Mug", "Wren"]
    wren = products["Wren"]
    assert (wren["sku"], wren["price"], wren["customsHsTariffCode"], wren["seoTitle"]) == (
        "KP-00001",
        108.99,
        "630622",
        "Wren | Kestrel & Pine",
    )
    assert shop.migrations.verify() == []


def test_applying_the_plan_comes_to_the_same_as_migrating(shop: Any) -> None:
    applied = shop.migrations.apply(shop.plan())
    assert len(applied) == len(NUMBERS)
    assert shop.migrations.pending() == []
    assert shop.migrations.verify() == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert shop.plan().operations == []


def test_undoing_all_of_them_brings_the_shop_back(shop: Any) -> None:
    before = shop.state()
    shop.migrate()
    shop.undo()
    after = shop.state()
    # A category that was deleted gets another id.
    [old] = [one for one in before["categories"] if one["name"] == "Last season"]
    [new] = [one for one in after["categories"] if one["name"] == "Last season"]
    text = str(after).replace(str(new["id"]), str(old["id"]))
    assert text.count(str(old["id"])) == str(before).count(str(old["id"]))
    for path in ("customers", "orders", "classes", "profile"):
        assert after[path] == before[path]
    for one, other in zip(after["products"], before["products"], strict=True):
        differing = {key for key in {*one, *other} if one.get(key) != other.get(key)}
        assert differing <= {"categoryIds", "categories", "defaultCategoryId", "seoTitle"}


@pytest.mark.parametrize("number", NUMBERS)
def test_one_that_was_killed_before_it_was_written_down_does_nothing_twice(
    shop: Any, number: int
) -> None:
    shop.emulator.faults.add(
        Fault("5xx_before", status=402, method="PUT", path=RECORD, after=number - 1)
    )
    with pytest.raises(MigrationError):
        shop.migrate()
    assert len(shop.migrations.pending()) == len(NUMBERS) - number + 1
    broken_off = shop.state()
    done = next(iter(shop.migrations.migrate()))
    assert done.revision.startswith(f"{number:04}")
    assert shop.state() == broken_off
    shop.migrate()
    assert shop.migrations.verify() == []


def test_lamps_get_the_code_of_the_type_that_is_made_for_them(shop: Any) -> None:
    planned = shop.plan()
    [glow] = [one for one in planned.operations if "productClassId" in (one["body"] or {})]
    assert glow["body"]["customsHsTariffCode"] == "851310"
    shop.migrate()
    [product] = [one for one in shop.listed("products") if one["name"] == "Glow"]
    assert product["customsHsTariffCode"] == "851310"


def test_the_demo_shop_takes_them_all(ecwid_shop: Emulator, tmp_path: Path, root: Path) -> None:
    with Session.from_env(journal=tmp_path / "journal.db") as session:
        migrations = Migrations(root / "examples" / "migrations", session)
        planned = migrations.plan()
        assert planned.warnings == []
        assert len(list(migrations.migrate())) == len(NUMBERS)
        assert migrations.verify() == []
