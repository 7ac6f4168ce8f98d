"""Reports. Only orders and revenue are counted; every other report is empty."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ecwid_orm.emulator.query import Query
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]
Sale = tuple[int, float]
"""When an order was made, and its total."""

_SCALES = ("hour", "day", "week", "month", "year")
_NO_COMPARISON = "noComparePeriod"
_EARLIER = {
    "similarPeriodInPreviousWeek": timedelta(days=7),
    "similarPeriodInPreviousMonth": timedelta(days=30),
    "similarPeriodInPreviousYear": timedelta(days=365),
}
_COMPARISONS = (_NO_COMPARISON, "previousPeriod", *_EARLIER)
_METRICS = {"allOrders": "orders", "allRevenue": "revenue"}
_MOST_POINTS = 1000
_ECHOED = ("orderByMetric", "orderDirection")


@dataclass(frozen=True, slots=True)
class Span:
    """From a second to a second, both included."""

    start: int
    end: int


def report(shop: Shop, kind: str, query: Query) -> Body:
    """A report. What the query does not name is not in the answer."""
    started, ended = query.integer("startedFrom"), query.integer("endedAt")
    scale = query.one_of("timeScaleValue", *_SCALES)
    comparison = query.one_of("comparePeriod", *_COMPARISONS)
    first_day = query.one_of("firstDayOfWeek", "monday", "sunday")
    sent = {
        "startedFrom": started,
        "endedAt": ended,
        "timeScaleValue": scale,
        "comparePeriod": comparison,
        "firstDayOfWeek": first_day,
        "limit": query.integer("limit"),
        "offset": query.integer("offset"),
        **{name: query.text(name) for name in _ECHOED},
    }
    answer: Body = {"reportType": kind}
    answer |= {name: value for name, value in sent.items() if value is not None}
    span = _span(int(shop.clock.now()), started, ended)
    points = _Points(kind, scale or "day", sunday_first=first_day == "sunday")
    answer |= _data(shop, points, span, "aggregatedData", "dataset")
    if comparison not in (None, _NO_COMPARISON):
        length = timedelta(seconds=span.end - span.start + 1)
        shift = int(_EARLIER.get(str(comparison), length).total_seconds())
        earlier = Span(span.start - shift, span.end - shift)
        answer |= _data(
            shop, points, earlier, "comparePeriodAggregatedData", "comparePeriodDataset"
        )
    charts = shop.spec.schema("ReportType").get("x-charts", {})
    if charts.get(kind, "").strip("-") == "table":
        for name in ("dataset", "comparePeriodDataset"):
            answer.pop(name, None)
    return answer


def _span(now: int, started: int | None, ended: int | None) -> Span:
    start = min(max(started or 0, 0), now)
    return Span(start, now if ended is None else min(max(ended, start), now))


def _data(shop: Shop, points: _Points, span: Span, total: str, dataset: str) -> Body:
    sales = _sales(shop, span) if points.metric else []
    return {total: points.items(sales) if points.metric else [], dataset: points.chart(sales)}


def _sales(shop: Shop, span: Span) -> list[Sale]:
    with shop.db.reading(ORDER) as connection:
        return connection.execute(
            "SELECT created, total FROM facts_order"
            " WHERE payment <> ? AND created BETWEEN ? AND ? ORDER BY created",
            (CART, span.start, span.end),
        ).fetchall()


@dataclass(frozen=True, slots=True)
class _Points:
    """How sales become the points of a chart, from the first sale to the last."""

    kind: str
    scale: str
    sunday_first: bool

    @property
    def metric(self) -> str | None:
        return _METRICS.get(self.kind)

    def items(self, sales: list[Sale]) -> list[Body]:
        value = len(sales) if self.metric == "orders" else sum(total for _, total in sales)
        return [{"dataId": self.metric, "dataValue": value}]

    def chart(self, sales: list[Sale]) -> list[Body]:
        points: list[Body] = []
        place = 0
        start = self._start(sales[0][0]) if sales else None
        while start is not None and place < len(sales) and len(points) < _MOST_POINTS:
            end = self._next(start)
            inside = place
            while inside < len(sales) and sales[inside][0] < end.timestamp():
                inside += 1
            points.append(
                {
                    "orderBy": len(points),
                    "datapointId": f"{start:%B} {start.day}, {start.year}",
                    "data": self.items(sales[place:inside]),
                    "startTimeStamp": int(start.timestamp()),
                    "endTimeStamp": int(end.timestamp()) - 1,
                }
            )
            place, start = inside, end
        return points

    def _start(self, moment: int) -> datetime:
        at = datetime.fromtimestamp(moment, UTC).replace(minute=0, second=0)
        if self.scale == "hour":
            return at
        at = at.replace(hour=0)
        if self.scale == "week":
            return at - timedelta(days=(at.weekday() + self.sunday_first) % 7)
        if self.scale == "month":
            return at.replace(day=1)
        return at.replace(month=1, day=1) if self.scale == "year" else at

    def _next(self, start: datetime) -> datetime:
        if self.scale == "year":
            return start.replace(year=start.year + 1)
        days = {"week": 7, "month": calendar.monthrange(start.year, start.month)[1]}
        if self.scale == "hour":
            return start + timedelta(hours=1)
        return start + timedelta(days=days.get(self.scale, 1))
