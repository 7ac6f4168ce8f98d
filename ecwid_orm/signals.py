"""Hooks: one blinker namespace, in which every signal says who sends it and with what.

Connect a function to hear of one model class and its subclasses, or of all::

    @signals.before_update.connect_via(Product)
    def refuse_negative_stock(sender, *, instance, changes, session): ...

    signals.after_commit.connect(report)

A receiver gets the sender, and the keywords named in the signal's doc. What a receiver raises
reaches whoever caused the signal; a `before_` signal is sent while nothing has gone out yet, so
raising there stops the commit. Nothing is promised about the order of receivers.

blinker calls the receivers of exactly the class that sends. `emit` is how this package sends: a
receiver for a base class hears its subclasses, and nobody is called twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import iscoroutinefunction, ismethod
from types import MappingProxyType
from typing import Any

from blinker import NamedSignal, Namespace, Signal

__all__ = [
    "after_commit",
    "after_create",
    "after_delete",
    "after_load",
    "after_rollback",
    "after_update",
    "application_installed",
    "application_storage_changed",
    "application_subscription_status_changed",
    "application_uninstalled",
    "attribute_set",
    "before_commit",
    "before_create",
    "before_delete",
    "before_update",
    "category_created",
    "category_deleted",
    "category_updated",
    "chunk_done",
    "commit_failed",
    "customer_created",
    "customer_deleted",
    "customer_group_created",
    "customer_group_deleted",
    "customer_group_updated",
    "customer_personal_data_export_request",
    "customer_personal_data_removal_request",
    "customer_updated",
    "discount_coupon_created",
    "discount_coupon_deleted",
    "discount_coupon_updated",
    "emit",
    "invoice_created",
    "invoice_deleted",
    "listening",
    "namespace",
    "order_created",
    "order_deleted",
    "order_updated",
    "product_class_created",
    "product_class_deleted",
    "product_class_updated",
    "product_created",
    "product_deleted",
    "product_updated",
    "profile_personal_data_export_request",
    "profile_personal_data_removal_request",
    "profile_subscription_status_changed",
    "profile_updated",
    "promotion_created",
    "promotion_deleted",
    "promotion_updated",
    "request_sent",
    "response_received",
    "review_created",
    "review_deleted",
    "review_updated",
    "size_chart_created",
    "size_chart_deleted",
    "size_chart_updated",
    "unfinished_order_created",
    "unfinished_order_deleted",
    "unfinished_order_updated",
    "webhook_received",
    "webhook_signals",
]

namespace = Namespace()
"""All signals of the package by name."""


def listening(signal: Signal) -> bool:
    """Whether anybody may hear the signal; cheap enough to ask at every attribute that is set."""
    return bool(signal.receivers)


def emit(signal: Signal, sender: type[Any], /, **keywords: Any) -> None:
    """Send the signal from a class: receivers for it, for its bases and for any sender, each once.

    Receivers for the class itself may be called before or after those for its bases. Raises
    TypeError for a coroutine function, which nobody would await, and whatever a receiver raises.
    """
    if not signal.receivers or signal.is_muted:
        return
    # A list first: a receiver may connect or disconnect others.
    for receiver in list(_receivers(signal, sender)):
        if iscoroutinefunction(receiver):
            raise TypeError(
                f"{receiver!r} is a coroutine function; receivers of signals are plain functions"
            )
        receiver(sender, **keywords)


def _receivers(signal: Signal, sender: type[Any]) -> Iterator[Callable[..., Any]]:
    seen: dict[object, Callable[..., Any]] = {}  # keeps them alive, so that ids stay theirs
    for cls in sender.__mro__:
        for receiver in signal.receivers_for(cls):
            # A bound method is a new object each time it is looked up.
            key = (
                (id(receiver.__self__), id(receiver.__func__))
                if ismethod(receiver)
                else id(receiver)
            )
            if key not in seen:
                seen[key] = receiver
                yield receiver


# Objects ------------------------------------------------------------------------------------

before_create = namespace.signal(
    "before-create",
    doc="""An object is about to be created. May change it, or raise to stop the commit.

    Sender: its model class. Keywords: `instance`, `session`.""",
)
before_update = namespace.signal(
    "before-update",
    doc="""Changes of an object are about to be sent. May change it further, or raise to stop the
    commit.

    Sender: its model class. Keywords: `instance`, `changes`, which maps attribute
    to (old, new), `session`.""",
)
before_delete = namespace.signal(
    "before-delete",
    doc="""An object is about to be deleted. May raise to stop the commit.

    Sender: its model class. Keywords: `instance`, `session`.""",
)
after_create = namespace.signal(
    "after-create",
    doc="""Ecwid created the object; it has its key.

    Sender: its model class. Keywords: `instance`, `changes`, which maps attribute
    to (None, new), `session`.""",
)
after_update = namespace.signal(
    "after-update",
    doc="""Ecwid took the changes.

    Sender: its model class. Keywords: `instance`, `changes`, which maps attribute
    to (old, new), `session`.""",
)
after_delete = namespace.signal(
    "after-delete",
    doc="""Ecwid deleted the object.

    Sender: its model class. Keywords: `instance`, `changes` (those never sent), `session`.""",
)
after_load = namespace.signal(
    "after-load",
    doc="""An object came from the server: a new one in the identity map, or one refreshed.

    Sender: its model class. Keywords: `instance`, `session`.""",
)
attribute_set = namespace.signal(
    "attribute-set",
    doc="""An attribute was assigned. Changes within a mutable value (`product.options.append`)
    are not heard here; `before_update` has them all.

    Sender: the model class. Keywords: `instance`, `name` (of the attribute), `value`.""",
)

# Commits ------------------------------------------------------------------------------------

before_commit = namespace.signal(
    "before-commit",
    doc="""A commit is planned and valid; nothing was sent yet. May raise to stop it.

    Sender: the session's class. Keywords: `session`, `plan`.""",
)
after_commit = namespace.signal(
    "after-commit",
    doc="""A commit went through, all of it.

    Sender: the session's class. Keywords: `session`, `result`.""",
)
commit_failed = namespace.signal(
    "commit-failed",
    doc="""A commit failed, in part or in whole; the error is about to be raised.

    Sender: the session's class. Keywords: `session`, `error` (a `CommitError`).""",
)
chunk_done = namespace.signal(
    "chunk-done",
    doc="""`session.each` is done with a chunk: its changes are committed, by this run or an earlier
    attempt.

    Sender: the session's class. Keywords: `session`, `done` (objects of the walk that are done),
    `total` (all of the walk).""",
)
after_rollback = namespace.signal(
    "after-rollback",
    doc="""What was not sent is forgotten.

    Sender: the session's class. Keywords: `session`.""",
)

