"""What redirects do besides CRUD: they are created in bulk, and found by a path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, registry, state
from ecwid_orm.model.actions import performs, shop_call
from ecwid_orm.model.current import current_session

if TYPE_CHECKING:
    from ecwid_orm.resources.instant_site import InstantSiteRedirectsForPath


class CreatedRedirects(NamedTuple):
    """How many redirects were made, and how many there were already."""

    created: int
    existing: int


class RedirectActions(Model):
    """The methods of `InstantSiteRedirect`."""

    @classmethod
    @performs("createInstantSiteRedirects")
    def create(
        cls, redirects: Iterable[Model | tuple[str, str]], *, session: Any = None
    ) -> CreatedRedirects:
        """Create redirects, given as objects or as pairs of (from, to), now, in one call.

        Those that exist are counted and left alone. Ecwid tells no ids: a query finds them.
        `session` is the current one if it is left out. Raises InvalidValue.

        https://docs.ecwid.com/api-reference/instant-site-api
        """
        made = [one if isinstance(one, Model) else _made(cls, one) for one in redirects]
        if not made:
            return CreatedRedirects(0, 0)
        for one in made:
            _check(one)
        # Done twice, it is done once: those that exist stay.
        answer = shop_call(
            "POST",
            cls.__resource__.path,
            json=[state.dump(one) for one in made],
            idempotent=True,
            session=session,
        ).json()
        return CreatedRedirects(answer.get("createCount", 0), answer.get("existsCount", 0))

    @classmethod
    @performs("getInstantSiteRedirectsForPath")
    def for_path(cls, path: str, *, session: Any = None) -> InstantSiteRedirectsForPath:
        """The redirects away from exactly this path, and whether the site has any at all.

        `session` is the current one if it is left out.
        """
        session = current_session() if session is None else session
        params = {"exactPath": path}
        raw = shop_call(
            "GET", f"{cls.__resource__.path}/get-for-path", params=params, session=session
        ).json()
        found: InstantSiteRedirectsForPath = registry.lookup("InstantSiteRedirectsForPath")(
            items=session.load(cls, raw["items"]), has_any_redirects=raw["hasAnyRedirects"]
        )
        return found


def _made(model: type[Model], pair: tuple[str, str]) -> Model:
    from_url, to_url = pair
    return model(from_url=from_url, to_url=to_url)


def _check(redirect: Any) -> None:
    if not (redirect.from_url and redirect.to_url):
        raise InvalidValue(f"{redirect!r}: a redirect needs from_url and to_url; nothing was sent")
