"""Reports. https://docs.ecwid.com/api-reference/rest-api/reports"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.platform import reports
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("getReport")
def get_report(call: Call) -> Body:
    """One report."""
    return reports.report(call.shop, _kind(call), call.query)


@route("getReportTip")
def get_tip(call: Call) -> Body:
    """Advice on a report: the emulator has none."""
    _kind(call)
    return {"tip": None}


def _kind(call: Call) -> str:
    kind = call.path_args["reportType"]
    if kind not in call.shop.spec.schema("ReportType")["enum"]:
        raise wrong_parameter(f"There is no report '{kind}'")
    return kind
