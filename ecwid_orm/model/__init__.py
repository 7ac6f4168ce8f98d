"""What a resource is: fields, values, keys, state and search. Nothing here knows HTTP."""

from __future__ import annotations

from ecwid_orm.model import fields
from ecwid_orm.model.base import Model
from ecwid_orm.model.children import Children, Collection
from ecwid_orm.model.conversion import UnexpectedValueWarning
from ecwid_orm.model.expressions import Condition, Delta, SortOrder
from ecwid_orm.model.field import ABSENT, Field
from ecwid_orm.model.inspection import Inspection, inspect
from ecwid_orm.model.keys import PendingKey
from ecwid_orm.model.related import Related, RelatedByKeys, RelatedList
from ecwid_orm.model.resource import Resource
from ecwid_orm.model.search import Parameter, Search
from ecwid_orm.model.state import ObjectState
from ecwid_orm.model.translations import Translations
from ecwid_orm.model.uploads import Upload
from ecwid_orm.model.values import Value

__all__ = [
    "ABSENT",
    "Children",
    "Collection",
    "Condition",
    "Delta",
    "Field",
    "Inspection",
    "Model",
    "ObjectState",
    "Parameter",
    "PendingKey",
    "Related",
    "RelatedByKeys",
    "RelatedList",
    "Resource",
    "Search",
    "SortOrder",
    "Translations",
    "UnexpectedValueWarning",
    "Upload",
    "Value",
    "fields",
    "inspect",
]
