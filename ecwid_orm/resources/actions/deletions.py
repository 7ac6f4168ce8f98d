"""The lists of what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ecwid_orm.model import Model
from ecwid_orm.model.actions import performs
from ecwid_orm.model.current import current_session
from ecwid_orm.resources.latest import DeletedItem


class Deletions(Model):
    """A model of whose entities Ecwid tells which were deleted."""

    @classmethod
    @performs(
        "listDeletedProducts",
        "listDeletedOrders",
        "listDeletedCustomers",
        "listDeletedCoupons",
        "listDeletedReviews",
    )
    def deleted_items(
        cls,
        since: datetime | int | None = None,
        until: datetime | int | None = None,
        *,
        session: Any = None,
    ) -> Iterator[DeletedItem]:
        """What was deleted between two moments (aware datetimes, or unix seconds).

        Read page by page as it is iterated. Ecwid tells of the last half year. `session` is the
        current one if it is left out.
        """
        client = (current_session() if session is None else session).client
        params = {"from_date": since, "to_date": until}
        for page in client.pages(f"{cls.__resource__.path}/deleted", params):
            for raw in page["items"]:
                yield DeletedItem._wrap(raw)
