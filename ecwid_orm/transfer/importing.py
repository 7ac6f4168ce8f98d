"""From a file to a shop: what differs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import count
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from ecwid_orm.exceptions import CommitError, EcwidError, InvalidObjects, SessionError
from ecwid_orm.model import Model
from ecwid_orm.session import CommitResult, Operation, Plan, RecoveryState, Session
from ecwid_orm.session.settling import is_passing
from ecwid_orm.transfer.chunks import Batch, chunked
from ecwid_orm.transfer.exporting import Progress
from ecwid_orm.transfer.loaded import Loaded
from ecwid_orm.transfer.matching import Matching
from ecwid_orm.transfer.opening import open_source
from ecwid_orm.transfer.references import Translation
from ecwid_orm.transfer.rejecting import Rejects
from ecwid_orm.transfer.rows import BadRow, Read, Row, Source, children_keys

__all__ = ["CHUNK", "load"]

_References: TypeAlias = frozenset[tuple[str, Any]]
"""Entities by model and key, as the file has it."""

CHUNK = 500
"""Rows that are read, compared and committed together; as many as a batch holds requests."""


def load(
    session: Session,
    path: str | PathLike[str] | Source,
    *,
    model: type[Model] | None = None,
    match: str | None = None,
    empty_clears: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
    dry_run: bool = False,
    message: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Bring a shop in line with a file: create what it lacks, change what differs, delete nothing.

    The file is an export in JSON Lines, or a CSV table whose columns are attributes of `model`
    (`Product`, where it is left out). An entity is known again by its key, if that is this shop's,
    else by its natural keys, or just by the attribute `match`. References to other entities of the
    file are put in the terms of this shop. In a table an empty cell leaves the attribute as it is,
    or empties it with `empty_clears`.

    It goes through the session in chunks of 500 rows, each compared with the shop and committed by
    itself, so a second import of the same file sends nothing, and one that broke off goes on where
    it was; with a journal nothing is sent twice even if an answer was lost. A row that cannot be
    imported is left out and listed in `rejected`, and written to a file beside the first
    (`products.rejected.csv`) that can be corrected and imported.

    With `dry_run` nothing is sent and no file is written. Raises InvalidValue for a file that
    cannot be read as a whole, before anything is sent; OSError; SessionError where the session has
    something of its own to commit; TransportError, InvalidToken where going on makes no sense: run
    it again then.
    """
    if session.new or session.dirty or session.deleted:
        raise SessionError("the session has changes of its own; commit or roll back first")
    source = (
        open_source(
            Path(path),
            model=model,
            match=match,
            empty_clears=empty_clears,
            encoding=encoding,
            delimiter=delimiter,
        )
        if isinstance(path, str | PathLike)
        else path
    )
    if not dry_run:
        _settle(session)
    matching = Matching(session, source.store, match)
    with closing(Rejects(source, write=not dry_run)) as rejects:
        loading = _Loading(session, source, matching, rejects, dry_run, message, progress)
        return loading.run()


def _settle(session: Session) -> None:
    """Finish what earlier commits left: what they create must be there before it is looked for."""
    unknown = [one for one in session.recover() if one.state is RecoveryState.UNKNOWN]
    if unknown:
        error = next((one.error for one in unknown if one.error is not None), None)
        raise error or SessionError(f"{unknown[0].operation} was begun before and is not settled")


