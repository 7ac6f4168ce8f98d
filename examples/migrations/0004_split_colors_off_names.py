"""Make an option of the color in names such as "Enamel mug, Color: Red".

That product is called "Enamel mug" afterwards, and has an option Color with the one choice Red. A
product that has an option Color already, without that choice, is left as it is: only its owner
knows which of the two is right. A warning names those.
"""

from __future__ import annotations

import re
import warnings

from ecwid_orm import Product, ProductOption, ProductOptionChoice, Session

depends_on = "0003_move_last_season_to_gifts"

OPTION = "Color"
NAME = re.compile(r"(?P<name>.*\w.*?)[\s,;–-]+Colou?r:\s*(?P<color>\S.*)", re.IGNORECASE)


def upgrade(session: Session) -> None:
    unclear = []
    for product in session.each(session.query(Product).only(Product.name, Product.options)):
        found = NAME.fullmatch(product.name.strip())
        if found is None:
            continue
        color = found["color"]
        option = next((option for option in product.options if option.name == OPTION), None)
        if option is None:
            choice = ProductOptionChoice(text=color)
            product.options.append(
                ProductOption(type="RADIO", name=OPTION, choices=[choice], default_choice=0)
            )
        elif color not in [choice.text for choice in option.choices]:
            unclear.append(product.id)
            continue
        product.name = found["name"]
    if unclear:
        warnings.warn(f"products with other colors than that of the name: {unclear}", stacklevel=1)
