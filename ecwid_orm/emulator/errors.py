"""What Ecwid answers when it refuses a request."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal: `status`, Ecwid's `code` (None where Ecwid gives none), its English `message`.

    Keywords go into `args` of the answer's body, as text.
    https://docs.ecwid.com/api-reference/rest-api/errors
    """

    def __init__(self, status: int, code: str | None, message: str, **args: object) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = {name: str(value) for name, value in args.items()}
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """The JSON body that tells of it."""
        body: dict[str, Any] = {"errorMessage": self.message}
        if self.code is not None:
            body["errorCode"] = self.code
        if self.details:
            body["args"] = self.details
        return body


def wrong_parameter(message: str) -> ApiError:
    """400: a parameter or a field is malformed or breaks a rule."""
    return ApiError(400, "WRONG_PARAMETER", message)


def absent_field(schema: str, field: str) -> ApiError:
    """400: the body lacks a field; `absent_field("Product", "name")`."""
    return wrong_parameter(f"Field {schema}.{field} is absent")


def not_found(what: str, key: object, code: str | None = None) -> ApiError:
    """404: `not_found("Product", 5)` says `Product #5 not found`."""
    return ApiError(404, code, f"{what} #{key} not found")


def conflict(code: str, message: str) -> ApiError:
    """409: it is there already, or rules out what is there."""
    return ApiError(409, code, message)


def unsupported(operation_id: str) -> ApiError:
    """501: an operation of the API that the emulator does not imitate."""
    return ApiError(
        501, "NOT_IMPLEMENTED", f"The emulator does not imitate the operation {operation_id}"
    )
