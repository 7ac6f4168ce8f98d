"""The tokens of a rate limit in a file: for the processes of one host."""

from __future__ import annotations

import os
import stat
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from math import isfinite
from pathlib import Path

from ecwid_orm.api.buckets import check_limit
from ecwid_orm.exceptions import ConfigurationError, TransportError

__all__ = ["FileBucket"]

# The file: a header that is written once; the state, written by each operation; and for each
# token the time of its use, in no order. Nothing is ever written that a kill could leave half done
# and wrong: the states and the tokens are written in place, 24 and 8 bytes at a time.
_HEADER = struct.Struct("<8sIId")
"""Mark, version of the format, calls, period."""
_STATE = struct.Struct("<ddd")
"""Offset of the bucket's clock, its latest reading, end of the latest pause by it."""
_TOKEN = struct.Struct("<d")
_TOKENS = _HEADER.size + _STATE.size
_MARK = b"ecwidorm"
_VERSION = 1

_TOLERANCE = 1.0
"""Seconds that the clock may go back before that is taken for a clock that was put back."""
_FAR = 86_400.0
"""Seconds that no queue is long."""


class FileBucket:
    """The tokens of all processes of a host that give the same file: `calls` in `period` seconds.

    The file is made when it is not there, readable and writable by its owner only, its folder too.
    It holds times, nothing else. Each operation locks it for some microseconds; the lock of a
    process that is killed goes with it, and nothing it may have left undone is in the way of
    others. It may be deleted while nobody calls. Safe in threads, and after a fork.

    `clock` is unix time, which all processes of a host agree on, those in containers too, and
    which goes on over a restart; a monotonic clock does neither everywhere. If it is put back, the
    bucket goes on from where it was: nobody waits longer for it, or calls too early. If it is put
    forward, tokens come back by as much too early, once.

    Raises ConfigurationError for a path where no file can be kept, for a file that is damaged or
    none of a bucket, and for one with another limit; TransportError, with nothing sent, if the
    file cannot be read or written any more.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        calls: int = 600,
        period: float = 61.0,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        check_limit(calls, period)
        # The file must stay the same when the process changes its folder.
        self._path = Path(path).expanduser().absolute()
        self._calls = calls
        self._period = float(period)
        self._clock = clock
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._opened() as file:
                self._read(file)
        except OSError as error:
            raise ConfigurationError(
                f"the rate limit cannot be kept in {self._path}: {error.strerror or error}; give a"
                " file in a folder that you may write to"
            ) from error

    def take(self) -> float:
        """Take the token that is back first, or will be."""
        with self._locked() as tokens:
            return tokens.take()

    def pause(self, seconds: float) -> None:
        """Stop everybody for so long."""
        with self._locked() as tokens:
            tokens.pause(seconds)

    def paused(self) -> float:
        """Seconds until the pause is over."""
        with self._locked() as tokens:
            return tokens.paused_until - tokens.now

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path}>"

    @contextmanager
    def _locked(self) -> Iterator[_Tokens]:
        """The tokens, while nobody else has them."""
        try:
            with self._opened() as file:
                yield self._read(file)
        except OSError as error:
            raise TransportError(
                f"nothing was sent, for the rate limit in {self._path} cannot be shared:"
                f" {error.strerror or error}",
                sent=False,
            ) from error

    @contextmanager
    def _opened(self) -> Iterator[FileIO]:
        """The file, locked. Opened anew each time, for an inherited lock locks nobody out."""
        with FileIO(self._path, "r+", opener=_open) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError("it is no file")
            _lock(file)
            try:
                yield file
            finally:
                _unlock(file)

    def _read(self, file: FileIO) -> _Tokens:
        content = file.read(_TOKENS + self._calls * _TOKEN.size + 1)
        mine = _HEADER.pack(_MARK, _VERSION, self._calls, self._period)
        if not content:
            content = mine + _STATE.pack(0.0, 0.0, 0.0)
            file.write(content)
            os.fsync(file.fileno())  # a file that lost its header in a power cut would be foreign
        if content[: len(mine)] != mine:
            raise ConfigurationError(f"{self._path} {self._objection(content)}")
        times, rest = divmod(len(content) - _TOKENS, _TOKEN.size)
        if not 0 <= times <= self._calls or rest:
            raise ConfigurationError(f"{self._path} {_DAMAGED}")
        state = _STATE.unpack_from(content, _HEADER.size)
        tokens = list(struct.unpack_from(f"<{times}d", content, _TOKENS))
        if not isfinite(sum(state) + sum(tokens)):
            raise ConfigurationError(f"{self._path} {_DAMAGED}")
        return _Tokens(file, self._path, self._calls, self._period, self._clock(), state, tokens)

    def _objection(self, content: bytes) -> str:
        """What is wrong with a file that does not begin as ours do."""
        if len(content) < _TOKENS or not content.startswith(_MARK):
            return (
                "is not a file with the tokens of a rate limit, and was left as it is; give"
                " FileBucket a path of its own, or delete the file if nobody needs it"
            )
        _, version, calls, period = _HEADER.unpack_from(content)
        if version != _VERSION:
            return (
                f"is in format {version}, and this ecwid_orm knows {_VERSION}; let all that share"
                " it use the same release, or give another path"
            )
        return (
            f"has a limit of {calls} calls in {period:g} s, not {self._calls} in"
            f" {self._period:g} s; give all that share it the same limit, or delete it while none"
            " of them runs"
        )


_DAMAGED = "is damaged; delete it while nobody calls, it is made anew"


class _Tokens:
    """What the file holds, for as long as it is locked. `now` is the time by the bucket's clock.

    That clock never goes back: where the clock of the host does, the offset between them grows.
    """

    def __init__(
        self,
        file: FileIO,
        path: Path,
        calls: int,
        period: float,
        clock: float,
        state: tuple[float, ...],
        used: list[float],
    ) -> None:
        self._file = file
        self._path = path
        self._calls = calls
        self._period = period
        self._used = used
        self._offset, seen, self.paused_until = state
        if seen - (clock + self._offset) > _TOLERANCE:
            self._offset = seen - clock
        self.now = max(clock + self._offset, seen)
        self._write_state()

    def take(self) -> float:
        when = max(self.now, self.paused_until)
        if len(self._used) < self._calls:
            index = len(self._used)
        else:
            oldest = min(self._used)
            index = self._used.index(oldest)
            when = max(when, oldest + self._period)
        if when - max(self.now, self.paused_until) > self._period + _FAR:
            raise ConfigurationError(f"{self._path} {_DAMAGED}")
        self._write_token(index, when)
        return when - self.now

    def pause(self, seconds: float) -> None:
        self.paused_until = max(self.paused_until, self.now + seconds)
        # Those who wait for their turn will find the pause and call at its end.
        for index, when in enumerate(self._used):
            if self.now < when < self.paused_until:
                self._write_token(index, self.paused_until)
        self._write_state()

    def _write_state(self) -> None:
        self._file.seek(_HEADER.size)
        self._file.write(_STATE.pack(self._offset, self.now, self.paused_until))

    def _write_token(self, index: int, when: float) -> None:
        self._file.seek(_TOKENS + index * _TOKEN.size)
        self._file.write(_TOKEN.pack(when))


def _open(path: str, flags: int) -> int:
    # A link could lead to a file that someone else wants written to.
    return os.open(path, flags | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)


if sys.platform == "win32":
    import msvcrt

    _LOCKED = 1 << 30
    """The byte that is locked; Windows lets nobody read what is, so it lies behind the content."""

    def _lock(file: FileIO) -> None:
        file.seek(_LOCKED)
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError:  # someone has it, for some microseconds
                time.sleep(0.001)
            else:
                file.seek(0)
                return

    def _unlock(file: FileIO) -> None:
        file.seek(_LOCKED)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
