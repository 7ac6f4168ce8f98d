from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from blinker import NamedSignal, Signal

from ecwid_orm import signals
from ecwid_orm.signals import emit, listening


class Model: ...


class Product(Model): ...


class Poster(Product): ...


class Customer(Model): ...


@pytest.fixture
def signal() -> Signal:
    return Signal()


@pytest.fixture
def heard() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def hear(heard: list[tuple[Any, ...]]) -> Callable[[str], Callable[..., None]]:
    def receiver_called(name: str) -> Callable[..., None]:
        def receiver(sender: type[Any], **keywords: Any) -> None:
            heard.append((name, sender, keywords))

        return receiver

    return receiver_called


def test_a_receiver_for_a_class_hears_its_subclasses_and_no_others(
    signal: Signal, hear: Any, heard: Any
) -> None:
    receiver = hear("product")
    signal.connect(receiver, Product)
    for cls in (Model, Product, Poster, Customer):
        emit(signal, cls, instance=1)
    assert heard == [("product", Product, {"instance": 1}), ("product", Poster, {"instance": 1})]


def test_a_receiver_for_any_sender_hears_all(signal: Signal, hear: Any, heard: Any) -> None:
    receiver = hear("any")
    signal.connect(receiver)
    emit(signal, Customer)
    emit(signal, Poster)
    assert [sender for _, sender, _ in heard] == [Customer, Poster]


def test_nobody_is_called_twice(signal: Signal, hear: Any, heard: Any) -> None:
    receiver = hear("once")
    signal.connect(receiver)
    signal.connect(receiver, Model)
    signal.connect(receiver, Product)
    emit(signal, Poster)
    assert len(heard) == 1


def test_a_bound_method_is_called_once(signal: Signal) -> None:
    class Counter:
        count = 0

        def receive(self, sender: type[Any]) -> None:
            self.count += 1

    first, second = Counter(), Counter()
    for counter in (first, second):
        signal.connect(counter.receive, Model)
        signal.connect(counter.receive, Product)
    emit(signal, Product)
    assert (first.count, second.count) == (1, 1)


def test_what_a_receiver_raises_reaches_the_sender(signal: Signal) -> None:
    def refuse(sender: type[Any]) -> None:
        raise ValueError("no negative stock")

    signal.connect(refuse, Model)
    with pytest.raises(ValueError, match="no negative stock"):
        emit(signal, Product)


def test_a_coroutine_function_is_refused_instead_of_never_run(signal: Signal) -> None:
    async def receive(sender: type[Any]) -> None: ...

    signal.connect(receive)
    with pytest.raises(TypeError, match="coroutine"):
        emit(signal, Product)


def test_a_receiver_may_disconnect_itself(signal: Signal, heard: Any) -> None:
    def once(sender: type[Any]) -> None:
        heard.append(sender)
        signal.disconnect(once)

    signal.connect(once, Model)
    emit(signal, Product)
    emit(signal, Product)
    assert heard == [Product]


def test_a_muted_signal_is_silent(signal: Signal, hear: Any, heard: Any) -> None:
    receiver = hear("muted")
    signal.connect(receiver)
    with signal.muted():
        emit(signal, Product)
    assert heard == []


def test_listening_tells_whether_anybody_may_hear(signal: Signal, hear: Any) -> None:
    assert not listening(signal)
    receiver = hear("x")
    with signal.connected_to(receiver, Product):
        assert listening(signal)
    assert not listening(signal)


ALL_SIGNALS = [(n, s) for n, s in vars(signals).items() if isinstance(s, NamedSignal)]


@pytest.mark.parametrize(("name", "signal"), ALL_SIGNALS)
def test_every_signal_says_who_sends_it_and_with_what(name: str, signal: NamedSignal) -> None:
    assert "Sender:" in str(signal.__doc__)
    assert "Keywords:" in str(signal.__doc__)
    assert name in signals.__all__
    assert signals.namespace[signal.name] is signal


def test_every_webhook_event_has_a_signal(shared: Path) -> None:
    spec = json.loads((shared / "ecwid-api" / "openapi.json").read_text())
    known = spec["components"]["schemas"]["WebhookEventType"]["enum"]
    assert set(signals.webhook_signals) == set(known)
