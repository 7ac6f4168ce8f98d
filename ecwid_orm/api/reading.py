"""A client that only reads: whatever could change the shop is refused before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ecwid_orm.api.batch import Outcome, OutcomeStatus
from ecwid_orm.api.client import Client
from ecwid_orm.api.download import Sink
from ecwid_orm.api.request import Request, Response
from ecwid_orm.exceptions import ApiError, NotPlanned

__all__ = ["ReadingClient"]


class ReadingClient(Client):
    """Another view of a client, with its token, connections and throttle, that sends only GETs."""

    @classmethod
    def of(cls, client: Client) -> Self:
        """The same client, reading only."""
        reader = object.__new__(cls)
        # Not a copy: the throttle, the count of calls and the dead token are those of the client.
        reader.__dict__ = client.__dict__
        return reader

    def request(
        self, request: Request, *, lazy: bool = False, sink: Sink | None = None
    ) -> Response:
        """The answer to a GET. Raises NotPlanned for anything else."""
        if request.method != "GET":
            raise NotPlanned(
                f"{request} would be sent at once, so it can be no part of a plan; leave it out "
                "while planning, or run it without a plan"
            )
        return super().request(request, lazy=lazy, sink=sink)

    def batch(
        self,
        requests: Sequence[Request],
        *,
        parallel: bool = False,
        stop_on_first_failure: bool = False,
    ) -> list[Outcome]:
        """The outcomes of GETs, sent one by one: a batch is a POST itself."""
        return [self._outcome(request) for request in requests]

    def _outcome(self, request: Request) -> Outcome:
        try:
            response = self.request(request)
        except ApiError as error:
            return Outcome(request, OutcomeStatus.FAILED, None, error)
        return Outcome(request, OutcomeStatus.DONE, response)
