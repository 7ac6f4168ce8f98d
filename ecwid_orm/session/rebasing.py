"""Rebasing: newer JSON under an object, with other changes on top, while what is held stays in use.

A list or part that was handed out stays the very object, so that whoever holds it goes on
changing what is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecwid_orm.model import ABSENT, Field, state
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter, Misfit, same
from ecwid_orm.session.merging import known_by


def rebase(
    record: state.Record,
    raw: dict[str, Any],
    wanted: Mapping[str, Any],
    fields: Iterable[Field[Any]],
) -> None:
    """The record's JSON is `raw` from now on, and of these fields it holds what `wanted` has.

    Both are by wire names. What is wanted and differs from `raw` is a change.
    """
    state._set_raw(record, raw)
    for field in fields:
        if field.wire_name:
            _hold(
                record, field, raw.get(field.wire_name, ABSENT), wanted.get(field.wire_name, ABSENT)
            )


def _hold(record: state.Record, field: Field[Any], raw: Any, wanted: Any) -> None:
    held = (record._values or {}).get(field.name, ABSENT)
    if held is not ABSENT and _renewed(held, field.converter, raw, wanted):
        return
    if not same(wanted, raw if held is ABSENT else field.dump(held, raw)):
        record._keep(field.name, _loaded(field.converter, wanted))


def _renewed(held: Any, converter: Converter[Any], raw: Any, wanted: Any) -> bool:
    """Make a value that was handed out what is wanted, in place; False where it cannot be."""
    if isinstance(held, state.Record):
        if not isinstance(wanted, dict):
            return False
        rebase(held, raw if isinstance(raw, dict) else {}, wanted, held.__fields__.values())
    elif isinstance(held, list) and isinstance(wanted, list):
        held[:] = _items(held, converter, raw if isinstance(raw, list) else [], wanted)
    elif isinstance(held, dict) and isinstance(wanted, dict):
        entries = _entries(held, converter, raw if isinstance(raw, dict) else {}, wanted)
        held.clear()
        held.update(entries)
    else:
        return False
    return True


def _items(
    held: list[Any], converter: Converter[Any], raw: list[Any], wanted: list[Any]
) -> list[Any]:
    if not isinstance(converter, ListOf):
        fresh: list[Any] = _loaded(converter, wanted)
        return fresh
    parts = {known_by(state.dump(one)): one for one in held if isinstance(one, state.Record)}
    there = {known_by(one): one for one in raw}
    items = []
    for one in wanted:
        key = known_by(one)
        part = parts.pop(key, None)
        if part is None:
            part = _loaded(converter.item, one)
        elif key in there:
            _renewed(part, converter.item, there[key], one)
        elif not same(state.dump(part), one):
            _renewed(part, converter.item, one, one)
        items.append(part)
    return items


def _entries(
    held: dict[str, Any], converter: Converter[Any], raw: dict[str, Any], wanted: dict[str, Any]
) -> dict[str, Any]:
    if not isinstance(converter, MapOf):
        fresh: dict[str, Any] = _loaded(converter, wanted)
        return fresh
    entries = {}
    for key, one in wanted.items():
        part = held.get(key)
        if part is None or not _renewed(part, converter.item, raw.get(key), one):
            part = _loaded(converter.item, one)
        entries[key] = part
    return entries


def _loaded(converter: Converter[Any], raw: Any) -> Any:
    """Python value of JSON; what does not fit stays as it is, such as an id not known yet."""
    if raw is ABSENT or raw is None:
        return converter.empty()
    if isinstance(converter, ListOf) and isinstance(raw, list):
        return [_loaded(converter.item, one) for one in raw]
    try:
        return converter.load(raw)
    except Misfit as misfit:
        return misfit.value
    except (TypeError, ValueError, ArithmeticError):
        return raw
