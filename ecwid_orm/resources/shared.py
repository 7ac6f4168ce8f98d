"""Parts that entities of several families have."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class PictureInfo(Value):
    """One rendition of a picture."""

    url = fields.String()
    width = fields.Integer(doc="Pixels.")
    height = fields.Integer(doc="Pixels.")


class Alt(Value):
    """The alternative text of a picture."""

    main = fields.String(doc="In the store's default language.")
    translated = fields.Translations()
