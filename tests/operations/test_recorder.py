from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecwid_orm import Category, Product, Session
from ecwid_orm.api import Client, authorize_url
from ecwid_orm.emulator import Emulator
from tests.emulator.conftest import Api, drive
from tests.operations.recorder import Recorder

PICTURE = "https://pictures.example.com/tee.jpg"


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    with recorder.watching():
        yield recorder


def performed(recorder: Recorder, test: str = "tests/here.py::a_test") -> set[str]:
    recorder.performed.clear()
    recorder.settle(test)
    assert all(tests == {test} for tests in recorder.performed.values())
    return set(recorder.performed)


def test_a_public_call_counts_alone_in_a_batch_and_in_threads(
    recorder: Recorder, ecwid_session: Session
) -> None:
    tee = Product(name="Tee")
    ecwid_session.add(tee, Category(name="Shelf"))
    ecwid_session.commit()
    assert performed(recorder) == {"createProduct", "createCategory"}
    tee.price = 5
    ecwid_session.commit()
    assert performed(recorder) == {"updateProduct"}
    assert ecwid_session.query(Product).all() == [tee]
    assert performed(recorder) == {"listProducts"}
    with Emulator() as shop, Client(shop.store_id, shop.token, url=shop.url) as client:
        assert Session(client).find(Category, 1) is None
        assert Session(client).query(Category).count() == 0
    assert performed(recorder) == {"listCategories"}


def test_an_upload_is_performed_by_the_commit_that_sends_it(
    recorder: Recorder, ecwid_session: Session
) -> None:
    tee = Product(name="Tee")
    ecwid_session.add(tee)
    tee.upload_image(PICTURE, size=(9, 9))
    assert performed(recorder) == set()
    ecwid_session.commit()
    assert performed(recorder) == {"createProduct", "uploadProductImageAsync"}


def test_plain_requests_and_refused_ones_do_not_count(
    recorder: Recorder, ecwid_session: Session, ecwid_client: Client, ecwid_emulator: Emulator
) -> None:
    ecwid_client.post("products", {"name": "Tee"})
    ecwid_session.call("GET", "products")
    Api(ecwid_emulator)("GET", "/products")
    assert ecwid_session.find(Product, 1) is None
    assert performed(recorder) == set()


def test_a_page_that_a_browser_opens_counts_but_where_all_is_plain_http(
    recorder: Recorder, ecwid_emulator: Emulator
) -> None:
    asked = authorize_url("emulator-app", "https://app.example/", ["read_catalog"])
    for test, counts in (("tests/api/here.py::a", True), ("tests/emulator/here.py::a", False)):
        drive(ecwid_emulator, {"REQUEST_METHOD": "GET", "REQUEST_URI": asked})
        assert performed(recorder, test) == ({"authorizeApp"} if counts else set())


# In runs of pytest --------------------------------------------------------------------------------

CONFTEST = 'pytest_plugins = ["ecwid_orm.testing", "tests.operations.recorder"]'
TESTS = """
from ecwid_orm import Product

def test_one(ecwid_session):
    assert ecwid_session.query(Product).all() == []

def test_two(ecwid_session):
    ecwid_session.add(Product(name="Tee"))
    ecwid_session.commit()
"""


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        (["-n2"], "1 failed, 2 passed"),
        (["tests"], "1 failed, 2 passed"),
        (["-k", "one"], "1 passed, 1 skipped, 1 deselected"),
        (["tests/test_shop.py::test_two"], "1 passed, 1 skipped"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else None,
)
def test_a_run_of_all_tests_fails_if_an_operation_has_none(
    root: Path, tmp_path: Path, options: list[str], outcome: str
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "tests" / "test_shop.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", *options],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert outcome in done.stdout.splitlines()[-1], done.stdout + done.stderr
    failed = "failed" in outcome
    assert done.returncode == failed
    assert ("placeCart was performed by no test with cart.place()" in done.stdout) is failed
    assert ("only some of the tests were run" in done.stdout) is not failed
    for name in ("listProducts", "createProduct"):
        assert f"{name} was performed by no" not in done.stdout
