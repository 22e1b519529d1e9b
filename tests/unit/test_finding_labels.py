"""What fits a button, and the way on the map."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from handlers import callbacks, maps
from handlers.citizen.results import LABEL, shortened
from liaison.directory.model import Station


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("祁望山 · 市代表", "祁望山 · 市代表"),
        ("望" * (LABEL // 2), "望" * (LABEL // 2)),
        ("望" * LABEL, "望" * (LABEL // 2 - 1) + "…"),
        ("a" * LABEL, "a" * LABEL),
        ("a" * (LABEL + 1), "a" * (LABEL - 1) + "…"),
        ("", ""),
    ],
)
def test_a_label_is_cut_by_its_columns(label: str, shown: str) -> None:
    assert shortened(label) == shown


def test_the_way_names_the_station_and_the_kind_of_coordinates_and_nobody() -> None:
    way = maps.way_to(Station(1, "s", "甲,乙&丙站", "", 1, latitude=31.5, longitude=120.25))
    assert way is not None
    query = parse_qs(urlsplit(way).query)
    assert query["to"] == ["120.250000,31.500000,甲 乙&丙站"]
    assert query["coordinate"] == ["wgs84"]
    assert query["mode"] == ["walk"]
    assert "from" not in query
    assert maps.way_to(Station(1, "s", "甲", "", 1)) is None


@pytest.mark.parametrize(
    "data",
    [
        callbacks.Place(do="browse", district_id=2**53, offset=2**31),
        callbacks.Team(district_id=2**53, key=2**32 - 1, offset=2**31),
        callbacks.AtStation(do="open", station_id=2**53, offset=2**31),
        callbacks.More(do="choose", offset=2**31, about=2**53),
    ],
)
def test_the_largest_ids_fit_a_button(data: callbacks.CallbackData) -> None:
    assert len(data.pack().encode()) <= 64  # Bot API, InlineKeyboardButton.callback_data
