"""A call as a value, sent alone or packed in a batch, and the answer to it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO, Literal

from requests.structures import CaseInsensitiveDict

from ecwid_orm.api import codec
from ecwid_orm.api.params import query_string, wire_params
from ecwid_orm.exceptions import BadAnswer, InvalidValue

__all__ = ["Request", "Response"]

_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
_JSON = "application/json;charset=utf-8"
_BYTES = "application/octet-stream"
# The client's own: what says who asks, and what the transport works out itself.
_RESERVED = frozenset({"authorization", "host", "content-length", "content-type"})


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One call to a store.

    `path` follows the store id (`products/1`) and is encoded already; see `segment`. `params` are
    given as Python values and kept as the strings that Ecwid reads; see `wire_params`. `json` is
    the body, or `data`, bytes or a binary file, whose `content_type` is `application/octet-stream`
    unless said otherwise. `idempotent` says whether the call may be repeated when nobody knows if
    it was done: GET, PUT and DELETE may, but for a PUT of a stock delta (`…/inventory`); a POST may
    not. `expects` is "bytes" for a download, whose answer need not be JSON. `storefront` is for a
    page of the storefront: another host, whose paths have the store id in them, and no token. Do
    not change `json` once it is here.

    Raises InvalidValue for a request that cannot be sent. Its repr shows names, never values, for
    those may be customers' data.
    """

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    data: bytes | BinaryIO | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotent: bool | None = None
    expects: Literal["json", "bytes"] = "json"
    storefront: bool = False

    def __post_init__(self) -> None:
        method = self.method.upper()
        path = self.path.lstrip("/")
        if method not in _METHODS:
            raise InvalidValue(f"Ecwid has no method {self.method!r}; use GET, POST, PUT or DELETE")
        _check_path(path)
        if self.json is not None and self.data is not None:
            raise InvalidValue(f"{method} {path} has both json and data; give one of them")
        for name, value in self.headers.items():
            if name.lower() in _RESERVED or not f"{name}{value}".isprintable():
                raise InvalidValue(f"the header {name!r} of {method} {path} cannot be set here")
        content_type = self.content_type
        if content_type is None:
            content_type = _JSON if self.data is None else _BYTES
        idempotent = self.idempotent
        if idempotent is None:
            idempotent = method != "POST" and not (method == "PUT" and path.endswith("/inventory"))
        put = object.__setattr__  # the class is frozen for everybody else
        put(self, "method", method)
        put(self, "path", path)
        put(self, "params", MappingProxyType(wire_params(self.params or {})))
        put(self, "headers", MappingProxyType(dict(self.headers)))
        put(self, "content_type", content_type)
        put(self, "idempotent", idempotent)

    @property
    def target(self) -> str:
        """Path and query, as they go into a URL or a batch."""
        return f"{self.path}?{query_string(self.params)}" if self.params else self.path

    def content(self) -> bytes | BinaryIO | None:
        """The body as it travels. Raises InvalidValue for what JSON has no form for."""
        return self.data if self.json is None else codec.dumps(self.json)

    def batch_item(self, id: str) -> dict[str, Any]:  # Ecwid's name for it
        """The request as an item of a batch.

        Raises InvalidValue for one that carries bytes or headers or goes to the storefront, which a
        batch cannot.
        https://docs.ecwid.com/api-reference/rest-api/batch-requests
        """
        if self.data is not None or self.headers:
            raise InvalidValue(
                f"{self.method} {self.path} carries bytes or headers, which a batch cannot; send it"
                " alone, or give a picture by its externalUrl"
            )
        if self.storefront:
            raise InvalidValue(
                f"{self} goes to the storefront, which a batch cannot; send it alone"
            )
        item = {"id": id, "path": self.target, "method": self.method}
        return item if self.json is None else {**item, "body": self.json}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def __repr__(self) -> str:
        parts = [self.method, self.path]
        if self.params:
            parts.append(f"?{_trimmed(self.params)}")
        if isinstance(self.json, Mapping):
            parts.append(f"{{{_trimmed(self.json)}}}")
        elif isinstance(self.json, list):
            parts.append(f"[{len(self.json)} items]")
        elif self.data is not None:
            parts.append(f"<{self.content_type}>")
        return f"<Request {' '.join(parts)}>"


