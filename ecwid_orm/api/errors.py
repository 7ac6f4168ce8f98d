"""From an answer that is not 200 to the exception that says what failed and what to do.

https://docs.ecwid.com/api-reference/rest-api/errors
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ecwid_orm.api.request import Request, Response
from ecwid_orm.api.retry import retry_after
from ecwid_orm.api.scopes import scopes_of
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    BadRequest,
    Conflict,
    Forbidden,
    ImportInProgress,
    InvalidToken,
    NotFound,
    PaymentRequired,
    RateLimited,
    ServerError,
    Unprocessable,
)

__all__ = ["api_error", "error_class"]

_BY_STATUS: dict[int, type[ApiError]] = {
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    408: ServerError,
    409: Conflict,
    422: Unprocessable,
    429: RateLimited,
    449: ImportInProgress,
}
_MOST = 300  # characters of Ecwid's text in a message


def error_class(status: int, code: str | None) -> type[ApiError]:
    """The class of error for an HTTP status and Ecwid's code."""
    if status == 403 and code == "INVALID_API_TOKEN":
        return InvalidToken
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return BadRequest
    return ServerError if status >= 500 else ApiError


def api_error(
    response: Response,
    *,
    now: float,
    store_id: str = "",
    redact: Callable[[str], str] = str,
) -> ApiError:
    """The error that a response stands for. `now` is unix time, to read a date in Retry-After;
    `redact` takes secrets out of what Ecwid said.

    A body that is missing, or is not JSON, leaves the status and its phrase to speak.
    """
    request, status = response.request, response.status
    content = _content(response)
    code = _text(content, "errorCode", "error") or None
    phrase = response.reason.strip() or _phrase(status)
    detail = redact(_text(content, "errorMessage", "error_message") or phrase)[:_MOST]
    said = f"{status} {code}" if code else str(status)
    message = f"{request} was refused: {detail.rstrip('.')} ({said})"
    advice = _advice(request, status, code, store_id)
    if advice:
        message = f"{message}; {advice}"
    cls = error_class(status, code)
    if issubclass(cls, RateLimited):
        wait = retry_after(response, now)
        hint = "wait a while" if wait is None else f"wait {wait:.0f} s"
        return cls(status, code, f"{message}; {hint}", request, detail=detail, retry_after=wait)
    return cls(status, code, message, request, detail=detail)


def _content(response: Response) -> dict[str, Any]:
    try:
        content = response.json(exact=False)
    except BadAnswer:
        return {}
    return content if isinstance(content, dict) else {}


def _text(content: dict[str, Any], *names: str) -> str:
    found = (content.get(name) for name in names)
    return next((value.strip() for value in found if isinstance(value, str) and value), "")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"


_ADVICE_BY_CODE = {
    "INCORRECT_IMAGE_SIZE": "send a picture of less than 20 MB",
    "INVALID_API_TOKEN": "check ECWID_TOKEN: it may be mistyped, of another store, or dead since"
    " the app was uninstalled. This client sends nothing more",
    "STORE_IS_SUSPENDED": "the owner has to settle this with Ecwid",
    "SKU_ALREADY_EXISTS": "change the SKU, or load the product that has it",
}
_ADVICE_BY_STATUS = {
    402: "the store's plan does not include this; the owner has to upgrade it",
    408: "whether it was carried out is not known",
    413: "send less than 20 MB",
    415: "check the content type of the request",
    449: "a catalogue import is running in the store; try again when it is done",
}


def _advice(request: Request, status: int, code: str | None, store_id: str) -> str:
    if code == "STORE_NOT_FOUND":
        return f"there is no store {store_id or 'of that id'}: check ECWID_STORE_ID"
    if code == "INSUFFICIENT_APP_SCOPE":
        scopes = scopes_of(request)
        plural = "s" if len(scopes) > 1 else ""
        needed = f"the scope{plural} {' and '.join(scopes)}" if scopes else "another scope"
        return f"the app needs {needed}: grant it in the app's settings and install it again"
    if code in _ADVICE_BY_CODE:
        return _ADVICE_BY_CODE[code]
    if status >= 500:
        return "Ecwid failed; whether it was carried out is not known, try again later"
    return _ADVICE_BY_STATUS.get(status, "")
