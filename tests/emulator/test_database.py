"""Storing, finding and searching."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.kind import Facts, Keys, Kind
from ecwid_orm.emulator.ordering import OrderedLists
from ecwid_orm.emulator.search import Where

THING = Kind("thing", {"size": "INTEGER"}, words=True)
PLAIN = Kind("plain", {})


@pytest.fixture(params=["memory", "file"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(":memory:" if request.param == "memory" else tmp_path / "shop.db")
    yield database
    database.close()


def found(db: Database, where: Where) -> list[int]:
    total, ids = db.search(THING, where, "facts.size, facts.id", 0, 100)
    assert total == len(ids)
    return ids


def larger_than(size: int) -> Where:
    where = Where("thing")
    where.compare("size", ">", size)
    return where


def save_and_fail(db: Database, kind: Kind, key: int) -> None:
    with db.transaction():
        db.save(kind, key, {})
        raise RuntimeError


def test_a_body_comes_back_as_it_was(db: Database) -> None:
    body = {"a": [1, 2.5, None, True], "b": {"c": "ü\u2028"}}
    db.save(PLAIN, 5, body)
    assert db.get(PLAIN, 5) == body
    assert db.get(PLAIN, 6) is None
    assert db.get(THING, 5) is None
    assert db.get_many(PLAIN, [6, 5, 5]) == [body, body]
    assert (db.ids(PLAIN), db.count(PLAIN)) == ([5], 1)


def test_saving_again_replaces_facts_and_keys(db: Database) -> None:
    old = Facts({"size": 3}, [("colour", "red")], "old words")
    db.save(THING, 1, {"v": 1}, facts=old, keys=[("sku", "a")])
    new = Facts({"size": 9}, [("colour", "blue")], "new words")
    db.save(THING, 1, {"v": 2}, facts=new, keys=[("sku", "b")])
    assert db.get(THING, 1) == {"v": 2}
    assert (db.find(THING, "sku", "a"), db.find(THING, "sku", "b")) == ([], [1])
    assert found(db, larger_than(8)) == [1]
    for colour, ids in (("red", []), ("blue", [1])):
        where = Where("thing")
        where.term("colour", [colour])
        assert found(db, where) == ids
    for word, ids in (("old", []), ("new", [1])):
        where = Where("thing")
        where.words(word)
        assert found(db, where) == ids


PAIRS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=4)
FACTS = st.builds(
    Facts,
    st.dictionaries(st.sampled_from(["size", "weight"]), st.none() | st.integers(0, 2)),
    PAIRS,
    st.sampled_from(["", "one", "one two"]),
)


@given(saves=st.lists(st.tuples(FACTS, PAIRS), min_size=1, max_size=4))
def test_saved_again_and_again_it_is_as_if_saved_once(saves: list[tuple[Facts, Keys]]) -> None:
    kind = Kind("thing", {"size": "INTEGER", "weight": "REAL"}, words=True)

    def held(*saves: tuple[Facts, Keys]) -> list[object]:
        db = Database()
        for facts, keys in saves:
            db.save(kind, 1, {"size": facts.columns.get("size")}, facts=facts, keys=keys)
        tables = ("entity", "natural_key", "term", "facts_thing", "words_thing")
        with db.reading(kind) as connection:
            rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables]
            words = [
                connection.execute("SELECT rowid FROM words_thing(?)", (word,)).fetchall()
                for word in ("one", "two")
            ]
        db.close()
        return [*rows, *words]

    assert held(*saves) == held(saves[-1])


def test_a_statement_alone_is_taken_back_with_its_transaction(db: Database) -> None:
    def touch_and_fail() -> None:
        with db.transaction():
            db.touch("thing", at=7)
            raise RuntimeError

    db.touch("thing", "plain", at=5)
    with pytest.raises(RuntimeError):
        touch_and_fail()
    db.touch("thing", at=4)
    assert db.last_changes() == {"thing": 5, "plain": 5}


def test_an_exception_takes_back_what_was_written(db: Database) -> None:
    with pytest.raises(RuntimeError):
        save_and_fail(db, THING, 1)
    assert db.get(THING, 1) is None
    db.save(THING, 2, {}, facts=Facts({"size": 1}))
    assert found(db, larger_than(0)) == [2]


def test_an_inner_transaction_is_taken_back_alone(db: Database) -> None:
    with db.transaction():
        db.save(PLAIN, 1, {})
        with pytest.raises(RuntimeError):
            save_and_fail(db, PLAIN, 2)
        db.save(PLAIN, 3, {})
    assert db.ids(PLAIN) == [1, 3]


def test_what_is_to_follow_waits_for_the_outermost_commit(db: Database) -> None:
    done: list[str] = []

    def follow() -> None:
        db.save(PLAIN, 2, {})  # in a transaction of its own
        done.append("followed")

    with db.transaction():
        with db.transaction():
            db.after_commit(follow)
            db.after_commit(follow)
        assert done == []
    assert done == ["followed"]
    db.save(PLAIN, 3, {})
    assert done == ["followed"]


def test_nothing_follows_what_is_undone(db: Database) -> None:
    done: list[str] = []

    def fail() -> None:
        with db.transaction():
            db.after_commit(lambda: done.append("inner"))
            raise ZeroDivisionError

    with db.transaction():
        db.after_commit(lambda: done.append("outer"))
        with pytest.raises(ZeroDivisionError):
            fail()
    assert done == ["outer"]


def test_facts_saved_for_later_are_found_then(db: Database) -> None:
    db.save(THING, 1, {}, facts=Facts({"size": 5}), due=10.0)
    db.settle(THING, 9.9)
    assert found(db, larger_than(0)) == []
    db.settle(THING, 10.0)
    assert found(db, larger_than(0)) == [1]
    db.save(THING, 1, {}, facts=Facts({"size": 1}), due=20.0)
    db.save(THING, 1, {}, facts=Facts({"size": 2}))
    db.settle(THING, 30.0)
    assert found(db, larger_than(1)) == [1]


def test_what_is_deleted_is_gone_from_everywhere_and_listed(db: Database) -> None:
    db.save(THING, 1, {}, facts=Facts({"size": 5}, [("c", "x")], "word"), keys=[("sku", "a")])
    assert db.delete(THING, 1, at=100.7, more={"orderId": "X"}) is True
    assert db.delete(THING, 1, at=101) is False
    assert (db.get(THING, 1), db.find(THING, "sku", "a")) == (None, [])
    assert found(db, larger_than(0)) == []
    assert db.deletions(THING, 100, 100, 0, 10) == (1, [(1, 100, {"orderId": "X"})])
    assert db.deletions(THING, 101, 200, 0, 10) == (0, [])


def test_all_of_a_kind_are_deleted_and_no_other(db: Database) -> None:
    db.save(PLAIN, 1, {}, keys=[("k", "a")])
    for key in (1, 2):
        db.save(THING, key, {}, facts=Facts({"size": 5}, [("c", "x")], "w"), keys=[("k", "a")])
    db.save(THING, 3, {}, due=10)
    db.delete_all(THING, at=7)
    db.settle(THING, 20)
    assert (db.ids(THING), db.find(THING, "k", "a")) == ([], [])
    assert found(db, Where("thing")) == []
    assert [key for key, _, _ in db.deletions(THING, 7, 7, 0, 10)[1]] == [1, 2, 3]
    db.save(THING, 2, {}, facts=Facts({"size": 6}, text="w"))
    assert found(db, larger_than(0)) == [2]
    assert (db.ids(PLAIN), db.find(PLAIN, "k", "a")) == ([1], [1])


def test_loading_is_saving_many(db: Database) -> None:
    db.load(
        THING,
        (
            (n, {"n": n}, Facts({"size": n}, [("c", "x")], f"w{n}"), [("k", str(n))])
            for n in range(2500)
        ),
    )
    assert db.count(THING) == 2500
    assert db.get(THING, 2400) == {"n": 2400}
    assert db.find(THING, "k", "7") == [7]
    where = larger_than(2490)
    where.words("w2495")
    where.term("c", ["x", "y"])
    assert found(db, where) == [2495]


def test_changes_only_move_forward(db: Database) -> None:
    db.touch("thing", "plain", at=10.9)
    db.touch("thing", at=5)
    assert db.last_changes() == {"thing": 10, "plain": 10}


def test_threads_write_one_at_a_time(db: Database) -> None:
    db.save(PLAIN, 1, {"count": 0})

    def count() -> None:
        for _ in range(50):
            with db.transaction():
                body = db.get(PLAIN, 1)
                assert body is not None
                db.save(PLAIN, 1, {"count": body["count"] + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.get(PLAIN, 1) == {"count": 200}


def test_a_file_keeps_all_for_the_next_one(tmp_path: Path) -> None:
    first = Database(tmp_path / "shop.db")
    first.save(THING, 1, {"a": 1}, facts=Facts({"size": 5}), due=7.0)
    first.close()
    second = Database(tmp_path / "shop.db")
    assert second.get(THING, 1) == {"a": 1}
    second.settle(THING, 8.0)
    assert found(second, larger_than(0)) == [1]
    second.close()


def _write_for_ever(path: Path, started: object) -> None:
    database = Database(path)
    number = 0
    while True:
        number += 1
        with database.transaction():
            database.save(PLAIN, 1, {"n": number})
            database.save(PLAIN, 2, {"n": number})
        if number == 20:
            started.set()  # type: ignore[attr-defined]  # an Event, whose class has no public name


def test_a_kill_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    writer = context.Process(target=_write_for_ever, args=(path, started))
    writer.start()
    assert started.wait(60)
    assert writer.pid is not None
    writer.kill()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    database = Database(path)
    assert database.get(PLAIN, 1) == database.get(PLAIN, 2)
    with database.reading() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_two_files_of_one_shop_wait_for_each_other(tmp_path: Path) -> None:
    first, second = Database(tmp_path / "shop.db"), Database(tmp_path / "shop.db")
    entered = threading.Event()

    def write() -> None:
        entered.set()
        second.save(PLAIN, 2, {})

    other = threading.Thread(target=write)
    with first.transaction():
        first.save(PLAIN, 1, {})
        other.start()
        assert entered.wait(10)
    other.join()
    assert first.ids(PLAIN) == [1, 2]
    first.close()
    second.close()


def test_ordered_lists(db: Database) -> None:
    lists = OrderedLists("things")
    for member in (7, 3, 5, 3):
        lists.append(db, 1, member)
    assert lists.members(db, 1) == [7, 3, 5]
    lists.remove(db, 1, 3)
    lists.append(db, 1, 3)
    assert lists.members(db, 1) == [7, 5, 3]
    lists.rewrite(db, 1, [5, 7])
    assert lists.members(db, 1) == [5, 7]
    lists.set_owners(db, 7, [2, 1])
    assert (lists.members(db, 1), lists.members(db, 2)) == ([5, 7], [7])
    assert sorted(lists.owners(db, 7)) == [1, 2]
    lists.forget(db, 7)
    assert (lists.members(db, 1), lists.members(db, 2)) == ([5], [])
    lists.place(db, 1, 9, 0)
    assert lists.members(db, 1) == [9, 5]
    assert OrderedLists("others").members(db, 1) == []
