"""`Model`: the base of everything that has a key and a path in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import marshmallow as ma

from ecwid_orm.exceptions import ConfigurationError
from ecwid_orm.model import registry
from ecwid_orm.model.children import Children
from ecwid_orm.model.current import current_session
from ecwid_orm.model.entity import Entity
from ecwid_orm.model.field import Field
from ecwid_orm.model.keyfields import KeyField
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.related import Relation
from ecwid_orm.model.resource import Resource
from ecwid_orm.model.schema import SchemaOf
from ecwid_orm.model.values import collect


class _Query:
    """`Product.query`: a query on the current session."""

    def __get__(self, instance: Any, owner: type[Model]) -> Any:
        return current_session().query(owner)


class Model(Entity):
    """Base of all resources: `class Product(Model, path="products")` declares one.

    `path` is relative to the store. With `schema=`, a marshmallow Schema, each of its fields
    becomes a field of the model. The other options are those of `Resource`. A subclass
    without a path is the same resource with more fields.

    The namespace belongs to the fields; the verbs `get`, `query`, `save`, `delete` and `refresh`
    work on the current session. Everything else is the session's, or `inspect`'s.
    """

    __slots__ = ()
    __resource__: ClassVar[Resource]
    __root__: ClassVar[type[Model]]
    __children__: ClassVar[tuple[Children[Any], ...]] = ()
    __relations__: ClassVar[Mapping[str, Relation[Any]]] = {}
    __brought_schema__: ClassVar[type[ma.Schema] | None] = None
    Schema: ClassVar[type[ma.Schema]] = SchemaOf()  # type: ignore[assignment]  # a descriptor
    query: ClassVar[Any] = _Query()

    def __init_subclass__(
        cls, *, path: str | None = None, schema: type[ma.Schema] | None = None, **options: Any
    ) -> None:
        super().__init_subclass__()
        if schema is not None:
            cls.__brought_schema__ = schema
            _adopt(cls, schema, options.get("key", "id"))
        cls.__fields__ = collect(cls)
        own = tuple(each for each in vars(cls).values() if isinstance(each, Children))
        cls.__children__ = (*cls.__children__, *own)
        cls.__relations__ = _relations(cls)
        if path is not None:
            cls.__resource__ = Resource(path, **options)
            cls.__root__ = cls
            if cls.__resource__.key not in {*cls.__fields__, ""}:
                raise ConfigurationError(
                    f"{cls.__name__} has no field {cls.__resource__.key!r} to be its key; "
                    "declare `id = fields.Key()`, or name the field with key="
                )
            if cls.__resource__.key:
                cls.__wire_key__ = cls.__fields__[cls.__resource__.key].wire_name
        elif options:
            raise ConfigurationError(
                f"{cls.__name__}: {', '.join(options)} go with path=; a subclass of a resource "
                "keeps the path and options of its base"
            )
        registry.register(cls)

    def __init__(self, **values: Any) -> None:
        if not hasattr(type(self), "__resource__"):
            raise ConfigurationError(f"{type(self).__name__} has no path=, so it is no resource")
        super().__init__(**values)

    @classmethod
    def get(cls, key: Any = None, **search: Any) -> Self:
        """The object of this key: from the identity map, else by one GET. Raises NotFound.

        What a shop has only one of, such as its profile, needs no key. `search` is as in
        `Session.get`.
        """
        instance: Self = current_session().get(cls, key, **search)
        return instance

    def save(self) -> Any:
        """Commit this object, and the new ones that it refers to, now. Returns the CommitResult."""
        session = _session_of(self)
        if self._home is None:
            session.add(self)
        return session.commit(self)

    def delete(self) -> Any:
        """Delete this object on the server, now. Returns the CommitResult.

        A new object is just forgotten, and None returned.
        """
        session = _session_of(self)
        session.delete(self)
        return None if self._home is None else session.commit(self)

    def refresh(self) -> None:
        """Read the object anew from the server; changes not sent are lost."""
        _session_of(self).refresh(self)


def _session_of(instance: Model) -> Any:
    home: Any = instance._home
    return current_session() if home is None else home.session


def _relations(cls: type[Model]) -> dict[str, Relation[Any]]:
    """The relations of a class and of its bases to objects that are no parts of it."""
    found = dict(cls.__relations__)
    for name, attribute in vars(cls).items():
        if isinstance(attribute, Relation) and not isinstance(attribute, Children):
            found[name] = attribute
        else:
            found.pop(name, None)
    return found


def _adopt(cls: type[Model], schema: type[ma.Schema], key: str) -> None:
    """Declare a field for each field of a marshmallow Schema that the user brought."""
    for name, field in schema._declared_fields.items():
        if name in vars(cls):
            continue  # declared by hand as well: that wins
        made: Field[Any]
        if name == key:
            kind = str if isinstance(field, ma.fields.String) else int
            made = KeyField(KeyConverter(kind), read_only=True, wire_name=field.data_key or name)
        else:
            made = Field(
                field,
                required=field.required,
                read_only=field.dump_only,
                write_only=field.load_only,
                wire_name=field.data_key or name,
            )
        setattr(cls, name, made)
        made.__set_name__(cls, name)
