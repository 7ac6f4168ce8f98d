"""Write customers' phone numbers in one way: +493012345678, as E.164 says.

Of a number without the code of its country, the country of the address tells it. A number that
cannot be read for sure is left as it is. A warning has the ids of those customers, and no more of
them: what is printed ends up in logs.
"""

from __future__ import annotations

import re
import warnings

from ecwid_orm import Customer, CustomerBillingPerson, CustomerShippingAddress, Session

depends_on = "0007_set_hs_codes_by_product_type"

NATIONAL = {
    # Country: its calling code, and how its own numbers look, without spaces. The part in
    # parentheses is what is dialled from abroad.
    "DE": ("49", r"0([1-9]\d{5,11})"),
    "FR": ("33", r"0([1-9]\d{8})"),
    "GB": ("44", r"0([1-9]\d{8,9})"),
    "IT": ("39", r"(0\d{5,10}|3\d{8,9})"),
    "US": ("1", r"1?([2-9]\d{2}[2-9]\d{6})"),
}
INTERNATIONAL = r"(?:\+|00)([1-9]\d{6,14})"
BETWEEN_DIGITS = r"[\s().\-/]"


def upgrade(session: Session) -> None:
    unread = []
    customers = session.query(Customer).only(Customer.billing_person, Customer.shipping_addresses)
    for customer in session.each(customers):
        for person in (customer.billing_person, *customer.shipping_addresses):
            if person is None or not person.phone:
                continue
            number = normal(person.phone, person)
            if number is not None:
                person.phone = number
            else:
                unread.append(customer.id)
    if unread:
        warnings.warn(f"customers with a phone that cannot be read: {unread}", stacklevel=1)


def normal(phone: str, person: CustomerBillingPerson | CustomerShippingAddress) -> str | None:
    """A number of a person as E.164 has it; None if it cannot be read."""
    if phone.strip().startswith(("+", "00")):
        phone = phone.replace("(0)", "")  # +49 (0)30 …: that zero is dialled only from within
    digits = re.sub(BETWEEN_DIGITS, "", phone)
    found = re.fullmatch(INTERNATIONAL, digits, re.ASCII)
    if found is not None:
        return f"+{found[1]}"
    if person.country_code not in NATIONAL:
        return None
    code, pattern = NATIONAL[person.country_code]
    found = re.fullmatch(pattern, digits, re.ASCII)
    return f"+{code}{found[1]}" if found is not None else None
