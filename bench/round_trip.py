"""The whole product against a bare aiogram bot: ``python -m bench.round_trip [--json]``.

Both get the same people over HTTP from the same stub (bench.stub), in turn, several times; medians count.
Product: receive, inbox, conversation, decide, store, reply, and the delivery of receipts and notices, on
SQLite. Bare: one message for each update, nothing stored. CPU is the bot process's own (user + system).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from .stub import STEPS, Stub, serve
from .usage import cpu_of, rss_of

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "1:token-for-the-benchmark-only"


@dataclass
class Round:
    """What one round showed."""

    seconds: float
    cpu: float
    updates: int
    rss_mb: float
    p50_ms: float
    p95_ms: float
    requests: int

    @property
    def rate(self) -> float:
        """Updates a second."""
        return self.updates / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU µs an update."""
        return self.cpu / self.updates * 1e6


async def bot_round(kind: str, people: int, at_once: int, where: dict[str, int] | None = None) -> Round:
    """Start a bot, warm it up, let the people come. ``where``: sample what the product does, into this."""
    stub = Stub(scripted=kind == "product")
    runner, url = await serve(stub)
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    environment = {**os.environ, "LIAISON_BOT_TOKEN": TOKEN, "LIAISON_API_URL": url,
                   "LIAISON_DATA_DIR": str(folder), "LIAISON_SENDS_PER_SECOND": "0",
                   "LIAISON_LOG_LEVEL": "ERROR"}  # fmt: skip
    if kind == "product":
        await command(environment, "-m", "bot", "import", "congress/xinghe")
        words = (
            ["-m", "bot", "run"]
            if where is None
            else ["-m", "bench.sampled_bot", str(folder / "seen"), "run"]
        )
    else:
        words = ["-m", "bench.bare_bot", url, TOKEN]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=environment, cwd=ROOT)
    try:
        await stub.play(10, 5)
        await asyncio.sleep(1.5)  # menus, the delivery's own start
        stub.latencies.clear()
        if where is not None:
            process.send_signal(signal.SIGUSR1)
        updates, requests, cpu = stub.updates, stub.requests, cpu_of(process.pid)
        began = time.perf_counter()
        await stub.play(people, at_once)
        if kind == "product":
            await drained(folder / "liaison.db")
        seconds = time.perf_counter() - began
        if where is not None:
            process.send_signal(signal.SIGUSR2)
            while not (folder / "seen").exists():
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.1)
            where.update(json.loads((folder / "seen").read_text())["seen"])
        lat = sorted(stub.latencies)
        return Round(
            seconds, cpu_of(process.pid) - cpu, stub.updates - updates, rss_of(process.pid),
            lat[len(lat) // 2] * 1e3, lat[int(len(lat) * 0.95)] * 1e3, stub.requests - requests,
        )  # fmt: skip
    finally:
        process.kill()
        await process.wait()
        await runner.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def drained(database: Path) -> None:
    """Until nothing waits in the inbox or the outbox."""
    while True:
        connection = sqlite3.connect(database)
        left = connection.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 0) + (SELECT count(*) FROM outbox WHERE state IN (0, 1))"
        ).fetchone()[0]
        connection.close()
        if not left:
            return
        await asyncio.sleep(0.05)


async def command(environment: dict[str, str], *words: str) -> None:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0


async def import_seconds() -> float:
    """Wall seconds of a process that only imports aiogram."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import aiogram")
    await process.wait()
    return time.perf_counter() - began


async def first_answer_seconds() -> float:
    """Wall seconds from starting the demo, on a fresh data folder, to the first answer a citizen sees."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    environment = {**os.environ, "LIAISON_DATA_DIR": str(folder)}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "18081", env=environment, cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    base = "http://127.0.0.1:18081/playground"
    try:
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.post(f"{base}/send", json={"user": 2001, "text": "/start"}) as answer:
                        if answer.status == 200:
                            break
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
            while True:
                async with http.get(f"{base}/chats/2001/messages?user=2001") as answer:
                    messages: list[dict[str, Any]] = await answer.json()
                if any(message["from"]["is_bot"] for message in messages):
                    return time.perf_counter() - began
                await asyncio.sleep(0.02)
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def middle(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


async def measure(people: int, at_once: int, rounds: int) -> dict[str, Any]:
    """Everything, bare and product in turn."""
    found: dict[str, list[Round]] = {"bare": [], "product": []}
    imports, answers = [], []
    for _ in range(rounds):
        for kind in found:  # noqa: PLC0206
            found[kind].append(await bot_round(kind, people, at_once))
        imports.append(await import_seconds())
        answers.append(await first_answer_seconds())
    where: dict[str, int] = {}
    await bot_round("product", people, at_once, where)
    rows = {}
    for kind, results in found.items():
        rows[kind] = {
            field: middle([getattr(r, field) for r in results])
            for field in ("rate", "cpu_us", "rss_mb", "p50_ms", "p95_ms", "requests", "updates")
        }
    return {
        "rows": rows,
        "where": where,
        "ratio_to_bare": middle(
            [p.rate / b.rate for p, b in zip(found["product"], found["bare"], strict=True)]
        ),
        "cpu_us_per_update": rows["product"]["cpu_us"],
        "bare_cpu_us_per_update": rows["bare"]["cpu_us"],
        "rss_ratio_to_bare": rows["product"]["rss_mb"] / rows["bare"]["rss_mb"],
        "first_answer_to_import": middle([a / i for a, i in zip(answers, imports, strict=True)]),
        "first_answer_s": middle(answers),
        "import_s": middle(imports),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300, help="conversations a round")
    parser.add_argument("--at-once", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = asyncio.run(measure(options.people, options.at_once, options.rounds))
    print(f"{len(STEPS)} updates a conversation, {options.people} conversations, {options.at_once} at once, "
          f"median of {options.rounds}")  # fmt: skip
    print(
        f"{'':10}{'updates/s':>10}{'CPU µs/upd':>12}{'RSS MB':>9}{'p50 ms':>9}{'p95 ms':>9}{'calls/upd':>11}"
    )
    for kind, row in result["rows"].items():
        calls = row["requests"] / row["updates"]
        print(f"{kind:10}{row['rate']:10.0f}{row['cpu_us']:12.0f}{row['rss_mb']:9.1f}{row['p50_ms']:9.0f}"
              f"{row['p95_ms']:9.0f}{calls:11.2f}")  # fmt: skip
    print(f"share of bare {result['ratio_to_bare']:.3f}   memory {result['rss_ratio_to_bare']:.3f}   first answer "
          f"{result['first_answer_s']:.2f} s / import {result['import_s']:.2f} s = "
          f"{result['first_answer_to_import']:.2f}")  # fmt: skip
    total = sum(result["where"].values())
    print("Where the product's CPU goes (one more round, sampled; µs an update):")
    for what, count in sorted(result["where"].items(), key=lambda item: -item[1]):
        print(f"  {what:40}{count / total * result['cpu_us_per_update']:8.0f}")
    if options.json:
        keys = ("ratio_to_bare", "cpu_us_per_update", "bare_cpu_us_per_update", "rss_ratio_to_bare",
                "first_answer_to_import")  # fmt: skip
        print(json.dumps({key: round(result[key], 4) for key in keys}))


if __name__ == "__main__":
    main()
