"""Who may do what: tokens and access scopes.

https://docs.ecwid.com/api-reference/rest-api/authentication
"""

from __future__ import annotations

import hmac
from collections.abc import Collection

from ecwid_orm.emulator.call import Token
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.spec import Operation, Spec

_ALWAYS_GRANTED = frozenset({"read_store_profile"})

_PUBLIC_SCOPE = "public_storefront"

_PUBLIC_OPERATIONS = frozenset(
    {
        "listProducts",
        "getProduct",
        "listProductVariations",
        "getProductVariation",
        "listProductTypes",
        "getProductType",
        "listCategories",
        "getCategory",
        "searchCategoriesByPath",
        "getStoreProfile",
        "listShippingOptions",
        "listPaymentOptions",
        "getLatestStats",
        "listDeletedProducts",
        "createOrder",
        "calculateOrder",
        "getApplicationToken",
        "listCountries",
        "listCurrencies",
        "listCurrenciesByCountry",
        "listStates",
        "listTaxClasses",
        "createBatch",
        "getBatch",
        "cancelBatchGroup",
    }
)

ANONYMOUS = Token("", frozenset())
"""Who asks without a token; only few operations allow it."""


def all_scopes(spec: Spec) -> frozenset[str]:
    """Every scope that Ecwid knows."""
    named = frozenset(spec.schema("AccessScope")["enum"])
    return named.union(*(operation.scopes for operation in spec.operations.values()))


class Authority:
    """Knows the tokens of one app in one store."""

    def __init__(self, secret: str, public: str, scopes: Collection[str]) -> None:
        granted = frozenset(scopes) | _ALWAYS_GRANTED
        self.secret = Token(secret, granted)
        self.public = Token(public, granted, is_public=True)

    def identify(self, authorization: str | None) -> Token:
        """The token of an `Authorization` header; `ApiError` 403 `INVALID_API_TOKEN`.

        The public token is only valid if the app has the scope `public_storefront`.
        """
        kind, _, text = (authorization or "").partition(" ")
        if kind.lower() == "bearer":
            sent = text.strip().encode()
            for token in (self.secret, self.public):
                if token.is_public and _PUBLIC_SCOPE not in token.scopes:
                    continue
                if hmac.compare_digest(sent, token.text.encode()):
                    return token
        raise ApiError(403, "INVALID_API_TOKEN", "Access token is invalid")

    def check(self, token: Token, operation: Operation) -> None:
        """`ApiError` 403 `INSUFFICIENT_APP_SCOPE` if the token may not do that."""
        if token.is_public:
            if operation.id in _PUBLIC_OPERATIONS:
                return
            raise ApiError(
                403, "INSUFFICIENT_APP_SCOPE", f"A public token does not allow {operation.id}"
            )
        missing = sorted(operation.scopes - token.scopes)
        if missing and not operation.anonymous:
            raise ApiError(
                403,
                "INSUFFICIENT_APP_SCOPE",
                f"The app lacks the access scope {', '.join(missing)}",
            )
