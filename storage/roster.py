"""The congress in the database: what an import and the end of a term change in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.model import State
from liaison.directory.files import CongressFiles
from liaison.directory.model import DISTRICT_KINDS

from . import codes, seats
from . import roster_rows as rows
from . import tables as t
from .by_code import Saved, Told, Values, ids_of, in_parts, link, retire, rows_of, silent, upsert
from .versions import note_change

_b = sa.bindparam

NAMED = 10
"""Of each kind of change, how many are told by name."""

OPEN = (State.TRIAGE, State.WITH_COMMITTEE, State.WITH_DEPUTY, State.WAITING)
"""Of opinions that somebody still has to answer."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names of the first few that an import touched; of those changed also which columns of the files."""

    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind an import touched. ``retired``: a deputy who left office; a place or station
    that was removed; a committee that was removed or, when something refers to it, is routed to no more."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    named: Named = field(default=Named(), compare=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import changed. ``deputies_gone``: who left office by it; their open opinions are to be
    returned to staff (:func:`liaison.casework.leaving.return_open_opinions`) in the same unit of work.
    ``deputies_before``: how many were in office."""

    districts: Count = Count()
    committees: Count = Count()
    stations: Count = Count()
    deputies: Count = Count()
    deputies_gone: tuple[int, ...] = ()
    groups: Count = Count()
    renamed: bool = False
    subjects: bool = False
    deputies_before: int = field(default=0, compare=False)

    @property
    def nothing(self) -> bool:
        """Whether the files said what was known already."""
        return self == Changes()


def save(
    connection: Connection,
    assembly_code: str,
    files: CongressFiles,
    *,
    today: date,
    token: Callable[[], str] = codes.new_token,
    told: Told = silent,
) -> Changes:
    """Make the database say what the files say, matched by code; all within the caller's unit of work.

    Tables and columns that the files do not have stay as they are. A deputy missing from the files, or whose
    terms ended before ``today``, becomes inactive and keeps id, code and opinions; of one missing, yesterday was the
    last day. Anything else missing is removed, unless something still refers to it. The same files again change
    nothing. ``told`` hears of ``steps(files)`` rows in all.
    """
    alone(connection, assembly_code)
    return _Saving(connection, assembly_code, files, today, token, told).save()


def steps(files: CongressFiles) -> int:
    """How many rows there are to be done."""
    few = len(files.districts) + len(files.committees) + len(files.groups) + len(files.stations)
    return few + 4 * len(files.deputies)


class _Saving:
    def __init__(
        self,
        connection: Connection,
        assembly_code: str,
        files: CongressFiles,
        today: date,
        token: Callable[[], str],
        told: Told,
    ) -> None:
        self._connection = connection
        self._code = assembly_code
        self._files = files
        self._today = today
        self._token = token
        self._told = told

    def save(self) -> Changes:
        connection, code, files = self._connection, self._code, self._files
        new, renamed = _name(connection, code, files.assembly.name)
        districts = self._districts()
        committees = self._table(
            "committees", t.committee, rows.committees(files), {"remit": "remit", "terms": "terms"}
        )
        names = {"committee_id": "committee", "subjects": "subjects"}
        groups = self._table("groups", t.roster_group, rows.groups(files, committees.ids), names)
        names = {name: name for name in ("hours", "latitude", "longitude")}
        stations = self._table("stations", t.station, rows.stations(files, districts.ids), names)
        were_active = _active(connection, code)
        deputies = self._deputies(committees.ids, districts.ids, stations.ids)
        gone = were_active - _active(connection, code)
        not_changed = deputies.added | gone
        changed = {one: what for one, what in deputies.changed.items() if one not in not_changed}
        deputies.changed = changed
        resorted = _save_subjects(connection, code, files, committees.ids)
        retired = {
            "stations": self._retire_with_code("station", stations.ids),
            "groups": retire(connection, t.roster_group, code, groups.ids) if files.has("groups") else {},
            "districts": self._retire_with_code("district", districts.ids),
            "committees": self._retire_committees(committees.ids) if files.has("committees") else {},
        }
        changes = Changes(
            stations=self._count(t.station, stations, retired["stations"]),
            groups=self._count(t.roster_group, groups, retired["groups"]),
            districts=self._count(t.district, districts, retired["districts"]),
            committees=self._count(t.committee, committees, retired["committees"]),
            deputies=self._count(t.deputy, deputies, gone),
            deputies_gone=tuple(sorted(gone)),
            renamed=renamed,
            subjects=resorted and not new,
            deputies_before=len(were_active),
        )
        placed = self._make_codes(deputies.ids, stations.ids, districts.ids)
        only = replace(changes, deputies=Count(), deputies_gone=())
        if placed or not only.nothing:
            note_change(connection, code, deputies=None)
        elif not changes.nothing:
            note_change(connection, code, deputies=changed.keys() | deputies.added | gone)
        return changes

    def _table(
        self, name: str, table: sa.Table, values: Iterable[Values], optional: Mapping[str, str]
    ) -> Saved:
        """Save a table, if the files have it."""
        if not self._files.has(name):
            return Saved(ids=ids_of(self._connection, table, self._code))
        keep = rows.kept(self._files, name, optional)
        return upsert(self._connection, table, self._code, values, keep=keep, told=self._told)

    def _districts(self) -> Saved:
        """Level by level, so that every parent has its id."""
        saved = Saved()
        for kind in DISTRICT_KINDS:
            values = rows.districts(self._files, kind, saved.ids)
            saved.also(self._table("districts", t.district, values, {"former": "former"}))
        return saved

    def _deputies(
        self, committees: Mapping[str, int], districts: Mapping[str, int], stations: Mapping[str, int]
    ) -> Saved:
        """People, their mandates, pictures and links; who is not named leaves office."""
        connection, code, files = self._connection, self._code, self._files
        if not files.has("deputies"):
            deputies = Saved(ids=ids_of(connection, t.deputy, code))
            if files.has("links"):
                wanted = {
                    deputies.ids[one]: [districts[d] for d in linked] for one, linked in files.links.items()
                }
                self._touch(deputies, link(connection, code, t.deputy_district, wanted), "districts")
            return deputies
        before = seats.mandates(connection, code)
        held = seats.completed(files, ids_of(connection, t.deputy, code), before)
        names = {name: name for name in ("unit", "profession", "groups", "pledge", "phone")}
        values = rows.deputies(files, committees, held, self._today)
        deputies = self._table("deputies", t.deputy, values, {**names, "committee_id": "committee"})
        touched = seats.save_mandates(
            connection, files, deputies.ids, districts, before, held, self._today, self._told
        )
        for one, what in touched.items():
            if one not in deputies.added:
                deputies.changed.setdefault(one, set()).update(what)
        del before
        if files.has("deputies", "succeeds"):
            self._touch(deputies, seats.save_successors(connection, code, files, deputies.ids), "succeeds")
        if files.has("deputies", "photo"):
            self._touch(deputies, seats.save_photos(connection, code, files, deputies.ids), "photo")
        for column, table, ids in (
            ("districts", t.deputy_district, districts),
            ("stations", t.deputy_station, stations),
        ):
            if files.has("deputies", column):
                wanted = {
                    deputies.ids[row.code]: [ids[one] for one in getattr(row, column)]
                    for row in files.deputies
                }
                self._touch(deputies, link(connection, code, table, wanted), column)
        self._told(len(files.deputies))
        _leave_office(connection, _active(connection, code) - set(deputies.ids.values()), self._today)
        return deputies

    def _touch(self, saved: Saved, ids: Iterable[int], column: str) -> None:
        for one in ids:
            if one not in saved.added:
                saved.changed.setdefault(one, set()).add(column)

    def _make_codes(
        self, deputies: Mapping[str, int], stations: Mapping[str, int], districts: Mapping[str, int]
    ) -> set[int]:
        """For whatever has none; returns for which stations and communities one was made."""
        connection, code, today, token = self._connection, self._code, self._today, self._token
        codes.make_missing(connection, code, "deputy", deputies.values(), today, token)
        self._told(len(self._files.deputies))
        communities = [districts[row.code] for row in self._files.districts if row.kind == "village"]
        return codes.make_missing(connection, code, "station", stations.values(), today, token) | (
            codes.make_missing(connection, code, "district", communities, today, token)
        )

    def _retire_with_code(self, kind: codes.Kind, named: Mapping[str, int]) -> dict[int, str]:
        """Remove places or stations the files do not name. Their codes open nothing any more."""
        if not self._files.has(f"{kind}s"):
            return {}
        removed = retire(self._connection, t.metadata.tables[kind], self._code, named)
        codes.forget(self._connection, self._code, kind, removed, self._today)
        return removed

    def _retire_committees(self, named: Mapping[str, int]) -> dict[int, str]:
        """Remove what the files do not name; one that is referred to loses its terms, so that nothing new is
        routed to it."""
        removed = retire(self._connection, t.committee, self._code, named)
        silenced = {
            row.id: row.name
            for row in rows_of(self._connection, t.committee, self._code)
            if row.code not in named and row.terms
        }
        statement = t.committee.update().where(t.committee.c.id == _b("the_id")).values(terms=[])
        in_parts(self._connection, statement, ({"the_id": one} for one in silenced))
        return removed | silenced

    def _count(self, table: sa.Table, saved: Saved, retired: Mapping[int, str] | Collection[int]) -> Count:
        """With the names of the first few."""
        first = list(islice(sorted(saved.added), NAMED)), list(islice(sorted(saved.changed), NAMED))
        left = sorted(retired)[:NAMED]
        known = dict(retired) if isinstance(retired, Mapping) else {}
        unknown = {*first[0], *first[1], *left} - known.keys()
        query = sa.select(table.c.id, table.c.name).where(table.c.id.in_(unknown))
        names = known | (dict(self._connection.execute(query).all()) if unknown else {})
        fields = {one: tuple(sorted(rows.FIELDS.get(f, f) for f in saved.changed[one])) for one in first[1]}
        named = Named(
            tuple(names[one] for one in first[0]),
            tuple((names[one], tuple(dict.fromkeys(fields[one]))) for one in first[1]),
            tuple(names[one] for one in left),
        )
        return Count(len(saved.added), len(saved.changed), len(retired), named)


def end_terms(connection: Connection, assembly_code: str, today: date) -> tuple[int, ...]:
    """End the mandates whose term ended before ``today``. Returns who has none left by that, as
    ``deputies_gone`` does: they are inactive now."""
    m, d = t.mandate.c, t.deputy.c
    here = sa.select(d.id).where(d.assembly == assembly_code)
    over = sa.and_(m.deputy_id.in_(here), m.active, m.term_ends < today)
    touched = set(connection.execute(sa.select(m.deputy_id).where(over)).scalars())
    if not touched:
        return ()
    connection.execute(t.mandate.update().where(over).values(active=False))
    gone = touched - set(
        connection.execute(sa.select(m.deputy_id).where(m.deputy_id.in_(here), m.active)).scalars()
    )
    _leave_office(connection, gone, today)
    note_change(connection, assembly_code, deputies=touched)
    return tuple(sorted(gone))


def left_behind(connection: Connection, assembly_code: str) -> tuple[int, ...]:
    """Deputies out of office who still have open opinions: given to them by a process that did not know it yet."""
    d, o = t.deputy.c, t.opinion.c
    theirs = sa.exists().where(o.deputy_id == d.id, o.state.in_([state.value for state in OPEN]))
    query = sa.select(d.id).where(d.assembly == assembly_code, ~d.active, theirs).order_by(d.id)
    return tuple(connection.execute(query).scalars())


def alone(connection: Connection, assembly_code: str) -> None:
    """Two imports at once: the second waits, in :func:`save` or before it. On SQLite everybody who writes does."""
    if connection.dialect.name == "postgresql":
        key = sa.func.hashtextextended(f"roster {assembly_code}", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _name(connection: Connection, assembly_code: str, name: str) -> tuple[bool, bool]:
    """Whether the congress is new, and whether it is called otherwise now."""
    one = t.assembly.c.code == assembly_code
    known = connection.execute(sa.select(t.assembly.c.name).where(one)).scalar()
    if known is None:
        connection.execute(t.assembly.insert(), {"code": assembly_code, "name": name, "serials": {}})
    elif known != name:
        connection.execute(t.assembly.update().where(one).values(name=name))
    return known is None, known not in (None, name)


def _save_subjects(
    connection: Connection, assembly_code: str, files: CongressFiles, committees: Collection[str]
) -> bool:
    """Whether the table of subjects is another one now. Where the files have none, the one there is stays, but for
    committees that are no more."""
    one = t.assembly.c.code == assembly_code
    before = connection.execute(sa.select(t.assembly.c.subjects).where(one)).scalar() or []
    if files.has("subjects"):
        wanted = [[row.subject, row.committee, row.assisting] for row in files.subjects]
    else:
        wanted = [
            [subject, lead, assisting if assisting in committees else ""]
            for subject, lead, assisting in before
            if lead in committees
        ]
    if before == wanted:
        return False
    connection.execute(t.assembly.update().where(one).values(subjects=wanted))
    return True


def _active(connection: Connection, assembly_code: str) -> set[int]:
    query = sa.select(t.deputy.c.id).where(t.deputy.c.assembly == assembly_code, t.deputy.c.active)
    return set(connection.execute(query).scalars())


def _leave_office(connection: Connection, deputy_ids: Iterable[int], today: date) -> None:
    """Without a mandate in force from today on; of one that would have lasted, yesterday was the last day."""
    m = t.mandate.c
    ids = [{"the_id": deputy_id} for deputy_id in deputy_ids]
    in_parts(connection, t.deputy.update().where(t.deputy.c.id == _b("the_id")).values(active=False), ids)
    lasting = sa.or_(m.term_ends.is_(None), m.term_ends >= today)
    ends = sa.case((lasting, sa.literal(today - timedelta(days=1), sa.Date)), else_=m.term_ends)
    statement = t.mandate.update().where(m.deputy_id == _b("the_id"))
    in_parts(connection, statement.values(active=False, term_ends=ends), ids)
