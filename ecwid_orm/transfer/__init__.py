"""Moving a shop's data: export, import, and what differs."""

from __future__ import annotations

from ecwid_orm.transfer.comparing import Difference, compare
from ecwid_orm.transfer.exporting import Exported, export
from ecwid_orm.transfer.importing import load
from ecwid_orm.transfer.loaded import Loaded, Sample
from ecwid_orm.transfer.portable import LEFT_OUT, PORTABLE
from ecwid_orm.transfer.rejecting import Rejected
from ecwid_orm.transfer.shopify import ShopifyFile

__all__ = [
    "LEFT_OUT",
    "PORTABLE",
    "Difference",
    "Exported",
    "Loaded",
    "Rejected",
    "Sample",
    "ShopifyFile",
    "compare",
    "export",
    "load",
]
