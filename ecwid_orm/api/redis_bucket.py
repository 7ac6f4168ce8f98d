"""The tokens of a rate limit in Redis: for processes on many hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from ecwid_orm.api.buckets import check_limit
from ecwid_orm.exceptions import ConfigurationError, MissingExtra, TransportError

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["RedisBucket"]

_TIMEOUT = 5.0
"""Seconds to connect to Redis, and to wait for its answer."""

# One hash holds a bucket: its state, and in the fields 0 to calls - 1 when each token was used, the
# next to be taken in number `taken` % calls. All times are whole microseconds by a clock of the
# bucket's own, which never goes back: where Redis's does, as it may when a replica takes over, the
# offset between them grows. A limit other than the one in Redis changes nothing; it is told by the
# last two numbers of the answer.
_SCRIPT = """
local key, action = KEYS[1], ARGV[1]
local calls, period = tonumber(ARGV[2]), tonumber(ARGV[3])
local seconds, now = tonumber(ARGV[4]), tonumber(ARGV[5])
local found = redis.call('HMGET', key, 'calls', 'period', 'offset', 'seen', 'paused', 'taken')
for index, text in ipairs(found) do found[index] = tonumber(text or 0) end
local known_calls, known_period, offset, seen, paused, taken = unpack(found)

if known_calls > 0 and (known_calls ~= calls or known_period ~= period) then
    return {0, known_calls, known_period}
end
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000000 + time[2]
end
if seen - (now + offset) > 1000000 then offset = seen - now end
now = math.max(now + offset, seen)

local wait, last = paused - now, paused
if action == 'take' then
    local when = math.max(now, paused)
    local used = redis.call('HGET', key, taken % calls)
    if used then when = math.max(when, used + period) end
    redis.call('HSET', key, taken % calls, when)
    taken, wait, last = taken + 1, when - now, when
elseif action == 'pause' then
    paused = math.max(paused, now + seconds)
    last = paused
    -- Those who wait for their turn will find the pause and call at its end.
    for index = 0, math.min(taken, calls) - 1 do
        local when = tonumber(redis.call('HGET', key, index))
        if when > now and when < paused then redis.call('HSET', key, index, paused) end
        last = math.max(last, when)
    end
elseif known_calls == 0 then
    return {0, calls, period}
end
redis.call('HSET', key, 'calls', calls, 'period', period, 'offset', offset,
    'seen', now, 'paused', paused, 'taken', taken)
if action ~= 'paused' then
    redis.call('PEXPIRE', key, math.ceil((last + period - now) / 1000))
end
return {wait, calls, period}
"""


class RedisBucket:
    """The tokens of all that give the same Redis and `key`: `calls` of them in `period` seconds.

    `redis` is a URL (`redis://`, `rediss://` with TLS, `unix://`) or a client of the package redis,
    which the extra `redis` brings. The key, in a database that evicts nothing, holds times and
    goes away when all tokens are back. Each operation is one call, atomic, by Redis's clock; a
    `clock` in unix time replaces that. Safe in threads, and after a fork.

    Raises MissingExtra without the package; ConfigurationError for a URL that is none, a user or
    password that Redis refuses, and a key that is used with another limit; TransportError, with
    nothing sent, if Redis cannot be reached. No message or repr holds the password.
    """

    def __init__(
        self,
        redis: str | Redis,
        calls: int = 600,
        period: float = 61.0,
        *,
        key: str,
        clock: Callable[[], float] | None = None,
    ) -> None:
        check_limit(calls, period)
        self._redis = _connected(redis) if isinstance(redis, str) else redis
        self._key = key
        self._calls = calls
        self._period = _microseconds(period)
        self._clock = clock
        self._script = self._redis.register_script(_SCRIPT)

    def take(self) -> float:
        """Take the token that is back first, or will be."""
        return self._run("take")

    def pause(self, seconds: float) -> None:
        """Stop everybody for so long."""
        self._run("pause", seconds)

    def paused(self) -> float:
        """Seconds until the pause is over."""
        return self._run("paused")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._key!r} in {self._address}>"

    @property
    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = self._redis.connection_pool.connection_kwargs
        return options

    @property
    def _address(self) -> str:
        """Where Redis is, without user and password."""
        options = self._options
        if "path" in options:
            return str(options["path"])
        return f"{options.get('host', 'localhost')}:{options.get('port', 6379)}"

    def _run(self, action: Literal["take", "pause", "paused"], seconds: float = 0.0) -> float:
        from redis import exceptions

        now = "" if self._clock is None else _microseconds(self._clock())
        arguments = (action, self._calls, self._period, _microseconds(seconds), now)
        try:
            wait, calls, period = self._script(keys=[self._key], args=arguments)
        except (
            exceptions.AuthenticationError,
            exceptions.AuthorizationError,
            exceptions.NoPermissionError,
        ) as error:
            raise ConfigurationError(
                f"Redis at {self._address} refuses the user, the password or the key"
                f" {self._key!r}: {self._redacted(error)}"
            ) from None
        except exceptions.RedisError as error:
            raise TransportError(
                f"nothing was sent, for Redis at {self._address}, which keeps the rate limit, does"
                f" not do its part: {self._redacted(error)}",
                sent=False,
            ) from None
        if (calls, period) != (self._calls, self._period):
            raise ConfigurationError(
                f"{self._key!r} in Redis has a limit of {calls} calls in {period / 1e6:g} s, not"
                f" {self._calls} in {self._period / 1e6:g} s; give all that share it the same"
                " limit, or wait until none of them calls"
            )
        return float(wait / 1e6)

    def _redacted(self, error: Exception) -> str:
        """The text of an error: a server that does not know AUTH repeats the password in it."""
        text = str(error).partition(", with args beginning with")[0] or type(error).__name__
        password = self._options.get("password")
        return text.replace(password, "<password>") if password else text


def _connected(url: str) -> Redis:
    """A client, which connects when it is used first."""
    try:
        from redis import Redis
        from redis.backoff import ExponentialBackoff
        from redis.retry import Retry
    except ImportError as error:
        raise MissingExtra(
            "a rate limit in Redis needs the extra 'redis': pip install 'ecwid_orm[redis]'"
        ) from error
    try:
        return Redis.from_url(
            url,
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), 3),
        )
    except ValueError:
        # The text of the error may hold a part of the password.
        raise ConfigurationError(
            "the URL of Redis must be such as redis://user:password@host:6379/0, rediss://… with"
            " TLS or unix:///path; in the password, write what is no letter or digit as %2F"
        ) from None


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
