"""How the shop writes times, money and parts of URLs."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

LANGUAGE = "en"
"""The shop's default language."""


def timestamp(seconds: float) -> str:
    """`2023-04-22 18:48:38 +0000`."""
    return f"{datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)} +0000"


def money(amount: float) -> str:
    """`$1,234.50`, in the shop's currency."""
    return f"${amount:,.2f}"


def slug(name: str) -> str:
    """A name as a part of a URL: `Café au lait` is `cafe-au-lait`."""
    return url_name(name.lower())


def url_name(name: str) -> str:
    """A name as a part of an older kind of URL: `Café au lait` is `Cafe-au-lait`."""
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name)
        name = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "-", name).strip("-")


def words_of_html(html: str) -> str:
    """The text of an HTML fragment."""
    return re.sub(r"<[^>]*>", " ", html)
