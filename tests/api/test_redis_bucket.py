from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis

from ecwid_orm.api import RedisBucket
from ecwid_orm.exceptions import ConfigurationError, TransportError
from tests.api.redis_server import started_redis

# On one worker, so that all tests with Redis use the same.
pytestmark = pytest.mark.xdist_group("redis")

PASSWORD = "hush-hush"


@pytest.fixture
def key() -> str:
    return f"ecwid_orm:test:{uuid4().hex}"


def test_it_goes_by_the_time_of_redis(redis_url: str, key: str) -> None:
    one, other = RedisBucket(redis_url, 2, 60, key=key), RedisBucket(redis_url, 2, 60, key=key)
    assert one.take() == 0
    assert other.take() == 0
    assert 59 < one.take() < 60
    other.pause(90)
    assert 89 < one.paused() <= 90
    assert 89 < one.take() <= 90


def test_a_key_goes_away_when_all_tokens_are_back(redis_url: str, key: str) -> None:
    with Redis.from_url(redis_url) as redis:
        bucket = RedisBucket(redis, 1, 60, key=key)
        assert bucket.paused() == 0
        assert redis.exists(key) == 0
        bucket.take()
        assert 59_000 < redis.pttl(key) <= 60_001
        bucket.take()
        assert 119_000 < redis.pttl(key) <= 120_001
        bucket.pause(1000)
        bucket.pause(1)
        bucket.paused()
        assert 1_059_000 < redis.pttl(key) <= 1_060_001


def test_keys_are_apart(redis_url: str, key: str) -> None:
    assert RedisBucket(redis_url, 1, key=f"{key}:1").take() == 0
    assert RedisBucket(redis_url, 1, key=f"{key}:2").take() == 0
    assert RedisBucket(redis_url, 1, key=f"{key}:1").take() > 0


def test_a_client_may_decode_answers(redis_url: str, key: str) -> None:
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        assert RedisBucket(redis, key=key).take() == 0


def test_another_limit_is_refused_and_takes_nothing(redis_url: str, key: str) -> None:
    bucket = RedisBucket(redis_url, 2, 60, key=key)
    bucket.take()
    with pytest.raises(
        ConfigurationError, match=f"'{key}' in Redis has a limit of 2 calls in 60 s, not 3 in 60 s"
    ):
        RedisBucket(redis_url, 3, 60, key=key).take()
    assert bucket.take() == 0


def test_without_redis_nothing_is_let_through(tmp_path: Path, key: str) -> None:
    with started_redis(tmp_path) as port:
        bucket = RedisBucket(f"redis://user:{PASSWORD}@127.0.0.1:{port}", key=key)
        with Redis(port=port) as admin:
            admin.acl_setuser(
                "user", enabled=True, passwords=f"+{PASSWORD}", categories=["+@all"], keys=["*"]
            )
        assert bucket.take() == 0
    for call in (bucket.take, bucket.paused, lambda: bucket.pause(1)):
        with pytest.raises(
            TransportError, match=f"nothing was sent, for Redis at 127.0.0.1:{port}"
        ) as caught:
            call()
        assert caught.value.sent is False
        assert PASSWORD not in str(caught.value)


def test_a_wrong_password_is_named_but_not_shown(tmp_path: Path, key: str) -> None:
    with started_redis(tmp_path, "--requirepass", "another") as port:
        for credentials in (f":{PASSWORD}@", ""):
            bucket = RedisBucket(f"redis://{credentials}127.0.0.1:{port}", key=key)
            with pytest.raises(ConfigurationError, match="refuses the user, the password") as error:
                bucket.take()
            assert PASSWORD not in str(error.value)


def test_a_user_who_may_not_use_the_key_is_told(tmp_path: Path, key: str) -> None:
    with started_redis(tmp_path) as port, Redis(port=port) as admin:
        admin.acl_setuser("user", enabled=True, nopass=True, categories=["+@all"], keys=["x"])
        with pytest.raises(ConfigurationError, match=f"refuses .* the key '{key}'"):
            RedisBucket(f"redis://user:any@127.0.0.1:{port}", key=key).take()


def test_a_server_that_repeats_the_password_in_an_error_does_not_show_it(
    tmp_path: Path, key: str
) -> None:
    unknown = [word for name in ("AUTH", "HELLO") for word in ("--rename-command", name, "")]
    with started_redis(tmp_path, *unknown) as port:
        with pytest.raises(TransportError, match="unknown command") as caught:
            RedisBucket(f"redis://user:{PASSWORD}@127.0.0.1:{port}", key=key).take()
        assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("url", ["http://localhost", f"redis://:x/{PASSWORD}@host", "redis://h:x"])
def test_a_url_that_is_none_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ConfigurationError, match="the URL of Redis must be") as caught:
        RedisBucket(url, key="key")
    assert url not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (f"redis://user:{PASSWORD}@host:6380/3", "host:6380"),
        (f"rediss://:{PASSWORD}@host", "host:6379"),
        (f"redis://?password={PASSWORD}", "localhost:6379"),
        (f"unix://user:{PASSWORD}@/run/redis.sock", "/run/redis.sock"),
    ],
)
def test_its_repr_says_where_it_is_and_not_the_password(url: str, address: str) -> None:
    assert repr(RedisBucket(url, key="shop")) == f"<RedisBucket 'shop' in {address}>"


def test_without_the_package_the_extra_is_named() -> None:
    code = """
import sys
sys.modules["redis"] = None
from ecwid_orm import MissingExtra, RedisBucket
try:
    RedisBucket("redis://localhost", key="key")
except MissingExtra as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert "pip install 'ecwid_orm[redis]'" in done.stdout, done.stderr
