"""The `before_*` signals: receivers may change objects, add and delete some, or raise."""

from __future__ import annotations

from collections.abc import Sequence

from ecwid_orm import signals
from ecwid_orm.model import Model
from ecwid_orm.model.inspection import as_values
from ecwid_orm.session.planner import changes_or_none, with_referred
from ecwid_orm.session.scope import Scope


def prepare(session: Scope, only: Sequence[Model]) -> None:
    """Tell the receivers of each object about to be sent, once each.

    A receiver may make more objects dirty or new; these are told too. What one raises reaches the
    caller of commit(), and nothing was sent.
    """
    if not (
        signals.before_create.receivers
        or signals.before_update.receivers
        or signals.before_delete.receivers
    ):
        return
    told: dict[int, Model] = {}
    while True:
        work = session.work
        wanted = with_referred(work, only) if only else None
        waiting = [
            instance
            for instance in [*work.new.values(), *work.deleted.values(), *work.dirty()]
            if id(instance) not in told and (wanted is None or id(instance) in wanted)
        ]
        if not waiting:
            return
        for instance in waiting:
            told[id(instance)] = instance
            _tell(session, instance)


def _tell(session: Scope, instance: Model) -> None:
    sender = type(instance)
    if session.work.is_new(instance):
        signals.emit(signals.before_create, sender, instance=instance, session=session)
    elif session.work.is_deleted(instance):
        signals.emit(signals.before_delete, sender, instance=instance, session=session)
    elif instance._home is session.work:
        changed = as_values(changes_or_none(instance), instance)
        if changed:
            signals.emit(
                signals.before_update, sender, instance=instance, changes=changed, session=session
            )
