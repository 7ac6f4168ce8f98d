"""Countries, states, currencies and tax classes, as Ecwid knows them."""

from __future__ import annotations

from ecwid_orm.model import Model, Parameter, Search, Value, fields

LISTED_ONLY = frozenset({"get", "create", "update", "delete"})
OF_A_COUNTRY = Search({"country_code": Parameter(required=True), "lang": Parameter()})


class State(Model, path="states", key="", search=OF_A_COUNTRY, shape="list", refuses=LISTED_ONLY):
    """A state or province of a country.

    https://docs.ecwid.com/api-reference/rest-api
    """

    code = fields.String(read_only=True)
    name = fields.String(read_only=True)


class Country(
    Model,
    path="countries",
    key="code",
    search=Search({"with_states": Parameter("boolean"), "lang": Parameter()}),
    shape="list",
    refuses=LISTED_ONLY,
):
    """A country.

    https://docs.ecwid.com/api-reference/rest-api
    """

    code = fields.Key(str, doc="ISO 3166-1 alpha-2.")
    name = fields.String(read_only=True)
    states = fields.EmbeddedList(State, read_only=True)


class Currency(
    Model,
    path="currencies",
    key="code",
    search=Search({"lang": Parameter()}),
    shape="list",
    refuses=LISTED_ONLY,
):
    """A currency.

    https://docs.ecwid.com/api-reference/rest-api
    """

    code = fields.Key(str, doc="ISO 4217.")
    name = fields.String(read_only=True)


class CountryCurrency(
    Model,
    path="currencyByCountry",
    key="",
    search=OF_A_COUNTRY,
    shape="list",
    label="currency_code",
    refuses=LISTED_ONLY,
):
    """A currency that a country uses.

    https://docs.ecwid.com/api-reference/rest-api
    """

    country_code = fields.String(read_only=True)
    currency_code = fields.String(read_only=True)
    currency_name = fields.String(read_only=True)
    prefix = fields.String(read_only=True)
    suffix = fields.String(read_only=True)
    decimal_places = fields.JSON(read_only=True)


class TaxClassLocalization(Value):
    """A tax class in one language."""

    language = fields.String(read_only=True)
    tax_class_name = fields.String(read_only=True)
    tax_class_description = fields.String(read_only=True)


class TaxClass(
    Model,
    path="taxClasses",
    key="",
    search=OF_A_COUNTRY,
    shape="list",
    label="tax_class_code",
    refuses=LISTED_ONLY,
):
    """A class of products that are taxed alike in a country.

    https://docs.ecwid.com/api-reference/rest-api
    """

    state_code = fields.String(read_only=True, doc="Empty unless the class is local to a state.")
    tax_class_code = fields.String(read_only=True, doc="Id of the class, or default.")
    tax_class_rate = fields.String(read_only=True)
    localization = fields.JSON(read_only=True, doc="A `TaxClassLocalization`, or a list of them.")
