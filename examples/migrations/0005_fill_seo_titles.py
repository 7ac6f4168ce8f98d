"""Give products without a title for search engines one: "Enamel mug | Kestrel & Pine".

Search engines cut titles after some 60 characters, so a long name stands without the store's, and a
very long one ends after a whole word.
"""

from __future__ import annotations

from textwrap import shorten

from ecwid_orm import Product, Session, StoreProfile

depends_on = "0004_split_colors_off_names"

LONGEST = 60


def upgrade(session: Session) -> None:
    settings = session.get(StoreProfile).settings
    store = (settings.store_name if settings is not None else None) or ""
    for product in session.each(session.query(Product).only(Product.name, Product.seo_title)):
        if not product.seo_title:
            product.seo_title = title(product.name, store)


def title(name: str, store: str) -> str:
    whole = f"{name} | {store}"
    if store and len(whole) <= LONGEST:
        return whole
    return shorten(name, LONGEST, placeholder="…") if " " in name.strip() else name[:LONGEST]
