"""What the files of a congress say, as rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from liaison.directory.files import CongressFiles, MandateRow

from .by_code import Values

Terms = Mapping[str, list[list[str | float]]]
FIELDS = {
    "committee_id": "committee",
    "parent_id": "parent",
    "district_id": "district",
    "succeeds_id": "succeeds",
}
"""What a column is called in the files, where that is another name."""


def terms_of(files: CongressFiles) -> Terms:
    """The words of the remit files by committee."""
    found: dict[str, list[list[str | float]]] = {}
    for row in files.terms:
        found.setdefault(row.committee, []).append([row.term, row.weight, row.subject, row.note])
    return found


def committees(files: CongressFiles) -> Iterator[Values]:
    terms = terms_of(files)
    for row in files.committees:
        yield {"code": row.code, "name": row.name, "remit": row.remit, "terms": terms.get(row.code, [])}


def districts(files: CongressFiles, kind: str, parents: Mapping[str, int]) -> Iterator[Values]:
    """Those of one kind, whose parents have their ids."""
    for row in files.districts:
        if row.kind == kind:
            yield {
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "former": list(row.former),
                "parent_id": parents[row.parent] if row.parent else None,
            }


def stations(files: CongressFiles, districts: Mapping[str, int]) -> Iterator[Values]:
    for row in files.stations:
        yield {
            "code": row.code,
            "name": row.name,
            "address": row.address,
            "district_id": districts[row.district],
            "hours": row.hours,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }


def groups(files: CongressFiles, committees: Mapping[str, int]) -> Iterator[Values]:
    for row in files.groups:
        yield {
            "code": row.code,
            "name": row.name,
            "committee_id": committees[row.committee] if row.committee else None,
            "subjects": list(row.subjects),
        }


def deputies(
    files: CongressFiles,
    committees: Mapping[str, int],
    held: Mapping[str, tuple[MandateRow, ...]],
    today: date,
) -> Iterator[Values]:
    """``held``: the mandates of those of whom the files do not say all."""
    for row in files.deputies:
        yield {
            "code": row.code,
            "name": row.name,
            "unit": row.unit,
            "profession": row.profession,
            "committee_id": committees[row.committee] if row.committee else None,
            "groups": list(row.groups),
            "pledge": row.pledge,
            "phone": row.phone,
            "active": any(one.lasts(today) for one in held.get(row.code, row.mandates)),
        }


def kept(files: CongressFiles, table: str, names: Mapping[str, str]) -> set[str]:
    """Of a table's columns, those that the files do not have; ``names``: theirs by ours."""
    return {ours for ours, theirs in names.items() if not files.has(table, theirs)}
