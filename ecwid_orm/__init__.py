"""A declarative object mapper for the Ecwid REST API v3.

Products, orders and customers of a shop are Python objects; `session.commit()` turns what
changed in them into the fewest, smallest and safest API calls::

    with Session.from_env() as session:
        tee = session.get(Product, 37208342)
        tee.price = Decimal("19.90")
        session.commit()
"""

from __future__ import annotations

from ecwid_orm import api, exceptions, model, resources, session, signals
from ecwid_orm.api import *  # noqa: F403  # what each layer calls public is public here
from ecwid_orm.exceptions import *  # noqa: F403  # as above
from ecwid_orm.model import *  # noqa: F403  # as above
from ecwid_orm.resources import *  # noqa: F403  # as above
from ecwid_orm.session import *  # noqa: F403  # as above
from ecwid_orm.version import __version__

__all__ = ["__version__", "exceptions", "resources", "signals"]
__all__ += api.__all__
__all__ += exceptions.__all__
__all__ += model.__all__
__all__ += resources.__all__
__all__ += session.__all__
