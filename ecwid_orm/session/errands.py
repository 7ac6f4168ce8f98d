"""Errands: what a commit does for an object besides writing its fields, such as uploads.

They come after the object's creation or update, each after the one before. One by URL goes into a
batch; one with bytes is sent by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ecwid_orm.exceptions import InDoubt, InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.model.uploads import queued
from ecwid_orm.session.plan import Operation


def errands(instance: Model, parents: Mapping[str, Any]) -> Iterator[Operation]:
    """The uploads of an object, in their order."""
    for upload in queued(instance):
        yield Operation("upload", instance, upload.json, {}, parents, upload.suffix, upload)


def check(operation: Operation) -> InvalidValue | None:
    """What is wrong with what is to be uploaded: a file that is gone, or too big."""
    if operation.upload is not None:
        try:
            operation.upload.check()
        except InvalidValue as error:
            return error
    return None


def doubt(operation: Operation, cause: Exception | None = None) -> InDoubt:
    """The error for what may have arrived, and would be there twice if sent again."""
    assert operation.upload is not None
    error = InDoubt(
        f"{operation} of {operation.upload.label}: the answer was lost, so whether it was done is "
        "not known; look in the shop. It is not sent again by itself: upload it anew if it is "
        "missing"
    )
    error.__cause__ = cause
    return error
