"""`Translations`: texts by language, with the text of the shop's own language as the default."""

from __future__ import annotations

from typing import Any

from ecwid_orm.model.containers import MapOf
from ecwid_orm.model.conversion import TEXT
from ecwid_orm.model.field import Field


class Translations(dict[str, str]):
    """Texts by language code: `{"en": "Tee", "nl": "T-shirt"}`.

    A language without a text reads as `default`, the text that the object has without
    translations, if there is one: `product.name_translated["fr"]`. What there really is, `in` and
    `get` tell; the default is never sent.
    """

    default: str | None = None

    def __missing__(self, language: str) -> str:
        if self.default is None:
            raise KeyError(language)
        return self.default


class TranslationsOf(MapOf[str]):
    """A JSON object of texts by language."""

    def __init__(self) -> None:
        super().__init__(TEXT)

    def load(self, raw: Any) -> Translations:
        return Translations(super().load(raw))

    def empty(self) -> Translations:
        return Translations()


class TranslationsField(Field[dict[str, str]]):
    """Translations of another attribute: `name_translated` of `name`, `translated` of `main`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(TranslationsOf(), **options)

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self._original = "main" if name == "translated" else name.removesuffix("_translated")

    def _read(self, instance: Any, raw: Any) -> Any:
        return self._with_default(instance, super()._read(instance, raw))

    def _read_kept(self, instance: Any, value: Any) -> Any:
        return self._with_default(instance, super()._read_kept(instance, value))

    def _with_default(self, instance: Any, value: Any) -> Any:
        original = instance.__fields__.get(self._original)
        if isinstance(value, Translations) and original is not None and original is not self:
            values = instance._values or {}
            held = instance._raw.get(original.wire_name)
            text = values.get(original.name, held)
            value.default = text if isinstance(text, str) else None
        return value
