"""Who calls and where: the token, and the address of a store."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

from ecwid_orm.exceptions import ConfigurationError

__all__ = ["DEFAULT_URL", "Token", "is_loopback", "store_url", "storefront_url"]

DEFAULT_URL = "https://app.ecwid.com/api/v3"
STOREFRONT_URL = "https://storefront.ecwid.com/"


class Token:
    """The one place that holds the text of an access token.

    It shows in no repr and cannot be pickled or copied. Raises ConfigurationError for a text that
    cannot be a token.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str) or not text.strip():
            raise ConfigurationError(
                "the token is empty; give the app's access token, or set ECWID_TOKEN"
            )
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ConfigurationError(
                "the token holds spaces, line breaks or other signs that none has; copy it again"
            )
        self._text = text

    @property
    def authorization(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self._text}"

    def redact(self, text: str) -> str:
        """The text without the token, should a server have echoed it."""
        return text.replace(self._text, "<token>")

    def __repr__(self) -> str:
        return "<token>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not pickled or copied; read it again where it is needed")


def store_url(url: str, store_id: int | str) -> str:
    """The address that paths of the store are appended to: `{url}/{store_id}/`.

    Raises ConfigurationError for an address that would send the token in the clear, or that is
    none, and for a store id that is not a number.
    """
    store = str(store_id)
    if not (store.isascii() and store.isdecimal()):
        raise ConfigurationError(
            f"the store id {store_id!r} is not a number; it stands at the foot of the Ecwid admin"
        )
    base = urlsplit(url)
    try:
        host = base.hostname
        _ = base.port
    except ValueError:
        host = None
    if base.scheme not in ("http", "https") or not host or base.query or base.fragment:
        raise ConfigurationError(
            f"the url must be the base up to and with /api/v3, such as {DEFAULT_URL}"
        )
    if base.username is not None or base.password is not None:
        raise ConfigurationError("the url holds a user name or password; Ecwid takes only a token")
    if base.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f"http would send the token in the clear to {host}; use https, or an emulator on"
            " localhost"
        )
    return f"{url.rstrip('/')}/{store}/"


def storefront_url(url: str) -> str:
    """The address that paths of storefront pages are appended to, for an API at `url`.

    Where that is not Ecwid's own, such as an emulator, it is the same host.
    """
    if url.rstrip("/") == DEFAULT_URL:
        return STOREFRONT_URL
    base = urlsplit(url)
    return f"{base.scheme}://{base.netloc}/"


def is_loopback(host: str) -> bool:
    """Whether the host is this machine: 127.0.0.0/8, ::1 or localhost."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
