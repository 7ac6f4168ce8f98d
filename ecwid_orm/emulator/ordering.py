"""Lists of ids in an order of the shop's own, such as the products of a category."""

from __future__ import annotations

from collections.abc import Iterable

from ecwid_orm.emulator.database import Database


class OrderedLists:
    """One list of members for each owner, all under one name. A member is in a list once."""

    def __init__(self, name: str) -> None:
        self.name = name

    def members(self, db: Database, owner: int) -> list[int]:
        """The ids in the owner's list, in order."""
        with db.reading() as connection:
            rows = connection.execute(
                "SELECT member FROM member WHERE list = ? AND owner = ? ORDER BY position, member",
                (self.name, owner),
            ).fetchall()
        return [row[0] for row in rows]

    def owners(self, db: Database, member: int) -> list[int]:
        """The owners in whose lists a member is."""
        with db.reading() as connection:
            rows = connection.execute(
                "SELECT owner FROM member WHERE list = ? AND member = ?", (self.name, member)
            ).fetchall()
        return [row[0] for row in rows]

    def append(self, db: Database, owner: int, member: int) -> None:
        """Put a member at the end of a list, unless it is in there."""
        db.write(
            "INSERT OR IGNORE INTO member (list, owner, position, member)"
            " SELECT ?, ?, coalesce(max(position), 0) + 1, ?"
            " FROM member WHERE list = ? AND owner = ?",
            (self.name, owner, member, self.name, owner),
        )

    def place(self, db: Database, owner: int, member: int, position: int) -> None:
        """Put a member at a position, which others may have too."""
        db.write(
            "INSERT INTO member (list, owner, position, member) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (list, owner, member) DO UPDATE SET position = excluded.position"
            " WHERE position <> excluded.position",
            (self.name, owner, position, member),
        )

    def remove(self, db: Database, owner: int, member: int) -> None:
        """Take a member out of a list."""
        db.write(
            "DELETE FROM member WHERE list = ? AND owner = ? AND member = ?",
            (self.name, owner, member),
        )

    def set_owners(self, db: Database, member: int, owners: Iterable[int]) -> None:
        """Leave a member in just these lists: appended where new, unmoved where it was."""
        wanted = set(owners)
        with db.transaction():
            held = set(self.owners(db, member))
            for owner in held - wanted:
                self.remove(db, owner, member)
            for owner in wanted - held:
                self.append(db, owner, member)

    def rewrite(self, db: Database, owner: int, members: Iterable[int]) -> None:
        """Make a list consist of just these, in this order."""
        with db.transaction() as connection:
            connection.execute(
                "DELETE FROM member WHERE list = ? AND owner = ?", (self.name, owner)
            )
            connection.executemany(
                "INSERT OR IGNORE INTO member (list, owner, position, member) VALUES (?, ?, ?, ?)",
                [(self.name, owner, place, member) for place, member in enumerate(members, 1)],
            )

    def forget(self, db: Database, member: int) -> None:
        """Take a member out of every list."""
        self.set_owners(db, member, ())

    def clear(self, db: Database) -> None:
        """Empty the lists of all owners."""
        db.write("DELETE FROM member WHERE list = ?", (self.name,))

    def load(self, db: Database, rows: Iterable[tuple[int, int, int]]) -> None:
        """Write many (owner, position, member) at once."""
        with db.transaction() as connection:
            connection.executemany(
                "INSERT INTO member (list, owner, position, member) VALUES (?, ?, ?, ?)",
                ((self.name, *row) for row in rows),
            )
