"""``import``, ``template`` and ``export`` as a person runs them."""

from __future__ import annotations

import csv
from pathlib import Path

from wcwidth import wcswidth

from tests.commands.conftest import Liaison

SAMPLE = Path(__file__).parents[2] / "congress" / "xinghe"


async def test_the_template_goes_in_and_comes_out_and_goes_in_again(liaison: Liaison, tmp_path: Path) -> None:
    made = await liaison("template", "模板.xlsx")
    assert (made.code, made.err) == (0, "")
    looked = await liaison("import", "模板.xlsx", "--dry-run")
    assert looked.code == 0, looked
    assert "没有写入" in looked.out
    assert "新增的代表：江知行、温如许、岳长庚" in looked.out
    done = await liaison("import", "模板.xlsx")
    assert done.code == 0
    assert "江知行" not in done.out  # the table alone
    lines = [line for line in done.out.splitlines() if line.endswith("0")]
    assert len(lines) == 5
    assert len({wcswidth(line) for line in lines}) == 1  # straight columns
    out = await liaison("export", "名册.xlsx")
    assert "3 位" in out.out
    assert "没有变化" in (await liaison("import", "名册.xlsx")).out
    assert (await liaison("export", "folder")).code == 0
    assert "没有变化" in (await liaison("import", "folder", "--dry-run")).out
    assert (tmp_path / "folder" / "remits").is_dir()


async def test_english_speaks_english(liaison: Liaison) -> None:
    english = {"LANG": "en_GB.UTF-8"}
    assert (await liaison("template", "t.xlsx", **english)).code == 0
    done = await liaison("import", "t.xlsx", "--dry-run", **english)
    assert "Deputies added: Jiang Zhixing, Wen Ruxu, Yue Changgeng" in done.out


async def test_nothing_is_written_over_unless_asked(liaison: Liaison, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"mine")
    refused = await liaison("template", "t.xlsx")
    assert (refused.code, (tmp_path / "t.xlsx").read_bytes()) == (2, b"mine")
    assert "--force" in refused.err
    assert (await liaison("template", "t.xlsx", "--force")).code == 0
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"
    assert (await liaison("template", "t.csv")).code == 2
    assert (await liaison("export", "t.ods")).code == 2
    assert (await liaison("export", "t.xlsx")).code == 2
    nowhere = await liaison("template", "none/t.xlsx")
    assert nowhere.code == 2
    assert "Traceback" not in nowhere.err


async def test_ten_thousand_problems_stay_readable_and_all_are_in_a_file(
    liaison: Liaison, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for path in SAMPLE.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "deputies.csv").open("a", encoding="utf-8") as file:
        for number in range(5000):
            file.write(f"N{number},,市,=bad,,,NOWHERE,,,,,,,,,\n")
    done = await liaison("import", str(folder))
    assert done.code == 2
    lines = done.err.splitlines()
    assert 20 < len(lines) < 30
    assert any("9,980" in line for line in lines)  # and so many more
    assert any("5000" in line and "行政区划表里没有这个代码" in line for line in lines)
    with (tmp_path / "data" / "import-problems.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["文件", "工作表", "行", "列", "写的是", "应当怎样"]
    assert len(rows) == 10_001
    assert rows[1][:5] == ["deputies.csv", "", "68", "姓名", ""]


async def test_a_cut_off_file_needs_a_word_more(liaison: Liaison, tmp_path: Path) -> None:
    assert (await liaison("import", str(SAMPLE))).code == 0
    rows = (SAMPLE / "deputies.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "deputies.csv").write_text("".join(rows[:20]), "utf-8")
    refused = await liaison("import", "deputies.csv")
    assert refused.code == 2
    assert "--many-leave" in refused.err
    looked = await liaison("import", "deputies.csv", "--dry-run")
    assert "--many-leave" in looked.out
    assert "还有" in looked.out
    assert (await liaison("import", "deputies.csv", "--many-leave")).code == 0
    assert "没有变化" in (await liaison("import", "deputies.csv")).out


async def test_what_is_not_read_is_said(liaison: Liaison, tmp_path: Path) -> None:
    assert (await liaison("import", str(SAMPLE))).code == 0
    (tmp_path / "联络站.csv").write_text(
        "代码,名称,地址,所在地,联系电话\nS77,新站,某路,XH-SY,12345\n", "utf-8"
    )
    done = await liaison("import", "联络站.csv", "--dry-run")
    assert "「联系电话」列" in done.out
    assert "新增的联络站：新站" in done.out
    assert "还在用" not in done.out
