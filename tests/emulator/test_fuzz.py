"""Every operation of the spec, asked at random: nothing breaks, and no answer is out of its schema.

`make fuzz` asks more, and other things each time: FUZZ_EXAMPLES of FUZZ_SEED.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, provisional, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from ecwid_orm.emulator import Emulator, ManualClock
from tests.emulator.against_spec import SPEC, faults
from tests.emulator.furnished import NEEDED, WORTH_TRYING, furnish

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "9"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
CHECKS = [content_type_conformance, response_schema_conformance]
FORMATS = {
    "date-time": st.integers(0, 2**32).map(
        lambda at: f"{datetime.fromtimestamp(at, UTC):%F %T} +0000"
    ),
    "email": st.emails(),
    "uri": provisional.urls(),
}
"""Texts that are sent under names of the formats' own: a shop keeps others, and gives them back.

Dates it has in another form than that of RFC 3339.
"""
REFUSED = {
    "type": "object",
    "properties": {
        **SPEC.properties("ErrorBody"),
        # OAuth refuses in the words of RFC 6749, which the spec has no schema for.
        "error_description": {"type": "string"},
    },
}


def readable(part: Any) -> Any:
    """The spec with what schemathesis does not know said in other words."""
    if isinstance(part, list):
        return [readable(each) for each in part]
    if not isinstance(part, dict):
        return part
    read = {name: readable(value) for name, value in part.items()}
    if read.get("format") in FORMATS:
        read["format"] = f"sent-{read['format']}"
    if read.get("x-open-enum") and "enum" in read:
        read["anyOf"] = [{"enum": read.pop("enum")}, {"type": read.pop("type", "string")}]
    return read


for name, texts in FORMATS.items():
    schemathesis.openapi.format(f"sent-{name}", texts)
SCHEMA = schemathesis.openapi.from_dict(readable(SPEC._document))
OPERATIONS: dict[str, APIOperation[Any, Any, Any, Any]] = {
    found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()
}
READS = [
    operation
    for operation in OPERATIONS.values()
    if operation.method == "get" and not any(each.is_required for each in operation.query)
]


def sensible(value: Any) -> Any:
    """A body without sums beyond all money, for which most would be refused."""
    if isinstance(value, list):
        return [sensible(each) for each in value]
    if isinstance(value, dict):
        return {name: sensible(each) for name, each in value.items()}
    return 9.99 if isinstance(value, float) and abs(value) > 1e6 else value


class Shop:
    """A shop of its own for each operation: a copy of one with one of everything."""

    def __init__(self, data: Path, names: dict[str, Any]) -> None:
        self.emulator = Emulator(data=data, clock=ManualClock(), rate_limit=None, background=False)
        self._names = names
        self._numbers = itertools.count(1)

    def known(self, operation: APIOperation[Any, Any, Any, Any]) -> dict[str, Any]:
        """Arguments of the operation's path that name what is there."""
        names = self._names
        if operation.path.startswith("/orders"):
            names = {**names, "fileId": names["orders' fileId"]}
        return {argument.name: names[argument.name] for argument in operation.path_parameters}

    def filled(self, wanted: Any) -> Any:
        """Something of `NEEDED` or `WORTH_TRYING` as it is to be sent."""
        if isinstance(wanted, dict):
            return {name: self.filled(each) for name, each in wanted.items()}
        if isinstance(wanted, list):
            return [self.filled(each) for each in wanted]
        if not isinstance(wanted, str):
            return wanted
        if wanted.startswith("$"):
            return self._names[wanted[1:]]
        return wanted.replace("#", str(next(self._numbers)))

    def ask(self, case: Case) -> Response:
        """The answer, which must be as the spec says."""
        operation = SPEC.operations[case.operation.definition.raw["operationId"]]
        base = self.emulator.url
        base = base.removesuffix("/api/v3") if operation.outside_store else f"{base}/1003"
        headers = {"Authorization": f"Bearer {self.emulator.token}", "Accept-Encoding": "identity"}
        response = case.call(base, headers=headers, app=self.emulator.wsgi)
        if response.status_code >= 400:
            assert response.status_code < 500, response.content
            assert faults(response.json(), REFUSED, "error") == []
            return response
        if "responseFields" not in case.query:
            case.validate_response(response, checks=CHECKS)
        # Beyond what JSON schema says: no field that the spec does not know, or that it hides.
        raw = case.operation.definition.raw["responses"].get(str(response.status_code), {})
        schema = raw.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            assert faults(response.json(), schema, operation.id) == []
        return response


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    data = tmp_path_factory.mktemp("fuzz") / "template.db"
    shop = Emulator(data=data, seed="demo", clock=ManualClock(), rate_limit=None, background=False)
    names = furnish(shop)
    shop.close()
    return data, names


@pytest.fixture
def shop(template: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Shop]:
    data, names = template
    shutil.copy(data, tmp_path / "shop.db")
    shop = Shop(tmp_path / "shop.db", names)
    yield shop
    shop.emulator.close()


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_brings_an_answer_out_of_its_schema(name: str, shop: Shop) -> None:
    operation = OPERATIONS[name]
    known = shop.known(operation)
    fitting = operation.as_strategy(GenerationMode.POSITIVE, path_parameters=known)
    unfit = operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=known)
    anything = operation.as_strategy(GenerationMode.NEGATIVE)

    @st.composite
    def completed(draw: st.DrawFn) -> Case:
        """What fits, with what the spec does not say is needed."""
        case: Case = draw(fitting)
        if isinstance(case.body, dict):
            case.body = {**sensible(case.body), **shop.filled(NEEDED.get(name, {}))}
        case.query = {**case.query, **shop.filled(WORTH_TRYING.get(name, {}))}
        return case

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(completed() | unfit | anything)
    def ask(case: Case) -> None:
        shop.ask(case)

    ask()
    for read in READS:
        if read.path.split("/")[1] == operation.path.split("/")[1]:
            shop.ask(read.Case(path_parameters=shop.known(read)))
