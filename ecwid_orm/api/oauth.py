"""Getting a token for a store: the OAuth of an app that many merchants install.

An app made for one store needs none of this; its tokens are shown in the Ecwid admin.
The encrypted payload of a native app's iframe is not decoded here: that takes AES, which the
standard library lacks.

https://docs.ecwid.com/develop-apps/oauth
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import requests

from ecwid_orm.api import codec
from ecwid_orm.exceptions import BadAnswer, Forbidden, InvalidValue, Timeout, TransportError

__all__ = ["Grant", "authorize_url", "exchange_code"]

OAUTH_URL = "https://my.ecwid.com/api/oauth"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a merchant granted. The tokens are in no repr."""

    store_id: int
    access_token: str = field(repr=False)
    scopes: frozenset[str]
    public_token: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


def authorize_url(client_id: str, redirect_uri: str, scopes: Collection[str]) -> str:
    """The page on which a merchant grants the scopes to the app.

    It leads back to `redirect_uri?code=…`, or `?error=access_denied`. Raises InvalidValue if there
    is no scope.
    """
    if isinstance(scopes, str) or not scopes:
        raise InvalidValue("give the scopes as a list of names, such as ['read_catalog']")
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(scopes),
    }
    return f"{OAUTH_URL}/authorize?{urlencode(query)}"


def exchange_code(
    client_id: str,
    client_secret: str,
    code: str,
    redirect_uri: str,
    *,
    url: str = f"{OAUTH_URL}/token",
    timeout: tuple[float, float] = (10.0, 60.0),
    method: Literal["POST", "GET"] = "POST",
) -> Grant:
    """The token for a code, which works once and for a few minutes.

    `redirect_uri` is the one that the code came to. It is never tried again: a second exchange
    disables the token that the first one gave. Ecwid takes a GET as well, but that has the secret
    in its URL, which ends up in logs.

    Raises Forbidden if Ecwid refuses, TransportError if there is no answer, BadAnswer for one that
    is no grant.
    """
    form = {
        "client_id": client_id,
        "client_secret": client_secret,
        "code": code,
        "redirect_uri": redirect_uri,
        "grant_type": "authorization_code",
    }
    answer = _ask(method, url, form, timeout)
    if isinstance(answer, TransportError):
        raise answer  # out here, for its cause, the error of requests, holds the secret
    content: Any = None
    with suppress(ValueError):
        content = codec.loads(answer.content)
    if not isinstance(content, dict):
        content = {}
    if answer.status_code != 200:
        said = content.get("error_description") or content.get("error") or answer.reason
        raise Forbidden(
            answer.status_code,
            _text(content.get("error")),
            f"Ecwid refused to give a token: {said}; send the merchant to authorize_url() again",
        )
    return _grant(content)


def _ask(
    method: str, url: str, form: dict[str, str], timeout: tuple[float, float]
) -> requests.Response | TransportError:
    params, data = (form, None) if method == "GET" else (None, form)
    try:
        return requests.request(
            method, url, params=params, data=data, timeout=timeout, allow_redirects=False
        )
    except requests.Timeout:
        return Timeout("no answer to the exchange of the code in time; begin anew")
    except requests.RequestException:
        return TransportError("the exchange of the code got no answer; begin anew")


def _grant(content: dict[str, Any]) -> Grant:
    token, store_id = content.get("access_token"), content.get("store_id")
    if not isinstance(token, str) or not isinstance(store_id, int):
        raise BadAnswer("the answer to the exchange of the code holds no token; begin anew")
    return Grant(
        store_id=store_id,
        access_token=token,
        scopes=frozenset(str(content.get("scope") or "").split()),
        public_token=_text(content.get("public_token")),
        email=_text(content.get("email")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
