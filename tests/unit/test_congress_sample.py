"""The sample congress is complete, and fit to be shown."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from liaison.directory.files import CongressFiles
from liaison.directory.importing import read_congress
from liaison.directory.model import LEVELS
from liaison.directory.tables import columns

CONGRESS = Path(__file__).parents[2] / "congress"
COMMITTEES = {
    "judicial",
    "finance",
    "urban",
    "rural",
    "education",
    "ethnic",
    "social",
    "legislation",
    "deputies",
}


@pytest.fixture(scope="module")
def files() -> CongressFiles:
    return read_congress(CONGRESS / "xinghe")


def test_the_nine_committees_each_have_a_remit_and_terms(files: CongressFiles) -> None:
    assert {row.code for row in files.committees} == COMMITTEES
    assert all(row.remit for row in files.committees)
    terms = Counter(row.committee for row in files.terms)
    assert set(terms) == COMMITTEES
    assert min(terms.values()) >= 50


def test_every_committee_has_terms_in_english_too(files: CongressFiles) -> None:
    assert {row.committee for row in files.terms if row.term.isascii() and row.term.isalpha()} == COMMITTEES


def test_places_deputies_and_stations_are_enough_to_try_everything(files: CongressFiles) -> None:
    kinds = Counter(row.kind for row in files.districts)
    assert kinds["city"] == 1
    assert kinds["county"] == 3
    assert kinds["town"] >= 10
    assert kinds["village"] >= 40
    assert {one.level for row in files.deputies for one in row.mandates} == set(LEVELS)
    assert len(files.deputies) >= 60
    assert len(files.stations) >= 8


def test_every_community_has_a_deputy_and_every_deputy_a_station_and_a_pledge(files: CongressFiles) -> None:
    linked = {code for row in files.deputies for code in row.districts}
    assert {row.code for row in files.districts if row.kind == "village"} <= linked
    assert all(row.stations and row.pledge and row.groups for row in files.deputies)


def test_names_are_plain_and_not_shared(files: CongressFiles) -> None:
    names = [row.name for row in files.deputies]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) for name in names)


def test_no_telephone_number_can_be_dialled(files: CongressFiles) -> None:
    assert any(row.phone for row in files.deputies)
    assert all(not row.phone or row.phone.startswith("0000-") for row in files.deputies)


def test_terms_of_office_last(files: CongressFiles) -> None:
    followed = {row.succeeds for row in files.deputies}
    ends = [one.term_end for row in files.deputies if row.code not in followed for one in row.mandates]
    assert all(end is None or end > date(2030, 1, 1) for end in ends)


def test_the_sample_has_what_a_roster_may_have(files: CongressFiles) -> None:
    roster = files.roster(today=date(2026, 5, 11))
    (double,) = (row for row in roster.deputies.values() if len(row.mandates) > 1)
    assert {one.level for one in double.mandates} == {"city", "county"}
    (left,) = (row for row in roster.deputies.values() if not row.active)
    after = roster.successor_of(left.id)
    assert after is not None
    assert after.succeeds_id == left.id
    assert {group.name for group in roster.groups.values()} <= {
        g for row in files.deputies for g in row.groups
    }
    assert sum(1 for row in files.districts if row.former) >= 5
    assert sum(1 for row in files.deputies if row.profession) >= 40


def test_the_readme_documents_every_file_and_column_and_says_that_all_is_invented() -> None:
    text = (CONGRESS / "README.md").read_text("utf-8")
    assert "虚构" in text
    assert "invented" in text
    for table in columns().tables:
        assert columns().file(table) in text
        for chinese, *_, english in columns().headers(table).values():
            assert f"| {chinese} | {english} |" in text
