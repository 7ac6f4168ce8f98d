"""Files that a buyer attaches to an option of an item.

An option keeps them as `{"id", "name", "size", "$blob"}`; their addresses are made for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.errors import conflict, not_found
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def files_option(order: Body, item_id: int, name: str) -> Body:
    """An option of an item, which must be one for files.

    `ApiError` 404 if there is no such item or option, 409 if it is of another type.
    """
    for item in order["items"]:
        if item["id"] == item_id:
            break
    else:
        raise not_found("Order item", item_id)
    for option in item.get("selectedOptions", ()):
        if option["name"] == name:
            if option["type"] != "FILES":
                raise conflict("OPTIONS_IS_NOT_FILES_TYPE", f"Option '{name}' is not of type FILES")
            found: Body = option
            return found
    raise not_found("Option", name)


def attach(shop: Shop, option: Body, name: str, content: bytes) -> int:
    """Add a file to an option; its id."""
    blob = blobs.keep(shop, name, content)
    key = shop.new_id("order_item_file")
    file = {"id": key, "name": name, "size": len(content), "$blob": blob.id}
    option["files"] = [*option.get("files", ()), file]
    return key


def detach(option: Body, key: int) -> None:
    """Take a file from an option; `ApiError` 404 if it has none of that id."""
    files = option.get("files", [])
    left = [file for file in files if file["id"] != key]
    if len(left) == len(files):
        raise not_found("File", key)
    _set(option, left)


def detach_all(option: Body) -> int:
    """Take all files from an option; how many there were."""
    count = len(option.get("files", ()))
    _set(option, [])
    return count


def drop_unused(shop: Shop, before: list[Body], after: list[Body]) -> None:
    """Forget the content of files that items no longer have."""
    left = {file["$blob"] for file in _files(after)}
    for file in _files(before):
        if file["$blob"] not in left:
            blobs.drop(shop, file["$blob"])


def shown_files(shop: Shop, option: Body) -> Body:
    """An option as it goes out, its files with their addresses."""
    if "files" not in option:
        return option
    shown = [
        {
            **{name: value for name, value in file.items() if name != "$blob"},
            "url": blobs.url(shop, file["$blob"], file["name"]),
        }
        for file in option["files"]
    ]
    return {**option, "files": shown}


def _set(option: Body, files: list[Body]) -> None:
    """An option without files has no list of them, not an empty one."""
    option["files"] = files
    if not files:
        del option["files"]


def _files(items: list[Body]) -> Iterator[Body]:
    for item in items:
        for option in item.get("selectedOptions", ()):
            yield from option.get("files", ())
