"""What counts as the database being away, and what as the fault of what was asked of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage.engine import LaneDatabase, away
from tests.servers import free_port


async def error_of(database: LaneDatabase, statement: str) -> Exception:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        await database.write(lambda connection: connection.execute(sa.text(statement)) and None)
    await database.close()
    return caught.value


async def test_a_server_that_is_not_there_is_away() -> None:
    assert away(await error_of(LaneDatabase(f"postgresql://u@127.0.0.1:{free_port()}/x"), "SELECT 1"))


async def test_a_connection_that_was_cut_is_away(postgres_url: str) -> None:
    cut = "SELECT pg_terminate_backend(pg_backend_pid())"
    assert away(await error_of(LaneDatabase(postgres_url), cut))


@pytest.mark.parametrize(
    "statement",
    ["SELECT no_such_column", "SELECT 1 / 0", "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"],
)
async def test_what_is_wrong_with_the_statement_is_its_own_fault(postgres_url: str, statement: str) -> None:
    assert not away(await error_of(LaneDatabase(postgres_url), statement))


async def test_sqlite_is_asked_once_more(congress_url: str) -> None:
    assert not away(await error_of(LaneDatabase(congress_url), "SELECT no_such_column"))
