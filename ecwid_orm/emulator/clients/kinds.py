"""The kinds of entities around a customer and how they are searched."""

from __future__ import annotations

from ecwid_orm.emulator.kind import Kind

CUSTOMER = Kind(
    "customer",
    {
        "name": "TEXT",
        "email": "TEXT",
        "registered": "INTEGER",
        "updated": "INTEGER",
        "customer_group": "INTEGER",
        "accepts_marketing": "INTEGER",
        "b2b_b2c": "TEXT",
        "tax_exempt": "INTEGER",
        "order_count": "INTEGER",
        "sales_value": "REAL",
        "first_order": "INTEGER",
        "last_order": "INTEGER",
    },
)
"""Names and e-mails are casefolded."""

CUSTOMER_GROUP = Kind("customer_group", {"name": "TEXT"})

CUSTOMER_EXTRA_FIELD = Kind("customer_extra_field", {})