class _Loading:
    """One import."""

    def __init__(
        self,
        session: Session,
        source: Source,
        matching: Matching,
        rejects: Rejects,
        dry_run: bool,
        message: str | None,
        progress: Progress | None,
    ) -> None:
        self._session = session
        self._source = source
        self._matching = matching
        self._rejects = rejects
        self._dry_run = dry_run
        self._message = message or f"import {source.path.name}"
        self._progress = progress
        self._made_up = count(1)
        self._loaded = Loaded(ignored=tuple(source.ignored))
        self._waiting: dict[int, _References] = {}
        """Lines whose references lead to rows that come later, and to which."""
        self._unsent: set[int] = set()
        """Those of them that could not be sent without."""
        self._told: set[int] = set()
        """Lines of which it was said that references lead nowhere."""

    def run(self) -> Loaded:
        loaded = self._loaded
        for read in self._source.read():
            loaded.rows += 1
            if not isinstance(read.row, BadRow):
                self._matching.expect(read.row)
        self._pass(self._source.read(), again=False)
        while ready := self._ready():
            self._unsent -= ready
            self._pass((one for one in self._source.read() if one.line in ready), again=True)
        for read in self._source.read() if self._waiting else ():
            if read.line in self._waiting:
                self._reject(read, self._unfulfilled(read.line))
        loaded.rejected, loaded.rejects = self._rejects.rejected, self._rejects.path
        return loaded

    def _unfulfilled(self, line: int) -> BadRow:
        """What is wrong with a row that waited in vain."""
        named = ", ".join(f"{model} {key}" for model, key in sorted(self._waiting[line], key=str))
        if line in self._unsent:
            return BadRow(f"it needs what could not be imported: {named}")
        return BadRow(f"it was imported without what could not be, and it refers to: {named}")

    def _ready(self) -> set[int]:
        """Lines of which something that they waited for is there by now; they wait no more."""
        ready = {
            line
            for line, wanted in self._waiting.items()
            if any(self._matching.find(*one) is not None for one in wanted)
        }
        for line in ready:
            del self._waiting[line]
        return ready

    def _pass(self, reads: Iterable[Read], *, again: bool) -> None:
        done = 0
        for chunk in chunked(reads, CHUNK):
            self._chunk(chunk, again=again)
            done += len(chunk)
            if self._progress is not None and not again:
                self._progress(done, self._loaded.rows)

    # A chunk -----------------------------------------------------------------------------

    def _chunk(self, reads: Sequence[Read], *, again: bool) -> None:
        """Rows of one model. What refers to another of them is sent when that is there."""
        left = [read for read in reads if self._is_row(read)]
        while left:
            batch = Batch(self._session)
            postponed = self._fill(batch, left)
            self._send(batch, again=again)
            self._session.rollback()
            if not batch.entries:
                self._waiting.update((read.line, later) for read, later in postponed)
                self._unsent.update(read.line for read, _ in postponed)
                return
            left = [read for read, _ in postponed]

    def _is_row(self, read: Read) -> bool:
        try:
            if isinstance(read.row, BadRow):
                raise read.row
            self._matching.refuse_twin(read.row)
        except BadRow as error:
            self._reject(read, error)
            return False
        return True

    def _fill(self, batch: Batch, reads: Sequence[Read]) -> list[tuple[Read, _References]]:
        """Put rows into their objects. Gives those that must wait, and what they wait for."""
        rows = [_row(read) for read in reads]
        model, fetcher = rows[0].model, self._session.fetcher
        found: dict[Any, Model] = {}
        found |= fetcher.get_many(model, self._matching.keys_of(rows))
        targets: dict[int, Any] = {}
        for read, row in zip(reads, rows, strict=True):
            try:
                targets[read.line] = self._matching.target(row, found)
            except BadRow as error:
                self._reject(read, error)
        wanted = [key for key in targets.values() if key is not None and key not in found]
        found |= fetcher.get_many(model, wanted)
        postponed = []
        for read, row in zip(reads, rows, strict=True):
            if read.line in targets:
                later = self._fill_one(batch, read, row, found.get(targets[read.line]))
                if later:
                    postponed.append((read, later))
        return postponed

    def _fill_one(self, batch: Batch, read: Read, row: Row, existing: Model | None) -> _References:
        """Put a row into its object; what it must wait for, if it must."""
        translation = Translation(self._matching.find, same_shop=self._matching.same_shop)
        instance = row.model() if existing is None else existing
        batch.enter(read, instance)
        try:
            filled = row.fill(instance, translation)
        except EcwidError as error:
            self._reject(batch.drop(read.line), error)
            return frozenset()
        missing = [one[1:] for one in translation.missing]
        later = frozenset(one for one in missing if self._matching.is_expected(*one))
        if later and existing is None and _must_wait(row.model, translation):
            batch.drop(read.line)
            return later
        if later and not self._dry_run:
            self._waiting[read.line] = later
        if read.line not in self._told:
            lost = [one[:2] for one in translation.missing if one[1:] not in later]
            self._loaded.missing.update(lost)
            self._told.update([read.line] if lost else [])
        batch.filled(read.line, filled)
        return frozenset()

    # Sending -----------------------------------------------------------------------------

    def _send(self, batch: Batch, *, again: bool) -> None:
        plan = self._planned(batch)
        operations: Sequence[Operation] = plan.operations
        if plan.waves and not self._dry_run:
            operations = self._commit(batch)
        changed = {batch.line_of(one.instance) for one in operations}
        for one in operations:
            self._loaded.note(batch.line_of(one.instance), one)
        for line, (read, instance) in batch.entries.items():
            self._learn(_row(read), instance)
            if line not in changed and not again and line not in self._waiting:
                self._loaded.unchanged += 1

    def _planned(self, batch: Batch) -> Plan:
        """The plan of all rows that are valid; the others are rejected."""
        while instances := batch.instances:
            try:
                return self._session.plan(*instances)
            except InvalidObjects as error:
                self._reject_failed(batch, error)
        return Plan()

    def _commit(self, batch: Batch) -> Sequence[Operation]:
        """What was carried out."""
        while instances := batch.instances:
            try:
                result = self._session.commit(*instances, message=self._message)
            except InvalidObjects as error:  # by a receiver of a signal
                self._reject_failed(batch, error)
            except CommitError as error:
                if self._is_hopeless(batch, error):
                    raise
                self._reject_failed(batch, error)
                return self._done(error.result)
            else:
                return self._done(result)
        return ()

    def _is_hopeless(self, batch: Batch, error: CommitError) -> bool:
        """Whether the next chunk would fail too.

        The connection is gone, the token dead, the journal cannot be written, or what failed is of
        an earlier commit.
        """
        doubts = self._session.doubts
        return any(
            failure.instance not in batch
            or (is_passing(failure.error) and failure.operation not in doubts)
            for failure in error.failures
        )

    def _done(self, result: CommitResult | None) -> Sequence[Operation]:
        if result is None:
            return ()
        self._loaded.commits.append(result.id)
        return result.operations

    def _reject_failed(self, batch: Batch, error: CommitError) -> None:
        reasons: dict[int, str] = {}
        for failure in error.failures:
            line = batch.line_of(failure.instance)
            reasons.setdefault(line, _told(failure.error, failure.instance))
        for operation in error.not_executed:
            line = batch.line_of(operation.instance)
            reasons.setdefault(line, "it was not sent, since what it needs failed")
        for line, reason in reasons.items():
            read, instance = batch.entries[line]
            key = type(instance).__resource__.own_key(instance)
            if key is not None:  # it is there, though not all of it is as the row says
                self._matching.learn(_row(read), key, instance._raw)
            self._reject(batch.drop(line), BadRow(reason))

    def _learn(self, row: Row, instance: Model) -> None:
        key = type(instance).__resource__.own_key(instance)
        if key is None:
            # Of a dry run: a key that no shop has, so that references lead somewhere.
            number = next(self._made_up)
            wanted = type(instance).__fields__[type(instance).__resource__.key].converter.native
            key = -number if wanted is int else f"new {number}"
            self._matching.learn(row, key, row.data)
            return
        self._matching.learn(row, key, instance._raw)
        if not self._matching.same_shop:
            for model, old, new in children_keys(instance, row.data):
                self._matching.learn_child(model, old, new)

    def _reject(self, read: Read, error: EcwidError) -> None:
        self._waiting.pop(read.line, None)
        self._rejects.add(read, error)


def _row(read: Read) -> Row:
    """The row of what was read, which is none that is bad."""
    assert not isinstance(read.row, BadRow)
    return read.row


def _must_wait(model: type[Model], translation: Translation) -> bool:
    """Whether something cannot be made without what it refers to: put in later, it is lost."""
    fields = (model.__fields__[name] for name, _, _ in translation.missing)
    return any(field.tree or field.create_only for field in fields)


def _told(error: Exception, instance: Model) -> str:
    return str(error).removeprefix(f"{instance!r}: ")
