"""What the store's profile does besides CRUD: its logos."""

from __future__ import annotations

from typing import Literal

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.model.actions import call, performs, upload
from ecwid_orm.model.uploads import Progress, Source, Upload, is_url

Logo = Literal["logo", "invoicelogo", "emaillogo"]
_LOGOS = ("logo", "invoicelogo", "emaillogo")
_SHOWN_IN = ("general_info", "settings")


class ProfileActions(Model):
    """The methods of `StoreProfile`."""

    @performs("uploadStoreLogo", "uploadStoreLogoFile")
    def upload_logo(
        self, source: Source, logo: Logo = "logo", *, progress: Progress | None = None
    ) -> Upload:
        """Have the next commit set the logo of the storefront, invoices or mails.

        `source` is a URL, a path, bytes or a binary file: a picture of 20 MB at most. `progress` is
        called with the bytes done and the total. Raises InvalidValue, UnreadableFile.

        https://docs.ecwid.com/api-reference/rest-api/store-profile
        """
        return upload(
            self,
            _path(logo),
            source,
            method="PUT" if is_url(source) else "POST",
            outdates=_SHOWN_IN,
            idempotent=True,
            progress=progress,
        )

    @performs("deleteStoreLogo")
    def delete_logo(self, logo: Logo = "logo") -> None:
        """Delete a logo, now; where there is none, nothing happens."""
        call(self, "DELETE", _path(logo), outdates=_SHOWN_IN)


def _path(logo: str) -> str:
    if logo not in _LOGOS:
        raise InvalidValue(f"{logo!r} is no logo of a store; there are {', '.join(_LOGOS)}")
    return f"/{logo}"
