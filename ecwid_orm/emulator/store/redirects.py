"""Redirects of the Instant Site."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import conflict, not_found, wrong_parameter
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.kinds import REDIRECT

Body = dict[str, Any]

_SCHEMA = "InstantSiteRedirect"


def search_redirects(
    shop: Shop, keyword: str | None, offset: int, limit: int
) -> tuple[int, list[Body]]:
    """How many have the keyword in one of their addresses, and a page in order of creation."""
    where = Where(REDIRECT.name)
    if keyword is not None:
        where.sql(
            "instr(lower(facts.from_url), lower(?)) OR instr(lower(facts.to_url), lower(?))",
            keyword,
            keyword,
        )
    total, ids = shop.db.search(REDIRECT, where, "facts.id", offset, limit)
    return total, shop.db.get_many(REDIRECT, ids)


def redirects_from(shop: Shop, path: str) -> list[Body]:
    """Those that lead away from just this path."""
    return shop.db.get_many(REDIRECT, shop.db.find(REDIRECT, "from", path))


def redirect(shop: Shop, key: str) -> Body:
    """One redirect; `ApiError` 404 if there is none."""
    found = shop.db.get(REDIRECT, int(key)) if key.isdecimal() and len(key) < 19 else None
    if found is None:
        raise not_found("Redirect", key)
    return found


def create_redirects(shop: Shop, sent: Any) -> tuple[int, int]:
    """How many were made, and how many of those sent there were already, by their `fromUrl`."""
    created = existing = 0
    merge = Merge(shop.spec, _SCHEMA)
    for each in sent if isinstance(sent, list) else [sent]:
        body = merge.create(each, "fromUrl", "toUrl")
        if redirects_from(shop, body["fromUrl"]):
            existing += 1
        else:
            created += 1
            _save(shop, {"id": str(shop.new_id("redirect")), **body})
    return created, existing


def update_redirect(shop: Shop, key: str, sent: Any) -> None:
    """Change a redirect; 409 if another leads away from there."""
    body = Merge(shop.spec, _SCHEMA).update(redirect(shop, key), sent)
    if not body["fromUrl"] or not body["toUrl"]:
        raise wrong_parameter("A redirect needs fromUrl and toUrl")
    if any(other["id"] != body["id"] for other in redirects_from(shop, body["fromUrl"])):
        raise conflict("CONSTRAINT_VIOLATION", f"There is a redirect from {body['fromUrl']}")
    _save(shop, body)


def delete_redirect(shop: Shop, key: str) -> None:
    """Delete a redirect."""
    shop.db.delete(REDIRECT, int(redirect(shop, key)["id"]))


def _save(shop: Shop, body: Body) -> None:
    facts = Facts({"from_url": body["fromUrl"], "to_url": body["toUrl"]})
    shop.db.save(REDIRECT, int(body["id"]), body, facts=facts, keys=[("from", body["fromUrl"])])
