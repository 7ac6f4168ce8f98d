"""Give the store German, and its categories German names.

Names in German that somebody wrote already stay. Of a category for which no German name is known
here buyers see the name in the store's first language; a warning lists those.
"""

from __future__ import annotations

import warnings

from ecwid_orm import Category, Session, StoreProfile
from ecwid_orm.session import Query

depends_on = "0008_normalise_phone_numbers"

LANGUAGE = "de"
NAMES = {
    "Camping": "Camping",
    "Tents": "Zelte",
    "Light tents": "Leichte Zelte",
    "Family tents": "Familienzelte",
    "Sleeping": "Schlafen",
    "Sleeping bags": "Schlafsäcke",
    "Mats": "Matten",
    "Camp kitchen": "Lagerküche",
    "Stoves": "Kocher",
    "Pots and cups": "Töpfe und Becher",
    "Clothing": "Kleidung",
    "Jackets": "Jacken",
    "Waterproof jackets": "Regenjacken",
    "Insulated jackets": "Warme Jacken",
    "Tops": "Oberteile",
    "Base layers": "Unterwäsche",
    "Fleeces": "Fleece",
    "Hats and gloves": "Mützen und Handschuhe",
    "Footwear": "Schuhwerk",
    "Hiking": "Wandern",
    "Boots": "Stiefel",
    "Shoes": "Schuhe",
    "Socks": "Socken",
    "Packs": "Rucksäcke",
    "Day packs": "Tagesrucksäcke",
    "Trekking packs": "Trekkingrucksäcke",
    "Light and way": "Licht und Weg",
    "Lamps": "Lampen",
    "Maps and compasses": "Karten und Kompasse",
    "Gifts": "Geschenke",
}


def upgrade(session: Session) -> None:
    languages = session.get(StoreProfile).languages
    if languages is not None and LANGUAGE not in languages.enabled_languages:
        languages.enabled_languages.append(LANGUAGE)
    session.commit()  # the store has the language before anything is translated into it

    unknown = []
    for category in session.each(categories(session)):
        if category.name_translated.get(LANGUAGE):
            continue
        if category.name in NAMES:
            category.name_translated[LANGUAGE] = NAMES[category.name]
        else:
            unknown.append(category.name)
    if unknown:
        warnings.warn(f"categories without a German name: {', '.join(unknown)}", stacklevel=1)


def check(session: Session) -> bool:
    return all(
        category.name_translated.get(LANGUAGE)
        for category in categories(session)
        if category.name in NAMES
    )


def categories(session: Session) -> Query[Category]:
    """All of them, hidden ones as well."""
    every = session.query(Category).where(hidden_categories=True)
    return every.only(Category.name, Category.name_translated)
