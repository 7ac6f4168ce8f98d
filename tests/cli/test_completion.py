from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = "import sys; sys.argv[0] = 'ecwid'; from ecwid_orm.cli import main; main()"


def completed(typed: str) -> list[str]:
    """What bash offers after a line that was typed; the last word may be unfinished."""
    words = typed.split(" ")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "_ECWID_COMPLETE": "complete_bash",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(words) - 1),
        },
        check=False,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ecwid doc", ["doctor"]),
        ("ecwid get product-t", ["product-type"]),
        ("ecwid find prod", ["product", "product-review", "product-type", "product-variation"]),
        ("ecwid find products --fields dim", ["dimensions"]),
        ("ecwid find products --fields sku,dim", ["sku,dimensions"]),
        ("ecwid find products --sort cust", ["customs_hs_tariff_code", "custom_price_tiers"]),
        ("ecwid find products --where enab", ["enabled"]),
        ("ecwid set product 1 enab", ["enabled="]),
        ("ecwid set product 1 enabled=", []),
        ("ecwid find nothing --fields dim", []),
    ],
)
def test_models_and_fields_complete(typed: str, offered: list[str]) -> None:
    assert set(offered) <= set(completed(typed))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_of_a_shell_can_be_shown(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env={**os.environ, "_ECWID_COMPLETE": f"source_{shell}"},
        check=False,
    )
    assert done.returncode == 0
    assert "_ECWID_COMPLETE=complete_" in done.stdout
