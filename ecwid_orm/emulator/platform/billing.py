"""What the app charges the shop's owner."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS charge (idempotency_key TEXT PRIMARY KEY,"
    " transaction_id TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,"
    " description TEXT NOT NULL, at REAL NOT NULL)"
)

_LARGEST = Decimal(500)
_LARGEST_OF_A_DAY = Decimal(5000)
_DAY = 24 * 3600
_LONGEST_DESCRIPTION = 255


def charge(shop: Shop, fields: Body) -> Body:
    """A transaction. The same charge with the same `idempotencyKey` is the one made before.

    `ApiError` 400 for a bad field, or for a key used for another charge; 402 for more than 5,000
    in 24 hours. All currencies count as dollars.
    """
    amount = _amount(fields.get("amount"))
    currency = fields.get("currency")
    if currency not in shop.spec.properties("BillingCharge")["currency"]["enum"]:
        raise _refused("CHARGE_CURRENCY_INVALID", f"The currency {currency!r} cannot be charged")
    description = fields.get("description")
    if not isinstance(description, str) or not 0 < len(description) <= _LONGEST_DESCRIPTION:
        raise _refused(
            "CHARGE_DESCRIPTION_INVALID",
            f"The description must have 1 to {_LONGEST_DESCRIPTION} characters",
        )
    key = _key(fields.get("idempotencyKey"))
    made = (f"{amount.normalize():f}", currency, description)
    with shop.db.transaction() as connection:
        earlier = connection.execute(
            "SELECT transaction_id, amount, currency, description FROM charge"
            " WHERE idempotency_key = ?",
            (key,),
        ).fetchone()
        if earlier is not None:
            if earlier[1:] != made:
                raise _refused(
                    "CHARGE_IDEMPOTENCY_KEY_NOT_UNIQUE", "The idempotencyKey is another charge's"
                )
            return {"transactionId": earlier[0], "idempotencyKeyInUse": True}
        now = shop.clock.now()
        rows = connection.execute("SELECT amount FROM charge WHERE at > ?", (now - _DAY,))
        if sum((Decimal(row[0]) for row in rows), amount) > _LARGEST_OF_A_DAY:
            raise ApiError(402, "CHARGE_LIMIT_EXCEEDED", "The store is charged too much in a day")
        transaction_id = shop.new_uuid("charge")
        connection.execute(
            "INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?)", (key, transaction_id, *made, now)
        )
    return {"transactionId": transaction_id, "idempotencyKeyInUse": False}


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise _refused("CHARGE_AMOUNT_INVALID", "The amount is not a number") from None
    if not amount.is_finite() or not 0 < amount <= _LARGEST:
        raise _refused("CHARGE_AMOUNT_INVALID", f"The amount must be above 0, at most {_LARGEST}")
    if amount != round(amount, 2):
        raise _refused("CHARGE_AMOUNT_INVALID", "The amount has more than two decimals")
    return amount


def _key(value: Any) -> str:
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError):
        raise _refused("CHARGE_IDEMPOTENCY_KEY_INVALID", "idempotencyKey must be a UUID") from None


def _refused(code: str, message: str) -> ApiError:
    return ApiError(400, code, message)
