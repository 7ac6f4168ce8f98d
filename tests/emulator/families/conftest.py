"""A shop as a test of its catalogue asks it: bodies in, bodies out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.conftest import Api


class Catalogue:
    """What is asked must succeed, unless `refused` asks it."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def _ok(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        reply = self.api(method, path, body, **query)
        assert reply.status == 200, (reply.status, reply.content)
        return reply.json

    def get(self, path: str, **query: object) -> Any:
        return self._ok("GET", path, **query)

    def post(self, path: str, body: Any = None, **query: object) -> Any:
        return self._ok("POST", path, body, **query)

    def put(self, path: str, body: Any = None, **query: object) -> Any:
        return self._ok("PUT", path, body, **query)

    def delete(self, path: str, **query: object) -> Any:
        return self._ok("DELETE", path, **query)

    def refused(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        """(status, code, message) of a refusal."""
        reply = self.api(method, path, body, **query)
        assert reply.status >= 400, reply.content
        return reply.status, reply.json.get("errorCode"), reply.json["errorMessage"]

    def public(self, path: str, **query: object) -> Any:
        """A GET with the public token."""
        return self._ok("GET", path, token=self.api.shop.public_token, **query)

    def product(self, name: str = "Cap", **fields: object) -> int:
        key: int = self.post("/products", {"name": name, **fields})["id"]
        return key

    def category(self, name: str = "Hats", **fields: object) -> int:
        key: int = self.post("/categories", {"name": name, **fields})["id"]
        return key

    def found(self, **query: object) -> list[int]:
        """Ids that a search of products finds."""
        page = self.get("/products", **query)
        assert page["count"] == len(page["items"])
        return [item["id"] for item in page["items"]]


@pytest.fixture
def shop(api: Api) -> Catalogue:
    """An empty shop."""
    return Catalogue(api)
