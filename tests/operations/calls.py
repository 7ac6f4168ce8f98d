"""The public call that performs each operation of the API, derived from the code.

CRUD follows from the declarations of the models; the other methods bear the mark `performs`; the
few calls of the layer below models are named here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

import inflection

from ecwid_orm import Session, resources
from ecwid_orm.api import Client, authorize_url, batch, exchange_code
from ecwid_orm.emulator import spec
from ecwid_orm.emulator.spec import Operation
from ecwid_orm.model import Model
from ecwid_orm.session.query import Query
from ecwid_orm.session.shop import ShopCalls
from ecwid_orm.session.storage import AppStorage

OPERATIONS: Mapping[str, Operation] = spec.load().operations


@dataclass(frozen=True)
class PublicCall:
    """How a user has an operation performed, as code.

    One of the functions `runs` while the request is sent; none does for a URL that is opened
    elsewhere.
    """

    text: str
    runs: frozenset[CodeType]


def calls() -> dict[str, list[PublicCall]]:
    """The calls of each operation that has any, by operationId."""
    found: dict[str, list[PublicCall]] = {}
    for source in (_marked(), _below_models()):
        for operation, call in source:
            found.setdefault(operation, []).append(call)
    for operation, call in _crud():
        # What an operation is marked for says more than that an entity has it.
        found.setdefault(operation, [call])
    return found


# CRUD ---------------------------------------------------------------------------------------------


def models() -> list[type[Model]]:
    """The models of the package."""
    classes = (getattr(resources, name) for name in resources.__all__)
    return [cls for cls in classes if issubclass(cls, Model)]


def _crud() -> Iterator[tuple[str, PublicCall]]:
    by_request = {
        (operation.method, _anonymous(operation.path)): operation.id
        for operation in OPERATIONS.values()
    }
    for model in models():
        resource, name = model.__resource__, model.__name__
        whole = f"/{resource.path}"
        one = whole if resource.singleton else f"/{resource.item or resource.path}/{{}}"
        parents = "".join(f".where({each}=…)" for each in resource.parents)
        key = ", ".join((*resource.parents, resource.key))
        named = f", ({key})" if resource.parents else f", {key}" if resource.key else ""
        verbs = {
            "list": ("GET", whole, f"session.query({name}){parents}", Query),
            "get": ("GET", one, f"session.get({name}{named})", Session.get),
            "create": ("POST", whole, f"session.commit() of a new {name}", Session.commit),
            "update": ("PUT", one, f"session.commit() of a changed {name}", Session.commit),
            "delete": ("DELETE", one, f"session.commit() of a deleted {name}", Session.commit),
        }
        for verb, (method, path, text, runs) in verbs.items():
            operation = by_request.get((method, _anonymous(path)))
            if verb not in resource.refuses and operation is not None:
                yield operation, PublicCall(text, frozenset(_codes(runs)))


def _anonymous(path: str) -> str:
    """A path with its keys unnamed."""
    return re.sub(r"{\w*}", "{}", path)


# Marked methods -----------------------------------------------------------------------------------


def _marked() -> Iterator[tuple[str, PublicCall]]:
    holders: dict[FunctionType, list[type[Model]]] = {}
    for model in models():
        for method in _methods(model):
            holders.setdefault(method, []).append(model)
    for method, sharing in holders.items():
        for operation in _noted(method):
            yield operation, _call_of(_owner(operation, sharing), method)
    for holder, access in ((ShopCalls, "session"), (AppStorage, "session.storage")):
        for method in _methods(holder):
            shown = _SUBSCRIPTS.get(method.__name__, f"{{}}.{method.__name__}({_required(method)})")
            for operation in _noted(method):
                yield operation, PublicCall(shown.format(access), frozenset(_codes(method)))


_SUBSCRIPTS = {
    "__getitem__": "{}[key]",
    "__setitem__": "{}[key] = value",
    "__delitem__": "del {}[key]",
}


def _methods(cls: type[Any]) -> Iterator[FunctionType]:
    for name in dir(cls):
        attribute = inspect.getattr_static(cls, name)
        if isinstance(attribute, classmethod):
            attribute = attribute.__func__
        if isinstance(attribute, FunctionType):
            yield attribute


def _noted(method: FunctionType) -> tuple[str, ...]:
    noted: tuple[str, ...] = method.__dict__.get("performs", ())
    return noted


def _owner(operation: str, sharing: list[type[Model]]) -> type[Model]:
    """Of the models that share a method, the one whose entities an operation is about."""
    path = f"{_anonymous(OPERATIONS[operation].path)}/"
    owners = [m for m in sharing if path.startswith(f"/{_anonymous(m.__resource__.path)}/")]
    return max(owners or sharing, key=lambda model: len(model.__resource__.path))


def _call_of(model: type[Model], method: FunctionType) -> PublicCall:
    name = method.__name__
    of_class = isinstance(inspect.getattr_static(model, name), classmethod)
    holder = model.__name__ if of_class else inflection.underscore(model.__name__)
    text = f"{holder}.{name}({_required(method)})"
    if inspect.signature(method).return_annotation == "Upload":
        return PublicCall(f"{text}; session.commit()", frozenset(_codes(Session.commit)))
    return PublicCall(text, frozenset(_codes(method)))


def _required(method: Callable[..., Any]) -> str:
    """The arguments that must be given, by their names."""
    parameters = list(inspect.signature(method).parameters.values())
    if parameters and parameters[0].name in ("self", "cls"):
        del parameters[0]
    return ", ".join(
        f"{each.name}=…" if each.kind is each.KEYWORD_ONLY else str(each).partition(":")[0]
        for each in parameters
        if each.default is each.empty and each.kind is not each.VAR_KEYWORD
    )


def _codes(runs: Any) -> Iterator[CodeType]:
    """The code of a function, or of all methods of a class."""
    if isinstance(runs, type):
        for method in _methods(runs):
            yield method.__code__
    else:
        yield inspect.unwrap(runs).__code__


# Below models -------------------------------------------------------------------------------------


def _below_models() -> Iterator[tuple[str, PublicCall]]:
    sent = PublicCall("client.batch(requests)", frozenset(_codes(Client.batch)))
    yield "createBatch", sent
    yield "getBatch", sent
    yield (
        "cancelBatchGroup",
        PublicCall("batch.cancel(client, group)", frozenset(_codes(batch.cancel))),
    )
    yield "authorizeApp", PublicCall(f"authorize_url({_required(authorize_url)})", frozenset())
    exchange = f"exchange_code({_required(exchange_code)})"
    yield "createOAuthToken", PublicCall(exchange, frozenset(_codes(exchange_code)))
    yield (
        "getOAuthToken",
        PublicCall(exchange.replace(")", ', method="GET")'), frozenset(_codes(exchange_code))),
    )
