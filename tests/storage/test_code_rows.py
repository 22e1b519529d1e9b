"""Codes through use cases: who may have them, and that doing it twice does it once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Connection

from liaison.casework import codes
from liaison.casework.errors import Refused
from liaison.casework.people import Actor
from storage import tables as t
from storage.uow import StoredTransaction
from tests.storage.world import ASSEMBLY, START, connected, make_database, office_of

CLERK = Actor(1, ASSEMBLY, clerk=True)
CITIZEN = Actor(2, ASSEMBLY)


@pytest.fixture
def connection(empty_url: str) -> Iterator[Connection]:
    make_database(empty_url)
    with connected(empty_url) as made:
        yield made


@pytest.fixture
def tx(connection: Connection) -> StoredTransaction:
    return StoredTransaction(connection, office_of(connection), lambda: None)


def token_of(tx: StoredTransaction, deputy_id: int) -> str | None:
    return codes.current(tx, actor=CLERK, kind="deputy", target_id=deputy_id)


def test_a_clerk_and_whose_it_is_may_have_a_code(tx: StoredTransaction) -> None:
    own = Actor(3, ASSEMBLY, deputy_id=1)
    assert codes.current(tx, actor=own, kind="deputy", target_id=1) == token_of(tx, 1)
    for actor, kind, target_id in (
        (own, "deputy", 2),
        (own, "station", 1),
        (CITIZEN, "deputy", 1),
        (CITIZEN, "district", 4),
    ):
        with pytest.raises(Refused):
            codes.current(tx, actor=actor, kind=kind, target_id=target_id)  # type: ignore[arg-type]
    for actor in (own, CITIZEN):
        with pytest.raises(Refused):
            codes.renew(tx, actor=actor, kind="deputy", target_id=1, instead_of="", now=START)
        with pytest.raises(Refused):
            codes.withdraw(tx, actor=actor, kind="deputy", target_id=1, token="", now=START)


def test_a_second_tap_does_not_take_back_the_new_code(tx: StoredTransaction) -> None:
    old = token_of(tx, 1)
    assert old is not None
    facts = {"actor": CLERK, "kind": "deputy", "target_id": 1, "instead_of": old, "now": START}
    new = codes.renew(tx, **facts)  # type: ignore[arg-type]
    assert new != old
    assert codes.renew(tx, **facts) == new  # type: ignore[arg-type]
    assert token_of(tx, 1) == new
    assert not codes.withdraw(tx, actor=CLERK, kind="deputy", target_id=1, token=old, now=START)
    assert token_of(tx, 1) == new


def test_what_was_withdrawn_can_be_given_a_new_code(tx: StoredTransaction) -> None:
    old = token_of(tx, 1)
    assert old is not None
    assert codes.withdraw(tx, actor=CLERK, kind="deputy", target_id=1, token=old, now=START)
    assert token_of(tx, 1) is None
    assert not codes.withdraw(tx, actor=CLERK, kind="deputy", target_id=1, token=old, now=START)
    new = codes.renew(tx, actor=CLERK, kind="deputy", target_id=1, instead_of="", now=START)
    assert token_of(tx, 1) == new != old


def test_towns_and_what_is_not_there_have_no_code(tx: StoredTransaction) -> None:
    towns = [place.id for place in tx.office.directory.roster.districts.values() if place.kind == "town"]
    for kind, target_id in (("district", towns[0]), ("deputy", 9999), ("station", 9999)):
        with pytest.raises(Refused):
            codes.renew(tx, actor=CLERK, kind=kind, target_id=target_id, instead_of="", now=START)  # type: ignore[arg-type]


def test_the_picture_for_a_poster(tx: StoredTransaction, connection: Connection) -> None:
    assert tx.codes.photo(1) is None
    values = {"deputy_id": 1, "sha256": "0" * 64, "name": "a.jpg", "base64": b64encode(b"picture").decode()}
    connection.execute(t.photo.insert(), values)
    assert tx.codes.photo(1) == b"picture"
