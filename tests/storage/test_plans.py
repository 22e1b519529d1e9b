"""What is asked again and again goes through the indexes meant for it on PostgreSQL, also where the database plans a
prepared statement once for all values: then it knows no value that is not written into the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import drafts, inbox, opinions, outbox, teaching
from tests import servers
from tests.storage.world import connected

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
MUCH = """
    INSERT INTO person (assembly, address, name, language, language_chosen, since)
        SELECT 'x', n::text, '甲', 'zh_CN', false, now() FROM generate_series(1, 20000) n;
    INSERT INTO inbox (bot_id, update_id, chat, share, payload, state, tries, received_at)
        SELECT 7, n, n::text, mod(n, 60), '', CASE WHEN mod(n, 100) = 0 THEN 0 ELSE 1 END, 0, now()
        FROM generate_series(1, 20000) n;
    INSERT INTO draft (person_id, purpose, named, begun_at, closed_at)
        SELECT n, 'opinion', false, now(), CASE WHEN mod(n, 100) > 0 THEN now() END FROM generate_series(1, 20000) n;
    INSERT INTO part (draft_id, kind, source, text, file, name, album)
        SELECT id, 'text', id::text, '', '', '', '' FROM draft;
    INSERT INTO outbox (assembly, person_id, dedupe, key, args, actions, file_kind, file, priority, state, tries,
            not_before, owed_since)
        SELECT 'x', n, n::text, 'k', '{}', '[]', '', '', mod(n, 2), CASE WHEN mod(n, 100) > 0 THEN 2 ELSE mod(n / 100, 4) END, 0,
            '2026-01-01', now()
        FROM generate_series(1, 20000) n;
    INSERT INTO opinion (assembly, number, author_id, state, submitted_at, due_on, named, suggestions, version, rank)
        SELECT 'x', n::text, n, CASE WHEN mod(n, 10) = 0 THEN 'triage' ELSE 'answered' END, now(), '2026-01-01', false,
            '[]', 1, CASE WHEN mod(n, 1000) = 0 THEN 0 ELSE 1 END
        FROM generate_series(1, 20000) n;
    INSERT INTO routing_example (assembly, opinion_id, target, at, taken_back_at)
        SELECT 'x', id, 'committee:x', now(), CASE WHEN mod(id, 100) = 0 THEN now() END FROM opinion;
    ANALYZE;
"""


@pytest.fixture(scope="module")
def full(postgres_server: servers.Databases, postgres_template: str) -> Iterator[Connection]:
    """Twenty thousand rows, most of them done with."""
    url = postgres_server.copy(postgres_template)
    with connected(url) as connection:
        for statement in MUCH.split(";")[:-1]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        yield connection
    postgres_server.drop(url)


def plan(connection: Connection, statement: Any, values: dict[str, Any]) -> str:
    """How PostgreSQL would go about it, not knowing the values."""
    unknown = dict.fromkeys(statement.compile().params) | values
    text = str(
        statement.params(unknown).compile(
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
    )
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        names.append(found.group(1))
        return f"${len(names)}"

    text = re.sub(r"%\((\w+)\)s", numbered, text)
    connection.exec_driver_sql(f"PREPARE asked AS {text}")
    nothing = f"({', '.join(['NULL'] * len(names))})" if names else ""
    lines = connection.exec_driver_sql(f"EXPLAIN EXECUTE asked{nothing}").scalars().all()
    connection.exec_driver_sql("DEALLOCATE asked")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("statement", "index", "values"),
    [
        (inbox._TAKE, "ix_inbox_unfinished", {}),
        (inbox._STRAGGLERS, "ix_inbox_unfinished", {}),
        (outbox._CLAIM, "ix_outbox_due", {}),
        (outbox._CLAIM, "ix_outbox_unsent", {}),
        (sa.select(outbox._o.id).where(outbox._IS_CLAIMED), "ix_outbox_unsent", {}),
        (outbox._WRITTEN_TO, "ix_outbox_unsent", {"people": [1, 2, 3]}),
        (drafts._OPEN, "ix_draft_open", {}),
        (teaching._TAKEN_BACK, "ix_routing_example_taken_back", {}),
    ],
)
def test_a_partial_index_is_enough(
    full: Connection, statement: Any, index: str, values: dict[str, Any]
) -> None:
    found = plan(full, statement, values)
    assert index in found
    assert "Seq Scan" not in found


def test_the_first_page_of_the_staffs_queue_needs_no_sorting_of_the_whole(full: Connection) -> None:
    found = plan(full, opinions._STAFF_QUEUE, {"states": ["triage"]})
    assert "ix_opinion_assembly_state_rank_due_on" in found
    assert "Seq Scan on opinion" not in found
    assert "Incremental Sort" in found or "Sort" not in found


def test_this_test_would_see_a_value_that_is_not_written_out(full: Connection) -> None:
    waiting = sa.select(outbox._o.id).where(outbox._o.state == 0).order_by(outbox._o.priority, outbox._o.id)
    assert "ix_outbox_due" not in plan(full, waiting, {})
