"""The commands ``liaison routing …``: teach the router, judge it, and ask it why.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .console import WRONG, Console
from .mistakes import prepare_database, settings
from .settings import Settings

# SQLAlchemy takes most of a second to import: each command imports what it needs.
# ruff: noqa: PLC0415

WORST = 10
"""Mistakes that are shown unless another number is asked for."""

SHOWN = 60
"""Characters of a message in a list."""


def add_commands(app: typer.Typer, console: Console) -> None:
    """``routing train``, ``eval``, ``explain``, ``taught``, ``forget``."""
    routing = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(routing, name="routing", help=console.text("cli-routing"))
    labels_option = Annotated[Path | None, typer.Option("--labels", help=console.text("cli-routing-labels"))]

    @routing.command("train", help=console.text("cli-routing-train"))
    def _train(
        file: Annotated[Path, typer.Argument(help=console.text("cli-routing-file"))],
        labels: labels_option = None,
    ) -> None:
        _teach(console, _ready(), file, labels)

    @routing.command("eval", help=console.text("cli-routing-eval"))
    def _eval(
        file: Annotated[Path, typer.Argument(help=console.text("cli-routing-file"))],
        labels: labels_option = None,
        cold: Annotated[bool, typer.Option("--cold", help=console.text("cli-routing-cold"))] = False,
        worst: Annotated[int, typer.Option(help=console.text("cli-routing-worst"), min=0)] = WORST,
    ) -> None:
        _judge(console, _ready(), file, labels, cold=cold, worst=worst)

    @routing.command("explain", help=console.text("cli-routing-explain"))
    def _explain(
        text: Annotated[str, typer.Argument(help=console.text("cli-routing-text"))],
        cold: Annotated[bool, typer.Option("--cold", help=console.text("cli-routing-cold"))] = False,
    ) -> None:
        explain(console, _ready(), text, cold=cold)

    @routing.command("taught", help=console.text("cli-routing-taught"))
    def _taught(
        most: Annotated[int, typer.Option(help=console.text("cli-routing-most"), min=1)] = 20,
    ) -> None:
        _list(console, _ready(), most)

    @routing.command("forget", help=console.text("cli-routing-forget"))
    def _forget(
        numbers: Annotated[list[int], typer.Argument(help=console.text("cli-routing-numbers"))],
    ) -> None:
        _take_back(console, _ready(), numbers)


def _ready() -> Settings:
    chosen = settings()
    prepare_database(chosen)
    return chosen


def _run(chosen: Settings, work: Any, *, write: bool = False) -> Any:
    """One unit of work on the database, with the office and the shelf of examples."""
    from sqlalchemy.engine import Connection

    from storage.engine import LaneDatabase
    from storage.teaching import TeachingRows

    from .offices import read_office

    def inside(connection: Connection) -> Any:
        office = read_office(connection, chosen)
        return work(office, TeachingRows(connection, office.assembly))

    async def run() -> Any:
        database = LaneDatabase(chosen.database)
        try:
            return await (database.write if write else database.read)(inside)
        finally:
            await database.close()

    return asyncio.run(run())


def _examples(console: Console, office: Any, file: Path, labels: Path | None) -> list[tuple[str, Any]]:
    from .examples import MOST_FAULTS, BadExamples, read_examples
    from .simulation.plans import LABELS, BadFile, read_labels

    try:
        return read_examples(file, office.directory.roster, read_labels(labels or LABELS))
    except BadFile as wrong:
        raise console.fail(wrong.key, file=str(wrong.path), line=wrong.line) from None
    except BadExamples as wrong:
        if wrong.key:
            raise console.fail(wrong.key, file=str(file)) from None
        for one in wrong.faults[:MOST_FAULTS]:
            console.complain(f"examples-{one.key}", row=one.row, value=one.value[:SHOWN])
        raise console.fail("examples-nothing", count=len(wrong.faults)) from None


def _teach(console: Console, chosen: Settings, file: Path, labels: Path | None) -> None:
    from .clock import now

    def work(office: Any, rows: Any) -> int:
        examples = _examples(console, office, file, labels)
        known = {(text, target) for _, text, target in rows.examples()}
        fresh = dict.fromkeys((text, str(target)) for text, target in examples)
        new = [one for one in fresh if one not in known]
        for text, target in new:
            rows.add_text(text, target, now())
        console.say(console.text("routing-trained", count=len(new), known=len(examples) - len(new)))
        return len(new)

    _run(chosen, work, write=True)


def _router(office: Any, rows: Any, *, cold: bool, but: Collection[str] = ()) -> Any:
    """As taught, but for some texts: what was learnt is no judge of itself."""
    from liaison.routing.router import Target

    if not cold:
        office.router.learn(
            (text, Target.parse(target)) for _, text, target in rows.examples() if text not in but
        )
    return office.router


def _judge(
    console: Console, chosen: Settings, file: Path, labels: Path | None, *, cold: bool, worst: int
) -> None:
    from liaison.routing.evaluation import evaluate
    from liaison.routing.verdict import Way

    def work(office: Any, rows: Any) -> tuple[Any, Any]:
        examples = _examples(console, office, file, labels)
        router = _router(office, rows, cold=cold, but={text for text, _ in examples})
        return evaluate(router, examples), office.directory.roster

    found, roster = _run(chosen, work)
    total = len(found.judged)
    hits = sum(one.hit for one in found.judged)
    console.say(
        console.text(
            "routing-judged", count=total, right=hits, percent=_percent(hits, total), cold=_yes(cold)
        )
    )
    if found.passed_over:
        console.say(console.text("routing-passed-over", count=found.passed_over))
    for way in Way:
        gone, well = found.share(way)
        console.say(
            console.text(
                "routing-way",
                way=way.value,
                count=gone,
                share=_percent(gone, total),
                percent=_percent(well, gone),
            )
        )
    console.say("")
    console.say(console.text("routing-confusion"))
    for line in _matrix(found.confusion(), [one.code for one in roster.committees.values()]):
        console.say(line)
    for one in found.worst(worst):
        console.say("")
        console.say(
            console.text(
                "routing-mistake",
                right="/".join(sorted(one.right)),
                read=one.first,
                percent=round(100 * one.confidence),
                evidence="、".join(one.verdict.suggestions[0].evidence if one.verdict.suggestions else ()),
                text=_short(one.text),
            )
        )
    if total and not hits:
        raise typer.Exit(WRONG)


def _matrix(confusion: dict[str, dict[str, int]], codes: Sequence[str]) -> list[str]:
    """Rows: where messages belong; columns: where they were read to, the last: nowhere."""
    columns = [*codes, ""]
    width = max(map(len, codes), default=1) + 2
    lines = ["".ljust(width) + "".join((code or "-").rjust(width) for code in columns)]
    lines += [
        row.ljust(width) + "".join(str(confusion[row].get(code, "") or "·").rjust(width) for code in columns)
        for row in codes
        if row in confusion
    ]
    return lines


def explain(console: Console, chosen: Settings, text: str, *, cold: bool) -> None:
    """Why a text goes where it goes."""

    def work(office: Any, rows: Any) -> tuple[Any, Any]:
        return _router(office, rows, cold=cold), office.directory.roster

    router, roster = _run(chosen, work)
    verdict = router.read(text)
    names = {committee.code: committee.name for committee in roster.committees.values()}
    console.say(
        console.text(
            "routing-verdict",
            way=verdict.way.value,
            committee=names.get(verdict.lead or "", ""),
            assisting=names.get(verdict.assisting or "", ""),
            subjects="、".join(console.text(f"subject-{choice.subject}") for choice in verdict.choices),
            learnt=router.learnt,
        )
    )
    for one in verdict.suggestions:
        console.say(
            console.text(
                "routing-suggestion",
                committee=names.get(one.committee, one.committee),
                percent=round(100 * one.confidence),
                subject=one.subject,
                evidence="、".join(one.evidence),
            )
        )
    if verdict.advice is not None:
        console.say(
            console.text("routing-advice", aid=verdict.advice.aid.value, evidence=verdict.advice.evidence)
        )
    console.say(
        console.text(
            "routing-grade",
            grade=verdict.grading.grade.value,
            evidence="、".join(verdict.grading.evidence),
        )
    )


def _list(console: Console, chosen: Settings, most: int) -> None:
    found = _run(chosen, lambda _, rows: rows.examples())
    console.say(console.text("routing-taught", count=len(found)))
    for example_id, text, target in found[-most:]:
        console.say(f"{example_id:>6}  {target:<24}  {_short(text)}")


def _take_back(console: Console, chosen: Settings, numbers: Sequence[int]) -> None:
    from .clock import now

    def work(_: Any, rows: Any) -> list[int]:
        unknown = sorted(set(numbers) - {example_id for example_id, *_ in rows.examples()})
        if unknown:
            raise console.fail("routing-unknown-number", numbers="、".join(map(str, unknown)))
        return [number for number in dict.fromkeys(numbers) if rows.take_back(number, now())]

    console.say(console.text("routing-forgotten", count=len(_run(chosen, work, write=True))))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
