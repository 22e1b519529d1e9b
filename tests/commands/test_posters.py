"""``poster`` and ``codes`` as a person gives them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.commands.conftest import Done, Liaison
from tests.commands.test_mistakes import one_sentence

CONGRESS = Path(__file__).parents[2] / "congress" / "xinghe"
BOT = ("--bot", "xinghe_renda_bot")


def well(done: Done) -> str:
    assert done.code == 0, done
    assert done.err == ""
    return done.out


@pytest.fixture
async def congress(liaison: Liaison) -> None:
    well(await liaison("import", str(CONGRESS)))


def scanned(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))]


async def links(liaison: Liaison, *which: str) -> dict[str, str]:
    """The links by the code in the files."""
    lines = well(await liaison("codes", "list", *which, *BOT)).splitlines()
    return {line.split("\t")[1]: line.split("\t")[3] for line in lines}


@pytest.mark.usefixtures("congress")
async def test_posters_of_one_and_of_all(liaison: Liaison, tmp_path: Path) -> None:
    assert "deputy-D001.pdf" in well(await liaison("poster", "deputy", "D001", *BOT))
    assert len(PdfReader(tmp_path / "deputy-D001.pdf").pages) == 1
    (tmp_path / "deputy-D001.pdf").write_bytes(b"mine")
    one_sentence(await liaison("poster", "deputy", "D001", *BOT), "deputy-D001.pdf", "--force")
    assert (tmp_path / "deputy-D001.pdf").read_bytes() == b"mine"
    well(await liaison("poster", "deputy", "D001", "--force", *BOT))
    assert (tmp_path / "deputy-D001.pdf").read_bytes().startswith(b"%PDF")
    well(await liaison("poster", "deputy", "--all", *BOT, "--to", "everybody.pdf"))
    whole = PdfReader(tmp_path / "everybody.pdf")
    deputies = await links(liaison, "deputy")
    assert len(whole.pages) == len(deputies) > 50
    shown = [page.extract_text().splitlines()[-1] for page in whole.pages]
    assert [f"https://{address}" for address in shown] == list(deputies.values())

    stations = await links(liaison, "station")
    well(await liaison("poster", "station", "--all", "--format", "png", *BOT))
    pictures = {file.stem: scanned(file.read_bytes()) for file in (tmp_path / "station-all").iterdir()}
    assert pictures == {code: [link] for code, link in stations.items()}

    community, link = next(iter((await links(liaison, "community")).items()))
    well(await liaison("poster", "community", community, "--format", "svg", "--language", "en", *BOT))
    assert (tmp_path / f"community-{community}.svg").read_bytes().startswith(b"<svg")
    well(await liaison("poster", "community", community, "--qr", *BOT))
    assert scanned((tmp_path / f"community-{community}.png").read_bytes()) == [link]


@pytest.mark.usefixtures("congress")
async def test_a_code_that_was_withdrawn_or_renewed(liaison: Liaison) -> None:
    before = await links(liaison)
    renewed = well(await liaison("codes", "renew", "deputy", "D001", *BOT)).split()[-1]
    assert await links(liaison) == {**before, "D001": renewed}
    assert renewed not in before.values()
    well(await liaison("codes", "withdraw", "station", "S01"))
    assert (await links(liaison, "station"))["S01"] == ""
    one_sentence(await liaison("codes", "withdraw", "station", "S01"), "S01")
    one_sentence(await liaison("poster", "station", "S01", *BOT), "S01", "renew")
    rest = await liaison("poster", "station", "--all", *BOT)
    assert rest.code == 0
    assert "1" in rest.err


@pytest.mark.usefixtures("congress")
async def test_what_cannot_be_is_said_in_a_sentence(liaison: Liaison, tmp_path: Path) -> None:
    one_sentence(await liaison("poster", "deputy", *BOT), "--all")
    one_sentence(await liaison("poster", "deputy", "D001", "--all", *BOT), "--all")
    one_sentence(await liaison("poster", "deputy", "nobody", *BOT), "nobody")
    one_sentence(await liaison("poster", "deputy", "D001", "--qr", "--format", "pdf", *BOT), "png")
    one_sentence(await liaison("codes", "renew", "deputy", *BOT), "D001")
    one_sentence(await liaison("codes", "withdraw", "deputy", "nobody"), "nobody")
    (tmp_path / "taken").mkdir()
    one_sentence(await liaison("poster", "deputy", "D001", "--to", "taken", *BOT), "taken")
    one_sentence(await liaison("poster", "deputy", "D001"), "LIAISON_BOT_TOKEN")
