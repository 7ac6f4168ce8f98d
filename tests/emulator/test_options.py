"""Options as text."""

from __future__ import annotations

import re

import pytest

from ecwid_orm.emulator import Fault, Trouble
from ecwid_orm.emulator.options import read_options


def test_values_are_read_by_the_reader_of_their_name() -> None:
    assert read_options(["a=1", "b=x=y"], {"a": int, "b": str}) == {"a": 1, "b": "x=y"}
    assert read_options([], {"a": int}) == {}


@pytest.mark.parametrize("word", ["c=1", "a", "=1", ""])
def test_a_word_that_is_no_option_is_named(word: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"{word!r} is no name=value with one of a, b")):
        read_options([word], {"a": int, "b": str})


def test_a_wrong_value_is_named() -> None:
    with pytest.raises(ValueError, match="'a=x' has a wrong value"):
        read_options(["a=x"], {"a": int})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("429", Fault("429")),
        (
            "5xx_after method=PUT path=/products/* times=3 after=2 status=503",
            Fault("5xx_after", method="PUT", path="/products/*", times=3, after=2, status=503),
        ),
        (
            "latency seconds=0.5 times=all probability=0.1 in_batch=false",
            Fault("latency", seconds=0.5, times=None, probability=0.1, in_batch=False),
        ),
        (
            "'429' 'path=re:^/products/\\d+$' retry_after=7 in_batch=true",
            Fault("429", path=re.compile(r"^/products/\d+$"), retry_after=7, in_batch=True),
        ),
        ("stall polls=3", Fault("stall", polls=3)),
    ],
)
def test_a_fault_is_read(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize(
    "text",
    ["", "bogus", "429 times=many", "429 x=1", "429 in_batch=1", "429 path=re:(", "429 'path=a"],
)
def test_a_wrong_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault.parse(text)


def test_trouble_is_read() -> None:
    assert Trouble.parse("delay=2 double=0.5") == Trouble(delay=2.0, double=0.5)
    assert Trouble.parse("") == Trouble()
    with pytest.raises(ValueError, match="wrong value"):
        Trouble.parse("delay=soon")
