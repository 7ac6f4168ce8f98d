"""Downloads go into files part by part, and no half file ever has the final name."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm.api import Client, Retry
from ecwid_orm.exceptions import BadAnswer, NotFound, TransportError
from tests.api.conftest import Script
from tests.api.test_transport import Raw, answering, http, read_until

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def client_at() -> Callable[..., Client]:
    """A client over the network; it does not wait between tries."""

    def make(url: str, **options: Any) -> Client:
        return Client(1003, "secret_hush", url=url, sleep=lambda seconds: None, **options)

    return make


def test_an_answer_goes_into_the_file_part_by_part(
    client_at: Callable[..., Client], raw_server: Raw, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    to = tmp_path / "manual.pdf"

    def note(done: int, total: int | None) -> None:
        assert not to.exists()
        told.append((done, total))

    with client_at(raw_server(answering(http(CONTENT)))) as client:
        client.download("products/1/files/2", to, progress=note)
    assert to.read_bytes() == CONTENT
    assert len(told) > 3
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert {total for _, total in told} == {len(CONTENT)}
    assert list(tmp_path.iterdir()) == [to]


def test_it_goes_into_an_open_file_where_that_stands(client_of: Any) -> None:
    file = io.BytesIO(b"head")
    file.seek(4)
    with client_of(Script(("200 OK", CONTENT, {}))) as client:
        client.download("products/1/files/2", file)
    assert file.getvalue() == b"head" + CONTENT


def test_an_answer_that_is_cut_short_is_asked_for_again(
    client_at: Callable[..., Client], raw_server: Raw, tmp_path: Path
) -> None:
    answers = [http(CONTENT[:70_000], length=len(CONTENT)), http(CONTENT)]

    def handle(connection: socket.socket) -> None:
        read_until(connection)
        connection.sendall(answers.pop(0))

    to = tmp_path / "manual.pdf"
    with client_at(raw_server(handle)) as client:
        client.download("products/1/files/2", to)
    assert to.read_bytes() == CONTENT
    assert answers == []


def test_what_cannot_be_rewound_is_not_written_twice(
    client_at: Callable[..., Client], raw_server: Raw
) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    pipe = Pipe()
    with (
        client_at(raw_server(answering(http(CONTENT[:70_000], length=len(CONTENT))))) as client,
        pytest.raises(TransportError),
    ):
        client.download("products/1/files/2", pipe)
    assert pipe.getvalue()
    assert CONTENT.startswith(pipe.getvalue())


@pytest.mark.parametrize("there_before", [True, False])
def test_a_failure_leaves_the_folder_as_it_was(
    client_at: Callable[..., Client], raw_server: Raw, tmp_path: Path, there_before: bool
) -> None:
    to = tmp_path / "manual.pdf"
    if there_before:
        to.write_bytes(b"the old one")
    cut = answering(http(CONTENT[:70_000], length=len(CONTENT)))
    with (
        client_at(raw_server(cut), retry=Retry(attempts=1)) as client,
        pytest.raises(BadAnswer),
    ):
        client.download("products/1/files/2", to)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"the old one"] * there_before


def test_a_refusal_is_an_error_and_no_file(client_of: Any, tmp_path: Path) -> None:
    refused = ("404 Not Found", {"errorMessage": "Product file #2 not found"})
    with (
        client_of(Script(refused)) as client,
        pytest.raises(NotFound, match="Product file #2 not found"),
    ):
        client.download("products/1/files/2", tmp_path / "manual.pdf")
    assert list(tmp_path.iterdir()) == []


def test_errors_of_the_file_and_of_progress_come_as_they_are(
    client_of: Any, tmp_path: Path
) -> None:
    class Full(io.BytesIO):
        def write(self, part: Any) -> int:
            raise OSError(28, "No space left on device")

    def stop(done: int, total: int | None) -> None:
        raise RuntimeError("enough")

    script = Script(("200 OK", CONTENT, {}))
    with client_of(script) as client:
        with pytest.raises(OSError, match="No space left") as caught:
            client.download("products/1/files/2", Full())
        assert not isinstance(caught.value, TransportError)
        with pytest.raises(RuntimeError, match="enough"):
            client.download("products/1/files/2", tmp_path / "manual.pdf", progress=stop)
    assert len(script.sent) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_path_in_no_folder_fails_before_anything_is_asked(client_of: Any, tmp_path: Path) -> None:
    script = Script(("200 OK", CONTENT, {}))
    with client_of(script) as client, pytest.raises(FileNotFoundError):
        client.download("products/1/files/2", tmp_path / "none" / "manual.pdf")
    assert script.sent == []


def test_a_download_is_asked_for_unpacked(client_of: Any) -> None:
    script = Script(("200 OK", CONTENT, {}))
    with client_of(script) as client:
        client.download("products/1/files/2", io.BytesIO())
    assert script.sent[0].headers["accept-encoding"] == "identity"
