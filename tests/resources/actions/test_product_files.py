"""Files of products."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import CommitError, InvalidValue, NotFound, Product, Session, Unprocessable
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

MANUAL = b"How to wear it" * 10_000


@pytest.fixture
def tee(ecwid_session: Session, shop: Shop) -> Product:
    return ecwid_session.get(Product, shop.product())


def test_files_from_everywhere(
    ecwid_session: Session, tee: Product, tmp_path: Path, requests_of: RequestsOf
) -> None:
    path = tmp_path / "care label.txt"
    path.write_bytes(b"30 degrees")
    tee.upload_file("https://files.example.com/guides/size%20guide.pdf?v=2")
    tee.upload_file(path, description="How to wash it")
    tee.upload_file(MANUAL, "manual.pdf")
    with path.open("rb") as file, requests_of() as sent:
        tee.upload_file(file)
        ecwid_session.commit()
    written = [one for one in [*sent.batched, *sent] if one[1].startswith("/products")]
    assert set(operations(written)) == {"uploadProductFile"}
    base = f"/products/{tee.id}/files?fileName="
    address = "externalUrl=https:%2F%2Ffiles.example.com%2Fguides%2Fsize%2520guide.pdf%3Fv%3D2"
    assert [(one[1], one[2]) for one in written] == [
        (f"{base}size%20guide.pdf&{address}", None),
        (f"{base}care%20label.txt&description=How%20to%20wash%20it", b"30 degrees"),
        (f"{base}manual.pdf", MANUAL),
        (f"{base}care%20label.txt", b"30 degrees"),
    ]
    assert [(file.name, file.description) for file in tee.files] == [
        ("size guide.pdf", ""),
        ("care label.txt", "How to wash it"),
        ("manual.pdf", ""),
        ("care label.txt", ""),
    ]


def test_a_file_is_downloaded(
    ecwid_session: Session, tee: Product, tmp_path: Path, requests_of: RequestsOf
) -> None:
    made = tee.upload_file(MANUAL, "manual.pdf")
    ecwid_session.commit()
    told: list[tuple[int, int | None]] = []
    with requests_of() as sent:
        tee.download_file(made.id, tmp_path / "copy.pdf", progress=lambda *done: told.append(done))
    assert operations(sent) == ["downloadProductFile"]
    assert (tmp_path / "copy.pdf").read_bytes() == MANUAL
    assert told[-1] == (len(MANUAL), len(MANUAL))
    file = io.BytesIO()
    tee.download_file(tee.files[0], file)
    assert file.getvalue() == MANUAL


def test_a_file_is_described_and_deleted(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    first = tee.upload_file(b"1", "1.txt")
    second, third = tee.upload_file(b"2", "2.txt"), tee.upload_file(b"3", "3.txt")
    ecwid_session.commit()
    base = f"/products/{tee.id}/files"
    with requests_of() as sent:
        tee.update_file(tee.files[0], description="The first")
    assert sent[-1] == ("PUT", f"{base}/{first.id}", {"description": "The first"})
    assert tee.files[0].description == "The first"
    with requests_of() as sent:
        tee.delete_file(second.id)
    assert list(sent) == [("DELETE", f"{base}/{second.id}", None)]
    assert [file.id for file in tee.files] == [first.id, third.id]
    with requests_of() as sent:
        assert tee.delete_files() == 2
    assert list(sent) == [("DELETE", base, None)]
    assert operations(sent) == ["deleteAllProductFiles"]
    assert list(tee.files) == []


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda tee: tee.upload_file(b"1"), "give name="),
        (lambda tee: tee.upload_file("https://files.example.com/"), "give name="),
        (lambda tee: tee.upload_file("/no/such/file.pdf"), "no such file"),
        (lambda tee: tee.delete_file("1.txt"), "expected a ProductFile or its id"),
    ],
)
def test_mistakes_are_refused_before_anything_is_sent(
    tee: Product, requests_of: RequestsOf, act: Callable[[Product], Any], words: str
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=words):
        act(tee)
    assert sent == []


def test_what_is_not_there_is_not_found_and_leaves_no_file(tee: Product, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        tee.download_file(7, tmp_path / "copy.pdf")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound):
        tee.delete_file(7)
    with pytest.raises(NotFound):
        tee.update_file(7, description="")


def test_a_url_that_cannot_be_reached_stays_queued(ecwid_session: Session, tee: Product) -> None:
    tee.upload_file("https://nowhere.invalid/manual.pdf")
    with pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert isinstance(caught.value.exceptions[0], Unprocessable)
    assert len(ecwid_session.plan()) == 1
