"""Long work: runs that are taken up again, walks over whole shops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from ecwid_orm import signals
from ecwid_orm.exceptions import InvalidValue, SessionError
from ecwid_orm.model import Model
from ecwid_orm.session.query import Query
from ecwid_orm.session.runs import Run
from ecwid_orm.session.walking import fetch
from ecwid_orm.session.writing import Writing

M = TypeVar("M", bound=Model)


class Running(Writing):
    """The part of `Session` that works in runs."""

    @contextmanager
    def run(self, name: str) -> Iterator[Run]:
        """The code within is a run: if it breaks off, it is taken up when it is begun again.

        Then all of it runs again, but what its commits did before is not done again: objects that
        they created get their keys, what they changed is left as it is, and `each` leaves out the
        chunks that were done. So the code must do the same things in the same order each time. A
        run is over when the code comes to its end; `name` then stands for a new one.

        It stands on the journal: raises SessionError for a session without one.
        """
        if self._run is not None:
            raise SessionError(f"{name}: the run {self._run.name} is not over yet")
        run = Run(self.journal, self.client.store_id, name, str(self.new_key()))
        self.recover()
        self._run = run
        try:
            yield run
            run.end()
        finally:
            self._run = None

    def each(self, query: Query[M], *, chunk: int = 500) -> Iterator[M]:
        """The objects of a query, to be changed on the way.

        Their keys are read first, so the walk goes on undisturbed where the changes make objects
        leave the query, or enter it. After each `chunk` objects what changed is committed, and the
        objects are let go of, so a whole shop needs no more memory than a chunk. Within a run,
        chunks that were done before are left out::

            for product in session.each(Product.query.where(Product.price >= 10)):
                product.price *= Decimal("1.08")
        """
        if chunk < 1:
            raise InvalidValue(f"each(chunk={chunk}): a chunk has one object at least")
        run = self._run
        name = "" if run is None else run.next_step("walk")
        keys = query.ids() if run is None else run.keys(name, query)
        for number, start in enumerate(range(0, len(keys), chunk)):
            step = f"{name}/{number}"
            done = min(start + chunk, len(keys))
            if run is not None and run.is_done(step):
                self._chunk_done(done, len(keys))
                continue
            objects = fetch(self, self.fetcher, query, keys[start : start + chunk])
            if run is None:
                yield from objects
                self.commit()
            else:
                with run.within(step):
                    yield from objects
                self._commit((), step)
            for one in objects:
                if one in self:
                    self.let_go(one)
            self._chunk_done(done, len(keys))

    def _chunk_done(self, done: int, total: int) -> None:
        signals.emit(signals.chunk_done, type(self), session=self, done=done, total=total)
