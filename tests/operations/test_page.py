from __future__ import annotations

from tests.operations.calls import OPERATIONS
from tests.operations.page import lacking, made

ALL = {name: ["tests/b.py::two", "tests/a.py::one"] for name in OPERATIONS}


def row(page: str, operation: str) -> str:
    [found] = [line for line in page.splitlines() if line.startswith(f"| `{operation}` |")]
    return found


def test_a_row_names_the_operation_its_request_its_call_and_the_first_of_its_tests() -> None:
    page = made(ALL, "")
    assert row(page, "placeCart") == (
        "| `placeCart` | `POST /carts/{cartId}/place` | `cart.place()` | `a.py::one` |"
    )
    assert page.count("a.py::one") == len(OPERATIONS) == 200


def test_a_test_that_was_named_stays_while_it_has_the_operation_performed() -> None:
    before = made({**ALL, "placeCart": ["tests/b.py::two"]}, "")
    assert made(ALL, before) == before
    gone = {**ALL, "placeCart": ["tests/c.py::three", "tests/bb.py::four"]}
    assert row(made(gone, before), "placeCart").endswith("| `bb.py::four` |")


def test_what_no_test_had_performed_is_told_with_its_call() -> None:
    assert lacking(ALL) == ""
    performed = {name: tests for name, tests in ALL.items() if name != "placeCart"}
    assert lacking(performed) == "placeCart was performed by no test with cart.place()"
