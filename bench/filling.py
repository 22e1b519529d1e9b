"""Citizens and their cases for a PostgreSQL database, as many as wanted, as a year of use would leave them.

A case: one citizen, a sent draft of two messages, three entries of history, an answer of one message, four messages
owed and sent, each at the first attempt; of the updates those of three days. 97 in 100 are answered.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from .stage import TOKEN

FIRST_ADDRESS = 100_001
"""The citizens' chats, from here on one after the other."""

UPDATES_KEPT = 7 * 3 / 365
"""Updates a case that are still in the inbox: seven, kept for three days, of cases that came evenly over a year."""

AT_A_TIME = 50_000

WORDS = "我家楼下的路灯已经坏了快一个月，晚上黑得看不见台阶，老人孩子出门都怕摔着。"
ANSWER = (
    "您好，您反映的路灯问题我已到现场看过，并转交市城管局。城管局答复：线路老化，本周内更换电缆和灯具，旁边一盏也一并更换。"
    "更换之后我会再去看一次；如果还有不亮的，请您直接在这里告诉我。谢谢您的关心。"
)

_CASES = (
    "INSERT INTO person (id, assembly, address, name, language, language_chosen, since)"
    " SELECT n, {assembly}, ({first} + n - 1)::text, 'P', 'zh_CN', false, {then} FROM {numbers}",
    "INSERT INTO opinion (id, assembly, number, author_id, state, submitted_at, due_on, deputy_id, committee_id,"
    " district_id, named, suggestions, version)"
    " SELECT n, {assembly}, '25' || lpad(n::text, 7, '0') || '0', n,"
    " CASE n % 100 WHEN 1 THEN 'triage' WHEN 2 THEN 'with_committee' WHEN 3 THEN 'with_deputy' ELSE 'answered' END,"
    " {then}, ({then})::date + 21, CASE WHEN n % 100 NOT IN (1, 2) THEN {deputy} END,"
    " CASE WHEN n % 100 <> 1 THEN {committee} END, NULL, false, {suggestions}, 2 FROM {numbers}",
    "INSERT INTO draft (id, person_id, purpose, opinion_id, named, begun_at, closed_at)"
    " SELECT 2 * n - 1, n, 'opinion', NULL::bigint, false, {then}, {then} FROM {numbers}"
    " UNION ALL SELECT 2 * n, {somebody}, 'answer', n, false, {later}, {later} FROM {numbers}",
    "INSERT INTO part (draft_id, kind, source, text, file, name, album)"
    " SELECT 2 * n - 1 + k / 3, 'text', ({first} + n - 1)::text || ':' || (10 * n + k),"
    " CASE WHEN k < 3 THEN {words} ELSE {answer} END, '', '', '' FROM {numbers}, generate_series(1, 3) AS k",
    "INSERT INTO entry (opinion_id, seq, kind, party, person_id, at, draft_id, deputy_id, committee_id, note)"
    " SELECT n, seq, kind, party, CASE party WHEN 'citizen' THEN n ELSE {somebody} END, {then},"
    " CASE seq WHEN 1 THEN 2 * n - 1 WHEN 3 THEN 2 * n END, CASE seq WHEN 2 THEN {deputy} END, NULL, ''"
    " FROM {numbers}, (VALUES (1, 'submitted', 'citizen'), (2, 'assigned', 'clerk'), (3, 'answered', 'deputy'))"
    " AS done(seq, kind, party)",
    "INSERT INTO outbox (id, assembly, person_id, opinion_id, dedupe, key, args, actions, file_kind, file, priority,"
    " state, tries, not_before, owed_since, ended_at)"
    " SELECT 4 * n - 4 + k, {assembly}, CASE k WHEN 2 THEN {somebody} ELSE n END, n, n || ':' || k || ':notice:' || n,"
    " 'notice-' || k, json_build_object('number', n, 'words', {words}), '[[\"open\", \"o1:open:1\"]]', '', '',"
    " k % 3, 2, 1, {then}, {then}, {later} FROM {numbers}, generate_series(1, 4) AS k",
    "INSERT INTO attempt (outbox_id, began_at, ended_at, result, message_id)"
    " SELECT 4 * n - 4 + k, {then}, {later}, 'sent', 10 * n + k FROM {numbers}, generate_series(1, 4) AS k",
)
_INBOX = (
    "INSERT INTO inbox (bot_id, update_id, chat, share, payload, state, tries, received_at)"
    " SELECT {bot}, n, ({first} + n - 1)::text, n % 60, '', 1, 0, now() - interval '1 hour' FROM {numbers}"
)
_NUMBERED = ("person", "opinion", "draft", "outbox")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in the database now."""

    cases: int
    bytes: int  # of the database on the disk, indexes too
    tables: dict[str, tuple[int, int]]  # rows, and bytes with indexes


def fill(database: str, cases: int) -> Filled:
    """Put in so many citizens with a case each; before anybody else is in it."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")  # what refers to what is right by making
        assembly = _one(connection, "SELECT code FROM assembly")
        said = {
            "assembly": sql.Literal(assembly),
            "first": sql.Literal(FIRST_ADDRESS),
            "then": sql.SQL("(now() - interval '8766 hours' * (1 - n::float / {}))").format(cases),
            "later": sql.SQL(
                "(now() - interval '8766 hours' * (1 - n::float / {}) + interval '9 days')"
            ).format(cases),
            "deputy": _any_of(connection, "deputy"),
            "committee": _any_of(connection, "committee"),
            "somebody": sql.SQL("(1 + n % {})").format(min(cases, 300)),
            "suggestions": sql.Literal('[[1, 0.93, ["路灯", "楼下"]], [2, 0.05, ["台阶"]]]'),
            "words": sql.Literal(WORDS),
            "answer": sql.Literal(ANSWER),
            "bot": sql.Literal(int(TOKEN.partition(":")[0])),
        }
        for statement in _CASES:
            _in_turn(connection, statement, said, cases)
        _in_turn(connection, _INBOX, said, int(cases * UPDATES_KEPT))
        for table in _NUMBERED:
            connection.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )
        connection.execute("VACUUM ANALYZE")
        return Filled(
            cases, int(_one(connection, "SELECT pg_database_size(current_database())")), _tables(connection)
        )


def _in_turn(
    connection: psycopg.Connection, statement: str, said: dict[str, sql.Composable], count: int
) -> None:
    for first in range(1, count + 1, AT_A_TIME):
        last = min(first + AT_A_TIME - 1, count)
        numbers = sql.SQL("generate_series({}::bigint, {}::bigint) AS n").format(first, last)
        connection.execute(sql.SQL(statement).format(**said, numbers=numbers))


def _any_of(connection: psycopg.Connection, table: str) -> sql.Composable:
    """One of a table's ids, another for each ``n``."""
    rows = connection.execute(
        sql.SQL("SELECT id FROM {} ORDER BY id").format(sql.Identifier(table))
    ).fetchall()
    ids = [row[0] for row in rows]
    return sql.SQL("(({}::bigint[])[1 + n % {}])").format(sql.Literal(ids), len(ids))


def _tables(connection: psycopg.Connection) -> dict[str, tuple[int, int]]:
    query = (
        "SELECT relname, reltuples::bigint, pg_total_relation_size(oid) FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 3 DESC"
    )
    return {name: (rows, size) for name, rows, size in connection.execute(query) if rows > 1000}


def _one(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])
