"""What operators on a field give: `Product.price >= 10`, `Product.quantity - 3`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A comparison of a field with a value: `field`, `operator`, `value`.

    Operators are `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` and `contains`.
    """

    field: Any
    operator: str
    value: Any

    def __repr__(self) -> str:
        # Not a text, which may be a customer's e-mail: a condition stands in messages.
        shown = isinstance(self.value, bool | int | float | Decimal | None)
        return f"{self.field.qualified_name} {self.operator} {self.value if shown else '…'}"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"({self!r}) has no truth value; pass conditions side by side: "
            "where(Product.price >= 10, Product.price <= 20)"
        )


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A sort order: by a field, upwards or downwards."""

    field: Any
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Delta:
    """An amount to add to what the server holds, instead of a value to put in its place."""

    field: Any
    amount: int

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise TypeError(
                f"{self.field.qualified_name}: expected a whole number, got {self.amount!r}"
            )

    def __add__(self, amount: int) -> Delta:
        return Delta(self.field, self.amount + amount)

    def __sub__(self, amount: int) -> Delta:
        return Delta(self.field, self.amount - amount)

    def __repr__(self) -> str:
        sign = "-" if self.amount < 0 else "+"
        return f"{self.field.qualified_name} {sign} {abs(self.amount)}"
