"""Who may do what: tokens and access scopes.

https://docs.ecwid.com/api-reference/rest-api/authentication
"""

from __future__ import annotations

from collections.abc import Collection

from ecwid_orm.emulator import tokens
from ecwid_orm.emulator.call import Token
from ecwid_orm.emulator.database import Database
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


def granted_scopes(scopes: Collection[str]) -> frozenset[str]:
    """What a token may do whose app asked for these."""
    return frozenset(scopes) | _ALWAYS_GRANTED


def has_public_token(scopes: Collection[str]) -> bool:
    """Whether an app with these scopes gets a public token too."""
    return _PUBLIC_SCOPE in scopes


class Authority:
    """Knows the tokens of one app in one store; being made, it installs the app."""

    def __init__(
        self, database: Database, secret: str, public: str, scopes: Collection[str], at: float
    ) -> None:
        granted = granted_scopes(scopes)
        self.secret = Token(secret, granted, created=int(at))
        self.public = Token(public, granted, is_public=True, created=int(at))
        self._database = database
        with database.transaction() as connection:
            connection.execute(tokens.SCHEMA)
            tokens.revoke_started(database)
            tokens.add(database, self.secret, granted=False)
            if has_public_token(granted):
                tokens.add(database, self.public, granted=False)

    def identify(self, authorization: str | None) -> Token:
        """The token of an `Authorization` header; `ApiError` 403 `INVALID_API_TOKEN`."""
        kind, _, text = (authorization or "").partition(" ")
        if kind.lower() == "bearer":
            token = tokens.find(self._database, text.strip())
            if token is not None:
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
