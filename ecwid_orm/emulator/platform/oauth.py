"""How an app gets its tokens: a code for a merchant's consent, tokens for the code.

https://docs.ecwid.com/develop-apps/oauth
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from ecwid_orm.emulator import tokens
from ecwid_orm.emulator.auth import granted_scopes, has_public_token
from ecwid_orm.emulator.call import Token
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.profile import profile
from ecwid_orm.emulator.webhooks import changed

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS oauth_code (code TEXT PRIMARY KEY, redirect_uri TEXT NOT NULL,"
    " scopes TEXT NOT NULL, expires REAL NOT NULL, secret TEXT, public TEXT)"
)
"""`secret` and `public` are the tokens that a code was exchanged for."""

CODE_LIVES = 300.0
"""Seconds. Ecwid says "a few minutes"."""


class OAuthRefused(ApiError):
    """A refusal in the words of OAuth (RFC 6749)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, error, description)

    def body(self) -> dict[str, Any]:
        """`error` and `error_description`."""
        return {"error": self.code, "error_description": self.message}


def authorize(shop: Shop, request: Mapping[str, str]) -> str:
    """The merchant's answer: the address to go on to, with a code or an error.

    `OAuthRefused` where the merchant cannot be sent back: for an unknown app, or for an address
    that is not the app's.
    """
    app = shop.settings.app
    if request.get("client_id") != app.client_id:
        raise OAuthRefused("invalid_client", "No app has this client_id")
    redirect_uri = request.get("redirect_uri", "")
    if not _is_under(redirect_uri, app.redirect_url):
        raise OAuthRefused("invalid_request", "redirect_uri is not under the URL of the app")
    wanted = request.get("scope", "").split()
    if request.get("response_type") != "code":
        return _with_query(redirect_uri, error="unsupported_response_type")
    if not wanted or not set(wanted) <= shop.settings.scopes:
        return _with_query(redirect_uri, error="invalid_scope")
    if not app.consents:
        return _with_query(redirect_uri, error="access_denied")
    code = shop.new_uuid("code").replace("-", "")
    with shop.db.transaction() as connection:
        connection.execute(
            "INSERT INTO oauth_code VALUES (?, ?, ?, ?, NULL, NULL)",
            (code, redirect_uri, " ".join(wanted), shop.clock.now() + CODE_LIVES),
        )
    return _with_query(redirect_uri, code=code)


def exchange(shop: Shop, request: Mapping[str, str]) -> dict[str, Any]:
    """The tokens for a code.

    `OAuthRefused` if it is not this app's code, or too old. One that was exchanged before is
    refused too, and what it gave is no longer valid: the caller must let that stand.
    """
    app = shop.settings.app
    if request.get("client_id") != app.client_id or not hmac.compare_digest(
        request.get("client_secret", "").encode(), app.client_secret.encode()
    ):
        raise OAuthRefused("invalid_client", "client_id or client_secret is wrong", 401)
    if request.get("grant_type") != "authorization_code":
        raise OAuthRefused("unsupported_grant_type", "grant_type must be authorization_code")
    code = request.get("code", "")
    with shop.db.reading() as connection:
        row = connection.execute(
            "SELECT redirect_uri, scopes, expires, secret, public FROM oauth_code WHERE code = ?",
            (code,),
        ).fetchone()
    if row is None or row[2] < shop.clock.now():
        raise OAuthRefused("invalid_grant", "The code is unknown or too old")
    redirect_uri, scopes, _, secret, public = row
    if request.get("redirect_uri") != redirect_uri:
        raise OAuthRefused("invalid_grant", "redirect_uri is another than that of the code")
    if secret is not None:
        for token in (secret, public):
            tokens.revoke(shop.db, token)
        raise OAuthRefused("invalid_grant", "The code was used before; its token is disabled")
    with shop.db.transaction() as connection:
        answer, public = _granted(shop, granted_scopes(scopes.split()))
        connection.execute(
            "UPDATE oauth_code SET secret = ?, public = ? WHERE code = ?",
            (answer["access_token"], public, code),
        )
    return answer


def _granted(shop: Shop, scopes: frozenset[str]) -> tuple[dict[str, Any], str]:
    now = int(shop.clock.now())
    if not tokens.any_valid(shop.db):
        changed(shop, "application.installed", str(shop.settings.store_id))
    secret = "secret_" + shop.new_uuid("token").replace("-", "")
    public = "public_" + shop.new_uuid("token").replace("-", "")
    tokens.add(shop.db, Token(secret, scopes, created=now), granted=True)
    answer = {
        "access_token": secret,
        "token_type": "bearer",
        "scope": " ".join(sorted(scopes)),
        "store_id": shop.settings.store_id,
        "email": profile(shop)["account"]["accountEmail"],
    }
    if has_public_token(scopes):
        tokens.add(shop.db, Token(public, scopes, is_public=True, created=now), granted=True)
        answer["public_token"] = public
    return answer, public


def _is_under(address: str, base: str) -> bool:
    try:
        parts, root = urlsplit(address), urlsplit(base)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    if not (address.isascii() and address.isprintable()) or " " in address:
        return False
    if not base:
        return True
    folder = root.path.rstrip("/") + "/"
    return (parts.scheme, parts.netloc) == (root.scheme, root.netloc) and (
        f"{parts.path}/".startswith(folder)
    )


def _with_query(address: str, **parameters: str) -> str:
    address, hash_, fragment = address.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}{hash_}{fragment}"
