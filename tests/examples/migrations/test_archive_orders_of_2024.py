"""Old orders that are over bear a mark; their other extra fields stay."""

from __future__ import annotations

from typing import Any

SCRIPT = "0010"

GIFT = {"id": "gift", "title": "Gift", "value": "yes"}
OLD = "2024-12-31 23:00:00 +0000"


def order(trial: Any, status: str = "DELIVERED", made: str = OLD, **body: Any) -> str:
    sent = {"email": "ann@example.com", "total": 10, "createDate": made, **body}
    return str(trial.client.post("orders", {"fulfillmentStatus": status, **sent})["orderid"])


def marks(trial: Any, key: str) -> dict[str, str]:
    fields = trial.read(f"orders/{key}")["orderExtraFields"]
    return {one["id"]: one["value"] for one in fields}


def test_old_orders_that_are_over_bear_the_mark(trial: Any) -> None:
    done = order(trial, orderExtraFields=[GIFT])
    returned = order(trial, "RETURNED")
    others = [
        order(trial, "SHIPPED"),
        order(trial, "AWAITING_PROCESSING"),
        order(trial, made="2025-01-01 00:00:00 +0000"),
        order(trial, paymentStatus="INCOMPLETE"),
    ]
    planned = trial.there_and_back()
    assert [(one["kind"], one["model"]) for one in planned.operations] == [
        ("create", "OrderExtraField")
    ] * 2
    trial.run()
    assert marks(trial, done) == {"gift": "yes", "archived": "2024"}
    assert marks(trial, returned) == {"archived": "2024"}
    assert [marks(trial, key) for key in others[:3]] == [{}, {}, {}]


def test_an_order_that_bears_it_already_stays(trial: Any) -> None:
    mark = {"id": "archived", "title": "Archived", "value": "by hand"}
    key = order(trial, orderExtraFields=[mark])
    assert trial.there_and_back().operations == []
    assert marks(trial, key) == {"archived": "by hand"}


def test_a_mark_that_somebody_changed_since_is_not_taken_away(trial: Any) -> None:
    key = order(trial)
    trial.run()
    trial.client.put(f"orders/{key}/extraFields/archived", {"value": "2024, paper copy"})
    [left] = trial.migrations.undo(trial.migrations.status()[0].name)
    assert "changed since" in left.reason
    assert marks(trial, key) == {"archived": "2024, paper copy"}


def test_a_shop_without_orders_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
