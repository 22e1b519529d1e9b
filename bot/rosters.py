"""The commands that bring the roster in and out: import, template, export.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import asyncio
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from liaison.casework.errors import Conflict
from liaison.directory.importing import ImportProblems, Progress
from liaison.directory.tables import Problem, columns

from .console import USAGE, Console
from .mistakes import prepare_database, prepare_folder, settings
from .settings import Settings
from .texts import LANGUAGES

# SQLAlchemy takes most of a second to import: each command imports what it needs.
# ruff: noqa: PLC0415

MOST_TOLD = 20
"""Problems that are told one by one; more are counted by kind, and all of them are in PROBLEMS."""

PROBLEMS = "import-problems.csv"
"""In the data folder: every problem of the last import that had more than MOST_TOLD."""

KINDS = ("districts", "committees", "groups", "stations", "deputies")
"""What an import counts, in the order in which it is shown."""

GAP = "  "
"""Between the columns of what is shown."""


def add_commands(app: typer.Typer, console: Console) -> None:
    """``import``, ``template`` and ``export``."""

    @app.command("import", help=console.text("cli-import"))
    def _import(
        files: Annotated[list[Path], typer.Argument(help=console.text("cli-import-files"))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=console.text("cli-import-dry-run"))] = False,
        many_leave: Annotated[
            bool, typer.Option("--many-leave", help=console.text("cli-import-many-leave"))
        ] = False,
    ) -> None:
        import_files(console, settings(), files, dry_run=dry_run, many_leave=many_leave)

    @app.command("template", help=console.text("cli-template"))
    def _template(
        file: Annotated[Path, typer.Argument(help=console.text("cli-template-file"))],
        force: Annotated[bool, typer.Option("--force", help=console.text("cli-export-force"))] = False,
    ) -> None:
        from liaison.directory.template import write_template

        if file.suffix.lower() != ".xlsx":
            raise console.fail("template-ending", file=str(file))
        with _written(console, file, force=force):
            write_template(file, console.language, console.text)
        console.say(console.text("template-done", file=str(file)))

    @app.command("export", help=console.text("cli-export"))
    def _export(
        target: Annotated[Path, typer.Argument(help=console.text("cli-export-target"))],
        force: Annotated[bool, typer.Option("--force", help=console.text("cli-export-force"))] = False,
    ) -> None:
        from liaison.directory.writing import Taken, staged

        from .clock import now
        from .congress import export_congress

        if target.suffix and target.suffix.lower() != ".xlsx" and not target.is_dir():
            raise console.fail("export-ending", file=str(target))
        chosen = settings()
        prepare_database(chosen)
        try:
            with _written(console, target, force=force), staged(target, force=force) as meanwhile:
                count = asyncio.run(export_congress(chosen, meanwhile, console.language, now, bars(console)))
        except Taken as taken:
            raise console.fail("export-exists", file=str(taken.path)) from None
        console.say(console.text("export-done", file=str(target), count=count))


@contextmanager
def _written(console: Console, file: Path, *, force: bool) -> Iterator[None]:
    """Around writing a file or a folder. Ends the command where that cannot be."""
    spare(console, file, force=force)
    try:
        yield
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise console.fail("export-closed", file=str(file), detail=detail) from None


def spare(console: Console, file: Path, *, force: bool) -> None:
    """End the command where a file, or a folder with something in it, would be written over without `force`."""
    if not force and file.exists() and not (file.is_dir() and not any(file.iterdir())):
        raise console.fail("export-exists", file=str(file))


def import_files(
    console: Console, chosen: Settings, files: Sequence[Path], *, dry_run: bool, many_leave: bool
) -> None:
    """Import, and show what came of it. Ends the command where that cannot be."""
    prepare_database(chosen)
    from .clock import now
    from .congress import ManyLeave, import_congress

    work = import_congress(chosen, files, now, dry_run=dry_run, many_leave=many_leave, phase=bars(console))
    try:
        done = asyncio.run(work)
    except ImportProblems as error:
        _tell(console, chosen, error.problems)
        raise typer.Exit(USAGE) from None
    except Conflict:  # again and again somebody else was importing
        raise console.fail("import-busy") from None
    except ManyLeave as error:
        raise console.fail("import-many-leave", gone=error.gone, before=error.before) from None
    for unread in done.unread:
        console.say(_where(console, unread) + console.text("import-private-column"))
    changes = done.changes
    if changes.nothing:
        console.say(console.text("import-no-changes"))
        return
    console.say(console.text("import-dry-run" if dry_run else "import-done"))
    for line in shown(console, changes, names=dry_run):
        console.say(line)
    from .congress import MOST_LEAVING

    if dry_run and not many_leave and len(changes.deputies_gone) > changes.deputies_before * MOST_LEAVING:
        gone, before = len(changes.deputies_gone), changes.deputies_before
        console.say(console.text("import-many-leave", gone=gone, before=before))


def shown(console: Console, changes: Any, *, names: bool) -> Iterator[str]:
    """What an import changed as a table, and (if wanted) below it whom."""
    counts = [(kind, getattr(changes, kind)) for kind in KINDS]
    rows = [["", *(console.text("import-change", change=one) for one in CHANGES)]]
    for kind, count in counts:
        rows.append(
            [console.text("import-kind", kind=kind), *(str(getattr(count, change)) for change in CHANGES)]
        )
    yield from aligned(rows)
    if changes.renamed:
        yield console.text("import-renamed")
    if changes.subjects:
        yield console.text("import-subjects")
    for kind, count in counts if names else ():
        for change in CHANGES:
            if number := getattr(count, change):
                listed = [_named(console, kind, one) for one in getattr(count.named, change)]
                yield console.text(
                    "import-named",
                    kind=console.text("import-kind", kind=kind),
                    change=console.text("import-change", change=change),
                    names=console.text("import-between").join(listed),
                    more=number - len(listed),
                )


CHANGES = ("added", "changed", "retired")


def _named(console: Console, kind: str, one: str | tuple[str, Sequence[str]]) -> str:
    """Somebody's name, and which columns of theirs are other ones."""
    if isinstance(one, str):
        return one
    name, fields = one
    headers = columns().headers(kind)
    place = 0 if console.language == LANGUAGES[0] else -1
    heads = [headers[field][place] for field in fields if field in headers]
    if not heads:
        return name
    return console.text("import-with", name=name, columns=console.text("import-between").join(heads))


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines whose columns stand below each other, however wide their characters are: the first to the left, the
    others to the right."""
    from wcwidth import wcswidth

    widths = [max(wcswidth(row[at]) for row in rows) for at in range(len(rows[0]))]
    for first, *others in rows:
        cells = [first + " " * (widths[0] - wcswidth(first))]
        cells += [
            " " * (width - wcswidth(cell)) + cell for width, cell in zip(widths[1:], others, strict=True)
        ]
        yield GAP.join(cells).rstrip()


def _tell(console: Console, chosen: Settings, problems: Sequence[Problem]) -> None:
    """What is wrong, on standard error: each, or where they are many the first, a count of each kind, and a file
    with all."""
    for problem in problems[:MOST_TOLD]:
        typer.echo(_where(console, problem) + console.text(f"import-{problem.expected}"), err=True)
    if len(problems) > MOST_TOLD:
        console.complain("import-more", more=len(problems) - MOST_TOLD)
        for expected, count in Counter(one.expected for one in problems).most_common():
            typer.echo(f"{count:>8}{GAP}{console.text(f'import-{expected}')}", err=True)
        prepare_folder(chosen)
        path = chosen.data_dir / PROBLEMS
        _write(console, path, problems)
        console.complain("import-all-problems", file=str(path))
    console.complain("import-nothing", count=len(problems))


def _write(console: Console, path: Path, problems: Sequence[Problem]) -> None:
    """All problems, as a table that a spreadsheet opens."""
    from liaison.directory.writing import safe

    heads = ("file", "sheet", "row", "column", "value", "expected")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(console.text("import-problem-head", head=head) for head in heads)
        for one in problems:
            row = one.row or ""
            said = console.text(f"import-{one.expected}")
            writer.writerow(
                safe(str(cell)) for cell in (one.file, one.sheet, row, one.column, one.value, said)
            )


def _where(console: Console, problem: Problem) -> str:
    return console.text(
        "import-where",
        file=problem.file,
        sheet=problem.sheet,
        row=problem.row,
        column=problem.column,
        value=problem.value[:60],
    )


def bars(console: Console) -> Callable[[str], Any]:
    """A progress bar on the terminal for each phase, if there is one."""

    @contextmanager
    def phase(name: str) -> Iterator[Progress]:
        label, hidden = console.text("import-phase", phase=name), not sys.stderr.isatty()
        with typer.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

            def progress(more: int, of: int) -> None:
                bar.length = max(of, 1)
                bar.update(more)

            yield progress

    return phase
