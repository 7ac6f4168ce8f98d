"""From one request to its answer: what HTTP and batches have in common."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.auth import Authority
from ecwid_orm.emulator.call import Answer, Call, Token
from ecwid_orm.emulator.errors import ApiError, unsupported, wrong_parameter
from ecwid_orm.emulator.faults import server_error
from ecwid_orm.emulator.query import Query
from ecwid_orm.emulator.requests_log import Received
from ecwid_orm.emulator.routing import Handler, Table
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.spec import Operation

MAX_BODY = 20 * 1024 * 1024
"""Bytes that a request may carry."""

MAX_FILE = 100 * 1024 * 1024
"""Bytes that an upload of a file may carry where the API allows more than `MAX_BODY`."""

_TAKING_LARGE_FILES = frozenset({"uploadOrderItemOptionFile"})
_IMAGE_TOO_LARGE = "INCORRECT_IMAGE_SIZE"
_JSON_TYPES = ("application/json", "text/json")

_log = logging.getLogger("ecwid_orm.emulator")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request as it came. `path` starts after the store id; it and the query are encoded."""

    method: str
    path: str
    query_string: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    outside_store: bool = False
    """It names no store, as those of OAuth."""
    received: Received | None = None
    """Its entry in the log."""


class Dispatcher:
    """Finds the route of a request and runs it: in a transaction, unless it only reads."""

    def __init__(self, shop: Shop, authority: Authority, handlers: Mapping[str, Handler]) -> None:
        operations = shop.spec.operations.values()
        self._tables = {
            outside: Table(each for each in operations if each.outside_store is outside)
            for outside in (False, True)
        }
        self._shop = shop
        self._authority = authority
        self._handlers = handlers

    def perform(self, incoming: Incoming, token: Token, *, in_batch: bool = False) -> Answer:
        """The answer of the route; a refusal, or a fault of the emulator's own, is one too."""
        try:
            return self._perform(incoming, token, in_batch)
        except ApiError as refused:
            return refusal(refused)
        except Exception:  # noqa: BLE001  # a fault of ours is a 500, as it would be at Ecwid
            _log.exception("%s %s failed", incoming.method, incoming.path)
            return refusal(server_error())

    def allows_anonymous(self, incoming: Incoming) -> bool:
        """Whether that may be asked without a token."""
        try:
            operation, _ = self._match(incoming)
        except ApiError:
            return incoming.outside_store
        return operation.anonymous

    def _match(self, incoming: Incoming) -> tuple[Operation, dict[str, str]]:
        return self._tables[incoming.outside_store].match(incoming.method, incoming.path)

    def _perform(self, incoming: Incoming, token: Token, in_batch: bool) -> Answer:
        if _asks_for_file(incoming):
            return blobs.served(self._shop, incoming.path)
        operation, path_args = self._match(incoming)
        self._authority.check(token, operation)
        query = Query(incoming.query_string)
        if in_batch:
            _refuse_in_batch(operation, incoming, query)
        call = Call(
            shop=self._shop,
            method=incoming.method,
            path=incoming.path,
            operation_id=operation.id,
            path_args=path_args,
            query=query,
            body=_decoded(operation, incoming),
            raw_body=incoming.body,
            token=token,
            headers=incoming.headers,
            received=incoming.received,
        )
        handler = self._handlers.get(operation.id)
        if handler is None:
            raise unsupported(operation.id)
        with self._shop.db.reading() if incoming.method == "GET" else self._shop.db.transaction():
            value = handler(call)
        answer = value if isinstance(value, Answer) else Answer(body=value)
        if "responseFields" in operation.query_parameters and incoming.method == "GET":
            answer.body = narrowed(answer.body, query.text("responseFields"))
        return answer


def refusal(error: ApiError) -> Answer:
    """The answer that tells of an error."""
    return Answer(error.status, error.body(), dict(error.headers))


def reason(answer: Answer) -> str:
    """The reason phrase: Ecwid's message where it refuses."""
    if isinstance(answer.body, dict) and answer.status != 200:
        message = answer.body.get("errorMessage") or answer.body.get("error_message")
        if message:
            return str(message)
    try:
        return HTTPStatus(answer.status).phrase
    except ValueError:
        return "Unknown"


def encoded(body: Any) -> bytes:
    """A body as it goes over the wire; bytes as they are, None as nothing."""
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return _encoder.encode(body).encode()


def outgoing(shop: Shop, answer: Answer) -> bytes:
    """The body of an answer as it goes out."""
    text = encoded(answer.body)
    return text if isinstance(answer.body, bytes) else blobs.addressed(shop, text)


def decoded_json(body: bytes) -> Any:
    """The JSON value of a body; `ApiError` 400 if it is none."""
    try:
        value = _decoder.decode(body.decode())
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except (ValueError, RecursionError):
        raise wrong_parameter("Request body is not valid JSON") from None
    return value


def narrowed(body: Any, fields: str | None) -> Any:
    """What `responseFields` leaves of an answer."""
    if fields is None or isinstance(body, bytes) or body is None:
        return body
    from ecwid_orm.emulator import response_fields

    return response_fields.apply(body, fields)


def _decoded(operation: Operation, incoming: Incoming) -> Any:
    limit = MAX_FILE if operation.id in _TAKING_LARGE_FILES else MAX_BODY
    if len(incoming.body) > limit:
        if _IMAGE_TOO_LARGE in operation.error_codes:
            raise ApiError(400, _IMAGE_TOO_LARGE, f"Image is larger than {limit // 1024**2} MB")
        raise too_large(limit)
    if not incoming.body or incoming.method == "GET":
        return None
    sent = incoming.content_type.partition(";")[0].strip().lower()
    is_json = sent in _JSON_TYPES
    allowed = operation.content_types or ("application/json",)
    if not any(
        fnmatchcase(sent, pattern) or (is_json and pattern == "application/json")
        for pattern in allowed
    ):
        raise ApiError(
            415, None, f"Unsupported content type '{sent}': expected {' or '.join(allowed)}"
        )
    return decoded_json(incoming.body) if is_json and not operation.raw_body else None


def too_large(limit: int) -> ApiError:
    """413: more bytes than the limit, which is whole megabytes."""
    return ApiError(413, None, f"Request body is larger than {limit // 1024**2} MB")


def _asks_for_file(incoming: Incoming) -> bool:
    return (
        incoming.outside_store and incoming.method == "GET" and incoming.path.startswith(blobs.PATH)
    )


def _refuse_in_batch(operation: Operation, incoming: Incoming, query: Query) -> None:
    if operation.path.startswith("/batch"):
        raise wrong_parameter("A batch cannot be part of a batch")
    if operation.binary and (incoming.body or "externalUrl" not in query):
        raise wrong_parameter(
            f"{operation.id} transfers bytes and cannot be part of a batch;"
            " an upload can, by externalUrl and without a body"
        )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


# Made once: `json.dumps` and `json.loads` with options make one at each call.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_number)
_decoder = json.JSONDecoder(parse_constant=_refuse_constant)
