"""`python -m ecwid_orm` is the same as `ecwid`."""

from __future__ import annotations

from ecwid_orm.cli import main

if __name__ == "__main__":
    main()
