"""Reports."""

from __future__ import annotations

from typing import Any

import pytest

DAY = 24 * 3600
NOW = 1_700_000_000
"""The shop's first moment: a Tuesday."""


@pytest.fixture
def sold(shop: Any, clock: Any) -> Any:
    """A shop with an order of 10 on its first day, of 20 two days later, and a cart."""
    shop.post("/orders", {"email": "a@example.com", "total": 10})
    clock.advance(2 * DAY)
    shop.post("/orders", {"email": "a@example.com", "total": 20})
    shop.post("/orders", {"email": "a@example.com", "total": 40, "paymentStatus": "INCOMPLETE"})
    return shop


def values(items: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(each["dataId"], each["dataValue"]) for each in items]


def test_orders_and_revenue_are_counted(sold: Any) -> None:
    orders = sold.get("/reports/allOrders")
    assert values(orders["aggregatedData"]) == [("orders", 2)]
    revenue = sold.get("/reports/allRevenue")
    assert values(revenue["aggregatedData"]) == [("revenue", 30)]
    assert [values(point["data"]) for point in revenue["dataset"]] == [
        [("revenue", 10)],
        [("revenue", 0)],
        [("revenue", 20)],
    ]
    first = revenue["dataset"][0]
    assert first["datapointId"] == "November 14, 2023"
    assert first["endTimeStamp"] - first["startTimeStamp"] == DAY - 1
    assert first["startTimeStamp"] <= NOW <= first["endTimeStamp"]


@pytest.mark.parametrize(
    ("query", "starts"),
    [
        ({"timeScaleValue": "week"}, ["November 13, 2023"]),
        ({"timeScaleValue": "week", "firstDayOfWeek": "sunday"}, ["November 12, 2023"]),
        ({"timeScaleValue": "month"}, ["November 1, 2023"]),
        ({"timeScaleValue": "year"}, ["January 1, 2023"]),
    ],
)
def test_points_are_as_wide_as_asked_for(sold: Any, query: Any, starts: list[str]) -> None:
    points = sold.get("/reports/allOrders", **query)["dataset"]
    assert [point["datapointId"] for point in points] == starts
    assert values(points[0]["data"]) == [("orders", 2)]


def test_points_of_an_hour(sold: Any) -> None:
    points = sold.get("/reports/allOrders", timeScaleValue="hour")["dataset"]
    assert len(points) == 49
    assert [point["orderBy"] for point in points] == list(range(49))


def test_what_is_not_sent_is_not_echoed(sold: Any) -> None:
    assert set(sold.get("/reports/allOrders")) == {"reportType", "aggregatedData", "dataset"}
    sent = {"startedFrom": NOW - 5, "endedAt": NOW + 5, "timeScaleValue": "day"}
    report = sold.get("/reports/allOrders", **sent)
    assert {name: report[name] for name in sent} == sent
    assert values(report["aggregatedData"]) == [("orders", 1)]


@pytest.mark.parametrize(
    ("comparison", "start", "earlier"),
    [
        ("previousPeriod", NOW + 2 * DAY - 10, 0),
        ("previousPeriod", NOW + 1, 1),
        ("similarPeriodInPreviousWeek", NOW, 0),
    ],
)
def test_a_period_is_compared_with_one_before(
    sold: Any, comparison: str, start: int, earlier: int
) -> None:
    report = sold.get("/reports/allOrders", startedFrom=start, comparePeriod=comparison)
    assert report["comparePeriod"] == comparison
    assert values(report["comparePeriodAggregatedData"]) == [("orders", earlier)]
    none = sold.get("/reports/allOrders", comparePeriod="noComparePeriod")
    assert "comparePeriodDataset" not in none


def test_a_table_has_no_points(shop: Any) -> None:
    report = shop.get("/reports/allExpenses", comparePeriod="previousPeriod")
    assert report["aggregatedData"] == report["comparePeriodAggregatedData"] == []
    assert not report.keys() & {"dataset", "comparePeriodDataset"}
    assert shop.get("/reports/allTraffic")["dataset"] == []


def test_a_tip_is_none(shop: Any) -> None:
    assert shop.get("/reports/allOrders/tip") == {"tip": None}


@pytest.mark.parametrize("path", ["/reports/allTheRest", "/reports/allTheRest/tip"])
def test_an_unknown_report_is_refused(shop: Any, path: str) -> None:
    assert shop.refused("GET", path)[:2] == (400, "WRONG_PARAMETER")


@pytest.mark.parametrize(
    "query",
    [{"startedFrom": -(2**63)}, {"endedAt": -(2**63)}, {"startedFrom": 2**63 - 1}],
)
def test_a_period_outside_of_time_is_empty(sold: Any, query: Any) -> None:
    report = sold.get("/reports/allOrders", comparePeriod="previousPeriod", **query)
    assert values(report["comparePeriodAggregatedData"]) == [("orders", 0)]
