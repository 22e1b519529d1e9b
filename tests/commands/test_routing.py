"""``liaison routing``: teaching, judging, asking why, taking back; and every wrong turn in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Liaison
from tests.commands.test_mistakes import one_sentence

CONGRESS = Path(__file__).parents[2] / "congress" / "xinghe"


@pytest.fixture
async def at(tmp_path: Path, liaison: Liaison) -> Path:
    assert (await liaison("import", str(CONGRESS))).code == 0
    return tmp_path


def written(folder: Path, name: str, *rows: dict[str, str]) -> str:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


async def test_it_is_taught_asked_judged_and_taken_back(at: Path, liaison: Liaison) -> None:
    odd = "那家铺子的老物件摆出来了"
    before = await liaison("routing", "explain", odd)
    assert "学过 0 条" in before.out
    rows = [{"text": f"{odd}，第{n}回", "committee": "education"} for n in range(12)]
    file = written(at, "taught.jsonl", *rows, {"text": f"{odd}，第1回", "committee": "education"})
    assert "学了 12 条，另有 1 条" in (await liaison("routing", "train", file)).out
    assert "学了 0 条，另有 13 条" in (await liaison("routing", "train", file)).out
    after = await liaison("routing", "explain", odd)
    assert "教育科学文化卫生委员会" in after.out.splitlines()[1]
    assert "学过 12 条" in after.out
    assert "教育科学文化卫生委员会" not in (await liaison("routing", "explain", odd, "--cold")).out
    again = written(at, "judged.jsonl", {"text": f"{odd}，又来一回", "committee": "education"})
    assert "1 条意见，首选正确 1 条（100%）" in (await liaison("routing", "eval", again)).out
    itself = await liaison("routing", "eval", file, "--worst", "2")
    assert "首选正确 0 条" in itself.out  # what was learnt is no judge of itself
    listed = (await liaison("routing", "taught", "--most", "3")).out.splitlines()
    assert "共学过 12 条" in listed[0]
    assert len(listed) == 4
    numbers = [line.split()[0] for line in (await liaison("routing", "taught")).out.splitlines()[1:]]
    assert "收回了 12 条" in (await liaison("routing", "forget", *numbers)).out
    assert (await liaison("routing", "explain", odd)).out == before.out


async def test_a_confusion_matrix_and_the_worst_mistakes_are_shown(at: Path, liaison: Liaison) -> None:
    file = written(
        at,
        "judged.jsonl",
        {"text": "小区物业不管，路灯坏了", "committee": "环境资源城乡建设委员会"},
        {"text": "老板拖欠工资半年", "subject": "labour"},
        {"text": "小区物业不管，电梯也坏", "label": "教育文体"},
    )
    done = await liaison("routing", "eval", file)
    assert done.code == 0
    assert "3 条意见，首选正确 2 条（67%）" in done.out
    heads = next(line for line in done.out.splitlines() if "judicial" in line and "urban" in line)
    row = next(line for line in done.out.splitlines() if line.startswith("education"))
    assert sorted(row.split()[1:]) == ["1"] + ["·"] * (len(heads.split()) - 1)
    assert "应归 education，读成 " in done.out
    assert "小区物业不管，电梯也坏" in done.out


async def test_a_table_may_be_a_csv_with_chinese_heads(at: Path, liaison: Liaison) -> None:
    file = at / "table.csv"
    file.write_bytes(
        "内容,委员会\n广场舞太吵,urban\n“路灯，又坏了”,环境资源城乡建设委员会\n".encode("gb18030")
    )
    assert "学了 2 条" in (await liaison("routing", "train", str(file))).out


async def test_what_cannot_be_learnt_is_told_row_by_row_and_nothing_is_learnt(
    at: Path, liaison: Liaison
) -> None:
    file = at / "wrong.csv"
    file.write_text(
        "内容,委员会,主题,标签\n路灯坏了,urban,,\n,urban,,\n路灯,火星,,\n路灯,,moon,\n路灯,,,甲\n路灯,,,\n",
        "utf-8",
    )
    done = await liaison("routing", "train", str(file))
    assert done.code == 2
    assert [line.partition("：")[0] for line in done.err.splitlines()] == [
        "第 3 行",
        "第 4 行“委员会”",
        "第 5 行“主题”",
        "第 6 行“标签”",
        "第 7 行",
        "共 5 处问题，什么也没有学。",
    ]
    assert "共学过 0 条" in (await liaison("routing", "taught")).out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "打不开"),
        (b"\xff\xfe\x00\x41", "编码"),
        (b"", "列名"),
        (b"text,committee\n", "没有内容"),
        (b"a,b\n1,2\n", "列名"),
        (b'{"text": "x", \n', "JSON"),
    ],
)
async def test_a_file_that_is_none_is_refused_in_one_sentence(
    at: Path, liaison: Liaison, content: bytes | None, said: str
) -> None:
    file = at / "some"
    if content is not None:
        file.write_bytes(content)
    done = await liaison("routing", "train", str(file))
    assert done.code == 2
    assert said in done.err


async def test_an_unknown_number_takes_nothing_back(at: Path, liaison: Liaison) -> None:
    file = written(at, "one.jsonl", {"text": "路灯坏了", "committee": "urban"})
    await liaison("routing", "train", file)
    done = await liaison("routing", "forget", "1", "99")
    one_sentence(done, "99")
    assert "共学过 1 条" in (await liaison("routing", "taught")).out
