"""Simulated people: what they are made of, and a small play from beginning to end."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from pathlib import Path

import pytest

from bot.simulation.plans import (
    LABELS,
    MOST_UNITS,
    BadFile,
    Said,
    make_plans,
    picture,
    read_labels,
    read_messages,
    split,
    with_typos,
)
from liaison.directory.importing import read_congress
from playground.images import image_size
from tests.commands.conftest import Liaison, environment

MESSAGES = [
    ("城乡建设", "我们小区门口的路灯坏了三盏，晚上老人出门看不清台阶，物业说归市政管，市政说归物业管。"),
    ("城乡建设", "楼下的自来水压力太低，五楼以上早晚高峰都放不出水，请帮忙看看加压泵。"),
    ("环境保护", "河边的小作坊半夜往河里排黑水，味道很重，窗户都不敢开。希望环保部门夜里来查。"),
    ("劳动和社会保障", "工地干完活半年了，包工头一直拖欠我们十二个人的工资，电话也不接。"),
    ("卫生计生", "镇卫生院周末没有医生值班，孩子发烧只能跑到城里的医院。"),
    ("教育文体", "学校门口没有接送区，放学的时候车和孩子挤在一起，太危险了。" * 120),
    ("", "你好，有件事不知道该和谁说。"),
    ("商贸旅游", "景区门票上写着含索道，到了里面又要另外收钱，<b>不合理</b> & 没人管。"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    lines = [
        json.dumps({"id": str(n), "label": label, "text": text}, ensure_ascii=False)
        for n, (label, text) in enumerate(MESSAGES)
    ]
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    return path


def test_a_play_loses_nothing_and_doubles_nothing(file: Path, tmp_path: Path, liaison: Liaison) -> None:
    arguments = ("simulate", str(file), "--chats", "4", "--seed", "6", "--json")
    done = asyncio.run(liaison(*arguments, LIAISON_ANSWER_WORKING_DAYS="no concern of the simulation"))
    assert done.code == 0, done
    assert done.err == ""
    *table, last = done.out.splitlines()
    result = json.loads(last)
    everything = len(MESSAGES)
    for name in ("sent", "received", "answered", "notified"):
        assert result[name] == everything, (name, done.out)
    assert (result["lost"], result["duplicated"], result["parked"]) == (0, 0, 0)
    assert 0 < result["right"] <= result["routed"] < everything
    assert 0 < result["median_ms"] <= result["p95_ms"]
    assert result["updates"] >= everything * 8
    assert len(table) == 14
    assert any("一字不差" in line and line.split()[0] == str(everything) for line in table)


def children(pid: int) -> list[int]:
    """Every process below this one."""
    try:
        direct = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [each for child in direct for each in (child, *children(child))]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
async def test_ctrl_c_leaves_nothing_running_and_nothing_behind(file: Path, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "simulate", str(file),
        env=environment(TMPDIR=str(tmp_path)), stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    while len(begun := children(process.pid)) < 2:
        await asyncio.sleep(0.05)
        assert process.returncode is None
    process.send_signal(signal.SIGINT)
    _, err = await process.communicate()
    assert process.returncode == 130
    assert err.decode().startswith("停下了")
    assert [pid for pid in begun if Path(f"/proc/{pid}").exists()] == []
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_plans_are_the_same_for_the_same_seed_and_of_every_kind() -> None:
    messages = [Said(text, label) for label, text in MESSAGES] * 40
    plans = make_plans(messages, 3)
    assert plans == make_plans(messages, 3)
    assert plans != make_plans(messages, 4)
    share = len(plans)
    typos = sum(
        "".join(piece.text for piece in plan.pieces) not in {text for _, text in MESSAGES} for plan in plans
    )
    assert 0.1 < typos / share < 0.4
    assert 0.1 < sum(len(plan.pieces) > 1 for plan in plans) / share < 0.4
    assert 0.03 < sum(any(piece.picture for piece in plan.pieces) for plan in plans) / share < 0.15
    assert 0.15 < sum(plan.seeks is not None for plan in plans) / share < 0.35
    assert {plan.english for plan in plans} == {True, False}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("text", [text for _, text in MESSAGES] + ["短", "没有标点" * 2000, "😀" * 5000])
def test_a_split_text_keeps_every_character_and_fits_messages(text: str, count: int) -> None:
    pieces = split(text, count)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    for piece in pieces:
        assert piece.strip() == piece != ""
        assert len(piece.encode("utf-16-le")) // 2 <= MOST_UNITS


def test_typos_change_little() -> None:
    text = MESSAGES[0][1]
    for seed in range(50):
        typed = with_typos(text, random.Random(seed))
        assert abs(len(typed) - len(text)) <= 3
    assert with_typos("好", random.Random(1)) == "好"


def test_pictures_are_pictures_and_differ() -> None:
    assert image_size(picture(1)) == (8, 8)
    assert picture(1) != picture(2)


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        ("", "simulate-empty-file", 0),
        ('{"text": "好"}\n{"text": ""}', "simulate-bad-line", 2),
        ('{"text": "好"}\nnot json', "simulate-bad-line", 2),
        ("[1]", "simulate-bad-line", 1),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: str, key: str, line: int) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(BadFile) as caught:
        read_messages(path)
    assert (caught.value.key, caught.value.line) == (key, line)


def test_the_shipped_labels_name_committees_of_the_sample() -> None:
    codes = {committee.code for committee in read_congress(Path("congress/xinghe")).committees}
    assert set(read_labels(LABELS).values()) <= codes


@pytest.mark.parametrize("content", ["[]", '{"a": 1}', "nothing"])
def test_labels_that_cannot_be_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BadFile, match="simulate-bad-labels"):
        read_labels(path)
