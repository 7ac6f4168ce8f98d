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

    def order(self, **fields: object) -> str:
        """Create an order; its number, as a path has it."""
        return str(self.post("/orders", fields)["id"])

    def cart(self, **fields: object) -> str:
        """Create a cart; its id."""
        before = {each["cartId"] for each in self.get("/carts")["items"]}
        self.order(paymentStatus="INCOMPLETE", **fields)
        [new] = {each["cartId"] for each in self.get("/carts")["items"]} - before
        key: str = new
        return key

    def orders(self, **query: object) -> list[int]:
        """Numbers of orders that a search finds, the newest first."""
        page = self.get("/orders", **query)
        assert page["count"] == len(page["items"])
        return [item["orderNumber"] for item in page["items"]]

    def found(self, **query: object) -> list[int]:
        """Ids that a search of products finds."""
        page = self.get("/products", **query)
        assert page["count"] == len(page["items"])
        return [item["id"] for item in page["items"]]


@pytest.fixture
def shop(api: Api) -> Catalogue:
    """An empty shop."""
    return Catalogue(api)
