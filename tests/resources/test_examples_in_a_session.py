"""Every example body in a session: reading it sends nothing, a change sends just that change."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest

from ecwid_orm import CommitError, Session
from ecwid_orm.model import Model
from tests.resources.test_examples import EXAMPLES, FOLDER, other_values, read_all

MODELS = [
    example
    for example in EXAMPLES
    if issubclass(example.values[0], Model)
    and not example.values[0].__resource__.parents
    and example.values[1].get(example.values[0].__wire_key__) is not None
]
CHANGEABLE = [each for each in MODELS if "update" not in each.values[0].__resource__.refuses]

pytestmark = pytest.mark.skipif(
    not MODELS, reason=f"no examples in {FOLDER}: set ECWID_SHARED to the folder with ecwid-api"
)


@pytest.mark.parametrize(("cls", "body"), MODELS)
def test_a_body_that_was_only_read_sends_nothing(
    cls: type[Any], body: dict[str, Any], ecwid_session: Session, requests_of: Any
) -> None:
    read_all(ecwid_session.load(cls, deepcopy(body)))
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == []


@pytest.mark.parametrize(("cls", "body"), CHANGEABLE)
def test_a_changed_attribute_is_all_that_is_sent(
    cls: type[Any], body: dict[str, Any], ecwid_session: Session, requests_of: Any
) -> None:
    for field in cls.__fields__.values():
        if field.read_only or field.create_only or field.wire_name not in body:
            continue
        for value in other_values(field, body[field.wire_name]):
            instance = ecwid_session.load(cls, deepcopy(body))
            read_all(instance)
            setattr(instance, field.name, value)
            # The shop may have no such entity; what was sent is the point.
            with requests_of() as sent, suppress(CommitError):
                ecwid_session.commit()
            [(method, _, written)] = [one for one in sent if one[0] != "GET"]
            assert (method, list(written)) == ("PUT", [field.wire_name])
            ecwid_session.rollback()
            ecwid_session.expunge(instance)