# HTTP ---------------------------------------------------------------------------------------

request_sent = namespace.signal(
    "request-sent",
    doc="""A request is about to go out; a repeat is heard again. Sent in the thread that sends.

    Sender: the client's class. Keywords: `request` (an `ecwid_orm.api.Request`, which holds no
    token), `store_id`, `attempt` (from 1).""",
)
response_received = namespace.signal(
    "response-received",
    doc="""An answer came, good or bad. Sent in the thread that sends.

    Sender: the client's class. Keywords: `request`, `response`, `store_id`, `attempt` (from 1),
    `seconds` (from sending to the last byte).""",
)

# Webhooks -----------------------------------------------------------------------------------

webhook_received = namespace.signal(
    "webhook-received",
    doc="""A webhook of any kind arrived, was verified and is no repeat.

    Sender: the event's class. Keywords: `event`.""",
)


def _webhook(event_type: str) -> NamedSignal:
    return namespace.signal(
        event_type,
        doc=f"""The webhook `{event_type}` arrived, was verified and is no repeat.

    Sender: the event's class. Keywords: `event`.""",
    )


application_installed = _webhook("application.installed")
application_storage_changed = _webhook("application.storageChanged")
application_subscription_status_changed = _webhook("application.subscriptionStatusChanged")
application_uninstalled = _webhook("application.uninstalled")
category_created = _webhook("category.created")
category_deleted = _webhook("category.deleted")
category_updated = _webhook("category.updated")
customer_created = _webhook("customer.created")
customer_deleted = _webhook("customer.deleted")
customer_group_created = _webhook("customer_group.created")
customer_group_deleted = _webhook("customer_group.deleted")
customer_group_updated = _webhook("customer_group.updated")
customer_personal_data_export_request = _webhook("customer.personalDataExportRequest")
customer_personal_data_removal_request = _webhook("customer.personalDataRemovalRequest")
customer_updated = _webhook("customer.updated")
discount_coupon_created = _webhook("discount_coupon.created")
discount_coupon_deleted = _webhook("discount_coupon.deleted")
discount_coupon_updated = _webhook("discount_coupon.updated")
invoice_created = _webhook("invoice.created")
invoice_deleted = _webhook("invoice.deleted")
order_created = _webhook("order.created")
order_deleted = _webhook("order.deleted")
order_updated = _webhook("order.updated")
product_class_created = _webhook("product_class.created")
product_class_deleted = _webhook("product_class.deleted")
product_class_updated = _webhook("product_class.updated")
product_created = _webhook("product.created")
product_deleted = _webhook("product.deleted")
product_updated = _webhook("product.updated")
profile_personal_data_export_request = _webhook("profile.personalDataExportRequest")
profile_personal_data_removal_request = _webhook("profile.personalDataRemovalRequest")
profile_subscription_status_changed = _webhook("profile.subscriptionStatusChanged")
profile_updated = _webhook("profile.updated")
promotion_created = _webhook("promotion.created")
promotion_deleted = _webhook("promotion.deleted")
promotion_updated = _webhook("promotion.updated")
review_created = _webhook("review.created")
review_deleted = _webhook("review.deleted")
review_updated = _webhook("review.updated")
size_chart_created = _webhook("size_chart.created")
size_chart_deleted = _webhook("size_chart.deleted")
size_chart_updated = _webhook("size_chart.updated")
unfinished_order_created = _webhook("unfinished_order.created")
unfinished_order_deleted = _webhook("unfinished_order.deleted")
unfinished_order_updated = _webhook("unfinished_order.updated")

webhook_signals: Mapping[str, NamedSignal] = MappingProxyType(
    {name: signal for name, signal in namespace.items() if "." in name}
)
"""Ecwid's event type (`order.created`) → its signal."""
