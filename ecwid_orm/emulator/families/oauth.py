"""OAuth, outside the store's base path. https://docs.ecwid.com/develop-apps/oauth"""

from __future__ import annotations

from urllib.parse import parse_qsl

from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.platform import oauth
from ecwid_orm.emulator.routing import route


@route("authorizeApp")
def authorize(call: Call) -> Answer:
    """Where Ecwid shows a page of consent, the merchant's answer comes at once."""
    parameters = {name: call.query.text(name) or "" for name in call.query}
    return Answer(302, headers={"Location": oauth.authorize(call.shop, parameters)})


@route("getOAuthToken")
def token(call: Call) -> Answer:
    """Tokens for a code, asked for in the query."""
    return _exchanged(call, {name: call.query.text(name) or "" for name in call.query})


@route("createOAuthToken")
def token_by_form(call: Call) -> Answer:
    """Tokens for a code, asked for in a form."""
    return _exchanged(call, dict(parse_qsl(call.raw_body.decode("utf-8", "replace"))))


def _exchanged(call: Call, parameters: dict[str, str]) -> Answer:
    try:
        return Answer(body=oauth.exchange(call.shop, parameters))
    except oauth.OAuthRefused as refused:
        # Not raised on: that would let the token of a code used twice be valid again.
        return Answer(refused.status, refused.body())
