from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ecwid_orm.api import FileBucket
from ecwid_orm.exceptions import ConfigurationError, TransportError

TAKE_FOR_EVER = """
import sys, time
from ecwid_orm.api import FileBucket
bucket = FileBucket(sys.argv[1], 600, 0.001)
while True:
    bucket.take()
    bucket.pause(0)
    print(flush=True)
"""

STOP_WITH_THE_LOCK = """
import sys, time
from ecwid_orm.api import FileBucket

def clock():
    if stopping:
        print(flush=True)
        sys.stdin.read()
    return time.time()

stopping = False
bucket = FileBucket(sys.argv[1], 600, 0.001, clock=clock)
stopping = True
bucket.take()
"""


def started(code: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(lines: int, process: subprocess.Popen[str]) -> None:
    with process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL


def test_the_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "limit"
    FileBucket(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_path_may_begin_with_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    FileBucket("~/limit")
    assert (tmp_path / "limit").is_file()


def test_the_file_stays_the_same_when_the_process_changes_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bucket = FileBucket("limit", 1)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    bucket.take()
    assert FileBucket(tmp_path / "limit", 1).take() > 60


def test_who_is_killed_with_the_lock_blocks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    killed_after(1, started(STOP_WITH_THE_LOCK, path))
    assert FileBucket(path, 600, 0.001).take() <= 0


def test_who_is_killed_at_any_moment_leaves_a_file_that_works(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    for lines in range(20):
        killed_after(lines, started(TAKE_FOR_EVER, path))
        bucket = FileBucket(path, 600, 0.001)
        assert bucket.take() < 0.1
        assert bucket.paused() <= 0


def test_a_lock_is_not_inherited(tmp_path: Path) -> None:
    """A child that was forked while a thread of its parent had the lock shares none with it."""
    path = tmp_path / "limit"
    code = f"""
import os
from ecwid_orm.api import FileBucket

bucket = FileBucket({str(path)!r}, 1000)
child = os.fork()
for _ in range(200):
    bucket.take()
if child:
    assert os.waitpid(child, 0)[1] == 0
    assert sum(FileBucket({str(path)!r}, 1000).take() <= 0 for _ in range(1000)) == 600
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("content", [b"\0" * 4096, b"a diary\n", b"ecwidorm", b"{}" * 4000])
def test_a_foreign_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"diary\.txt .* path of its own, or delete"):
        FileBucket(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda content: content + b"\1",
        lambda content: content + b"\1" * 8,
        lambda content: content[:-8] + b"\xff" * 8,
        lambda content: content[:24] + b"\xff" * 24 + content[48:],
    ],
    ids=["half a token", "a token too many", "a time that is no number", "a spoilt state"],
)
def test_a_damaged_file_is_named_with_the_way_out(tmp_path: Path, spoilt: object) -> None:
    assert callable(spoilt)
    path = tmp_path / "limit"
    FileBucket(path, 1).take()
    path.write_bytes(spoilt(path.read_bytes()))
    with pytest.raises(ConfigurationError, match=r"/limit is damaged; delete it"):
        FileBucket(path, 1)


def test_a_time_that_nobody_could_have_booked_is_damage_and_no_wait(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    bucket = FileBucket(path, 1, clock=lambda: 1e9)
    bucket.take()
    content = path.read_bytes()
    FileBucket(tmp_path / "later", 1, clock=lambda: 2e9).take()
    path.write_bytes(content[:48] + (tmp_path / "later").read_bytes()[48:])
    with pytest.raises(ConfigurationError, match="damaged"):
        bucket.take()


def test_a_file_in_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    FileBucket(path)
    content = path.read_bytes()
    path.write_bytes(content[:8] + b"\2" + content[9:])
    with pytest.raises(ConfigurationError, match=r"/limit is in format 2, .* knows 1"):
        FileBucket(path)


def test_another_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    FileBucket(path, 600, 61)
    with pytest.raises(
        ConfigurationError, match=r"/limit has a limit of 600 calls in 61 s, not 300 in 61 s"
    ):
        FileBucket(path, 300, 61)


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "link", tmp_path / "pipe", tmp_path / "file" / "limit"):
        with pytest.raises(ConfigurationError, match=f"{path}: .*; give a file in a folder"):
            FileBucket(path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_was_deleted_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "limit"
    bucket = FileBucket(path, 1)
    bucket.take()
    path.unlink()
    assert bucket.take() <= 0
    assert bucket.take() > 60


def test_without_its_file_nothing_is_let_through(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    bucket = FileBucket(folder / "limit")
    (folder / "limit").unlink()
    folder.rmdir()
    for call in (bucket.take, bucket.paused, lambda: bucket.pause(1)):
        with pytest.raises(TransportError, match=r"nothing was sent, .*/folder/limit") as caught:
            call()
        assert caught.value.sent is False


def test_its_repr_says_where_it_is(tmp_path: Path) -> None:
    assert repr(FileBucket(tmp_path / "limit")) == f"<FileBucket {tmp_path}/limit>"
