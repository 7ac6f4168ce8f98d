"""Run an example against an emulated shop, as a user would run it against a real one.

    python examples/demo.py [SCRIPT [ARGUMENT ...]]

The shop is made anew, seeded the same every time, and speaks HTTP on a free port of this machine.
SCRIPT (first_script.py where none is named) finds it by ECWID_URL, ECWID_STORE_ID and ECWID_TOKEN.
The exit status is the script's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ecwid_orm.emulator import Emulator

FIRST_SCRIPT = str(Path(__file__).with_name("first_script.py"))


def main(arguments: list[str]) -> int:
    """Start the shop, run the script with its arguments, and return the script's exit status."""
    command = [sys.executable, *(arguments or [FIRST_SCRIPT])]
    with Emulator(seed="demo") as shop:
        print(f"A shop with a catalogue is open at {shop.url} (store {shop.store_id}).", flush=True)
        environment = {
            **os.environ,
            "ECWID_URL": shop.url,
            "ECWID_STORE_ID": str(shop.store_id),
            "ECWID_TOKEN": shop.token,
        }
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