def _check_path(path: str) -> None:
    if not path or "://" in path or not path.isascii() or not path.isprintable():
        raise InvalidValue(
            f"{path!r} is no path of a store; give what follows the store id, such as 'products/1',"
            " with names encoded by segment()"
        )
    if any(sign in path for sign in "?# \\"):
        raise InvalidValue(
            f"{path!r} holds a sign that no path can; give a query as params, and encode names by"
            " segment()"
        )
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise InvalidValue(f"{path!r} has an empty segment or dots in it; nothing was sent")


def _trimmed(names: Mapping[str, Any], most: int = 8) -> str:
    shown = [str(name) for name in names][:most]
    return ", ".join([*shown, "…"] if len(names) > most else shown)


class Response:
    """The answer to a request, whatever its status.

    `status` and `reason` as in HTTP; `headers` without regard to case; `raw` the bytes as they
    travelled, `body` the same inflated; `request` what it answers. `response["items"]` is short
    for `response.json()["items"]`.
    """

    __slots__ = ("_body", "_decoded", "headers", "raw", "reason", "request", "status")

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        raw: bytes,
        *,
        request: Request,
        reason: str = "",
    ) -> None:
        self.status = status
        self.reason = reason
        self.headers: CaseInsensitiveDict[str] = CaseInsensitiveDict(headers)
        self.raw = raw
        self.request = request
        self._body: bytes | None = None
        self._decoded: Any = _NOTHING

    @property
    def ok(self) -> bool:
        """Success is exactly 200; Ecwid answers nothing else."""
        return self.status == 200

    @property
    def body(self) -> bytes:
        """The bytes of the answer, inflated when they are first read.

        Raises BadAnswer if they are cut short or spoilt.
        """
        if self._body is None:
            self._body = self._inflate()
        return self._body

    def _inflate(self) -> bytes:
        encoding = self.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding in ("identity", "") or not self.raw:
            return self.raw
        if encoding not in ("gzip", "x-gzip"):
            raise self._unreadable(f"packed as {encoding!r}, which was not asked for")
        with suppress(OSError, EOFError, zlib.error):
            return gzip.decompress(self.raw)
        raise self._unreadable("cut short or spoilt: its gzip is broken")

    @property
    def text(self) -> str:
        """The body as text. Ecwid writes UTF-8; what is not is shown as �."""
        return self.body.decode("utf-8", "replace")

    def json(self, *, exact: bool = True) -> Any:
        """The body decoded, once; see `codec.loads`. Raises BadAnswer if it is not JSON."""
        if not exact:
            return self._load(exact=False)
        if self._decoded is _NOTHING:
            self._decoded = self._load(exact=True)
        return self._decoded

    def check(self) -> None:
        """Inflate the body, and decode it if the request expects JSON.

        Raises BadAnswer if that fails. An empty answer to a write is right: Ecwid has such.
        """
        body = self.body
        if self.request.expects == "json" and (body or self.request.method == "GET"):
            self.json()

    def _load(self, *, exact: bool) -> Any:
        body = self.body
        # Not raised from the decoder's error, which holds the whole body: customers' data.
        with suppress(ValueError):
            return codec.loads(body, exact=exact)
        kind = self.headers.get("Content-Type", "no type")
        raise self._unreadable(f"not JSON ({kind}, {len(body)} bytes)")

    def _unreadable(self, why: str) -> BadAnswer:
        return BadAnswer(
            f"{self.request} was answered with {self.status}, but the answer is {why}; a download"
            ' wants expects="bytes", otherwise look for a proxy between you and Ecwid',
            request=self.request,
        )

    def __getitem__(self, key: str) -> Any:
        content = self.json()
        if not isinstance(content, dict):
            raise self._unreadable(f"not a JSON object with {key!r}")
        return content[key]

    def __repr__(self) -> str:
        return f"<Response {self.status} to {self.request}, {len(self.raw)} bytes>"


_NOTHING: Any = object()
