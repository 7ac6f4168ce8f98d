"""Pages of the storefront: redirects, slugs, their HTML."""

from __future__ import annotations

from ecwid_orm.model import Parameter, Search, Value, fields
from ecwid_orm.resources.actions.redirects import RedirectActions

_LOOKS = {
    "lang": Parameter(),
    "base_url": Parameter(),
    "clean_urls": Parameter("boolean"),
    "design": Parameter(prefix="tplvar_"),
    "international_pages": Parameter(prefix="international_pages"),
    "limit": Parameter("integer"),
}
OF_A_PAGE = Search(_LOOKS)
"""What a page of the storefront can be made to look like."""

OF_A_SLUG = Search(
    {
        "slug": Parameter(),
        "store_root_page": Parameter("boolean"),
        "get_static_content": Parameter("boolean"),
        "slugs_without_ids": Parameter("boolean"),
        **_LOOKS,
    }
)
"""How the page of a slug is looked for."""


class InstantSiteRedirect(
    RedirectActions,
    path="instant-site/redirects",
    search=Search({"keyword": Parameter()}),
    label="from_url",
    refuses=frozenset({"create"}),
):
    """A 301 redirect of the Instant Site.

    https://docs.ecwid.com/api-reference/rest-api
    """

    id = fields.Key(str)
    from_url = fields.String(required=True)
    to_url = fields.String(required=True)


class InstantSiteRedirectsForPath(Value):
    """The redirects of one path."""

    items = fields.EmbeddedList(InstantSiteRedirect)
    has_any_redirects = fields.Boolean(doc="Whether the site has any at all.")


class StaticPage(Value):
    """The HTML of a page of the storefront."""

    css_files = fields.List(fields.String(required=True))
    html_code = fields.String()
    js_code = fields.String()
    meta_description_html = fields.String()
    canonical_url = fields.String()
    og_tags_html = fields.String()
    json_ld_html = fields.String(wire_name="jsonLDHtml")
    href_lang_html = fields.String()
    last_updated = fields.Integer(doc="Unix milliseconds.")


class SlugEntity(Value):
    """The product or category of a page."""

    id = fields.String(doc="The id as a text.")


class SlugInfo(Value):
    """The page that a slug leads to."""

    status = fields.Choice(
        ("OK", "NOT_FOUND", "NONCANONICAL"), doc="NONCANONICAL: it is not the current slug."
    )
    type = fields.Choice(
        (
            "ROOT",
            "PRODUCT",
            "CATEGORY",
            "SEARCH",
            "LEGAL_PAGE",
            "CART",
            "CHECKOUT",
            "CUSTOMER_ACCOUNT",
            "INTERNAL",
        ),
        open=True,
    )
    canonical_slug = fields.String()
    store_entity_data = fields.Embedded(SlugEntity)
    static_content = fields.Embedded(StaticPage)
