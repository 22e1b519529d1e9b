"""The commands of public codes: ``poster`` puts them on paper, ``codes`` lists, withdraws and renews them.

No postponed annotations here: typer reads them, and they hold texts that only the running program knows.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from .clock import now
from .console import Console
from .mistakes import prepare_database, settings
from .rosters import spare
from .settings import SettingProblem, Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from liaison.casework.office import Office
    from liaison.casework.ports import CodeKind
    from liaison.directory.model import Roster
    from storage.code_rows import CodeRows

# SQLAlchemy takes most of a second to import: each command imports what it needs.
# ruff: noqa: PLC0415

T = TypeVar("T")

What = Literal["deputy", "station", "community"]
KINDS: "dict[What, CodeKind]" = {"deputy": "deputy", "station": "station", "community": "district"}

Form = Literal["pdf", "png", "svg"]


def add_commands(app: typer.Typer, console: Console, username: Callable[[Settings], Any]) -> None:
    """``poster`` and ``codes``. ``username`` asks Telegram what the bot is called."""
    bot_option = Annotated[str, typer.Option(help=console.text("cli-poster-bot"))]

    @app.command("poster", help=console.text("cli-poster"))
    def _poster(
        what: Annotated[What, typer.Argument(help=console.text("cli-poster-what"))],
        code: Annotated[str, typer.Argument(help=console.text("cli-poster-code"))] = "",
        everything: Annotated[bool, typer.Option("--all", help=console.text("cli-poster-all"))] = False,
        form: Annotated[
            Form | None, typer.Option("--format", help=console.text("cli-poster-format"), show_default="pdf")
        ] = None,
        qr: Annotated[bool, typer.Option("--qr", help=console.text("cli-poster-qr"))] = False,
        to: Annotated[Path | None, typer.Option(help=console.text("cli-poster-to"))] = None,
        language: Annotated[
            Literal["zh_CN", "en"], typer.Option(help=console.text("cli-poster-language"))
        ] = "zh_CN",
        bot: bot_option = "",
        force: Annotated[bool, typer.Option("--force", help=console.text("cli-export-force"))] = False,
    ) -> None:
        if everything == bool(code):
            raise console.fail("poster-which")
        if qr and form == "pdf":
            raise console.fail("poster-qr-pdf")
        chosen = _ready()
        order = Order(KINDS[what], code, form or ("png" if qr else "pdf"), qr, language, bot)
        ending = "" if order.a_folder else f".{order.form}"
        to = to or Path(f"{what}-{code or 'all'}{ending}")
        spare(console, to, force=force)
        name = bot or asyncio.run(username(chosen))
        poster(console, chosen, replace(order, username=name), to)

    @app.command("codes", help=console.text("cli-codes"))
    def _codes(
        what: Annotated[
            Literal["list", "withdraw", "renew"], typer.Argument(help=console.text("cli-codes-what"))
        ],
        kind: Annotated[What | None, typer.Argument(help=console.text("cli-codes-kind"))] = None,
        code: Annotated[str, typer.Argument(help=console.text("cli-codes-code"))] = "",
        bot: bot_option = "",
    ) -> None:
        if what != "list" and not (kind and code):
            raise console.fail("codes-usage")
        chosen = _ready()
        if what == "withdraw":
            withdraw(console, chosen, KINDS[kind or "deputy"], code)
            return
        name = bot or asyncio.run(username(chosen))
        if what == "list":
            show(console, chosen, [kind] if kind else list(KINDS), code, name)
        else:
            renew(console, chosen, KINDS[kind or "deputy"], code, name)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed; ``code`` empty: every one of the kind; ``qr``: the QR code alone."""

    kind: "CodeKind"
    code: str
    form: Form
    qr: bool
    language: str
    username: str

    @property
    def a_folder(self) -> bool:
        """Whether it is several files."""
        return not self.code and self.form != "pdf"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing of the roster that a public code opens, and its token; empty when it was withdrawn."""

    code: str
    id: int
    name: str
    token: str


def _ready() -> Settings:
    chosen = settings()
    prepare_database(chosen)
    return chosen


def _targets(roster: "Roster", codes: "CodeRows", kind: "CodeKind", code: str = "") -> list[Target]:
    """Those in office or in place, of all or with this code."""
    tokens = codes.tokens(kind)
    shelves: dict[CodeKind, Iterable[Any]] = {
        "deputy": (each for each in roster.deputies.values() if each.active),
        "station": roster.stations.values(),
        "district": (each for each in roster.districts.values() if each.kind == "village"),
    }
    return [
        Target(each.code, each.id, each.name, tokens.get(each.id, ""))
        for each in shelves[kind]
        if code in ("", each.code)
    ]


def _roster(connection: "Connection", chosen: Settings) -> "Roster":
    """The assembly's roster, without what else an office has."""
    from storage import picture

    from .offices import choose_assembly

    roster = picture.load(connection, choose_assembly(connection, chosen))
    if roster is None:
        raise SettingProblem("LIAISON_ASSEMBLY", "setting-no-congress")
    return roster


def poster(console: Console, chosen: Settings, order: Order, to: Path) -> None:
    """Print what was ordered. Ends the command where that cannot be."""
    from storage.code_rows import CodeRows
    from storage.copying import opened

    with opened(chosen.database) as connection:
        roster = _roster(connection, chosen)
        codes = CodeRows(connection, roster.assembly)
        found = _targets(roster, codes, order.kind, order.code)
        if not found:
            raise console.fail("poster-unknown" if order.code else "poster-none", code=order.code)
        wanted = [each for each in found if each.token]
        if not wanted:
            raise console.fail("poster-no-code", code=order.code or found[0].code)
        try:
            with typer.progressbar(
                length=len(wanted),
                label=console.text("poster-progress"),
                file=sys.stderr,
                hidden=not sys.stderr.isatty(),
            ) as bar:
                printed = _print(console, chosen, roster, codes, order, wanted, to, bar.update)
        except OSError as error:
            raise console.fail("poster-file-bad", file=str(to), detail=error.strerror or "") from None
    console.say(
        console.text("poster-done", count=len(wanted), megabytes=round(printed.size / 1e6, 2), file=str(to))
    )
    if printed.missing:
        console.complain("poster-missing", signs="、".join(printed.missing))
    if printed.unreadable:
        console.complain("poster-unreadable", names="、".join(printed.unreadable))
    if len(found) > len(wanted):
        console.complain("poster-skipped", count=len(found) - len(wanted))


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes written, characters no font has, and whose photograph could not be read."""

    size: int
    missing: Sequence[str]
    unreadable: Sequence[str]


def _print(
    console: Console,
    chosen: Settings,
    roster: "Roster",
    codes: "CodeRows",
    order: Order,
    wanted: Sequence[Target],
    to: Path,
    progress: Callable[[int], None],
) -> Made:
    """Some at a time. One file, or of several pictures a folder."""
    from liaison.casework.codes import address
    from posters import picture
    from posters.press import AT_ONCE, Press, together
    from posters.sheet import Sheets

    title = console.texts.plain(
        order.language,
        "poster-title-all" if not order.code else "poster-title",
        congress=roster.name,
        name=wanted[0].name,
        count=len(wanted),
    )
    press = Press(language=order.language, title=title, form=order.form, tagged=len(wanted) <= AT_ONCE)
    sheets = Sheets(roster, chosen.answer_working_days, console.texts, order.language)
    parts: list[bytes] = []
    size = 0
    if order.a_folder:
        to.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        links = [address(order.kind, each.token, order.username) for each in some]
        if order.qr:
            make = picture.png if order.form == "png" else picture.svg
            made = [make(f"https://{link}") for link in links]
        else:
            photos = [codes.photo(each.id) if order.kind == "deputy" else None for each in some]
            made = press.set(
                [
                    sheets.of(order.kind, each.id, link, photo)
                    for each, link, photo in zip(some, links, photos, strict=True)
                ]
            )
        if order.a_folder:
            for each, data in zip(some, made, strict=True):
                (to / f"{each.code}.{order.form}").write_bytes(data)
                size += len(data)
        else:
            parts += made
        progress(len(some))
    if not order.a_folder:
        whole = parts[0] if len(parts) == 1 else together(parts, title)
        to.write_bytes(whole)
        size = len(whole)
    return Made(size, press.missing, press.unreadable)


def show(console: Console, chosen: Settings, kinds: Sequence[What], code: str, username: str) -> None:
    """A line each: kind, code, name, link; nothing for the link of what has no code in force."""
    from liaison.casework.codes import address
    from storage.code_rows import CodeRows
    from storage.copying import opened

    with opened(chosen.database) as connection:
        roster = _roster(connection, chosen)
        codes = CodeRows(connection, roster.assembly)
        for what in kinds:
            for each in _targets(roster, codes, KINDS[what], code):
                link = f"https://{address(KINDS[what], each.token, username)}" if each.token else ""
                console.say("\t".join((what, each.code, each.name, link)))


def withdraw(console: Console, chosen: Settings, kind: "CodeKind", code: str) -> None:
    """From now on the code opens nothing; also of somebody who has left office."""
    from liaison.casework import codes

    def work(tx: Any) -> bool:
        target_id = _id(console, tx.office, kind, code)
        token = tx.codes.token(kind, target_id)
        return token is not None and codes.withdraw(
            tx, actor=None, kind=kind, target_id=target_id, token=token, now=now()
        )

    if not _write(chosen, work):
        raise console.fail("codes-none", code=code)
    console.say(console.text("codes-withdrawn", code=code))


def renew(console: Console, chosen: Settings, kind: "CodeKind", code: str, username: str) -> None:
    """Another code takes its place; says the new link."""
    from liaison.casework import codes

    def work(tx: Any) -> str:
        target_id = _id(console, tx.office, kind, code)
        before = tx.codes.token(kind, target_id) or ""
        return codes.renew(tx, actor=None, kind=kind, target_id=target_id, instead_of=before, now=now())

    token = _write(chosen, work)
    console.say(console.text("codes-renewed"))
    console.say(f"https://{codes.address(kind, token, username)}")


def _id(console: Console, office: "Office", kind: "CodeKind", code: str) -> int:
    roster = office.directory.roster
    shelf: dict[CodeKind, Mapping[str, Any]] = {
        "deputy": roster.deputy_by_code,
        "station": roster.station_by_code,
        "district": roster.district_by_code,
    }
    found = shelf[kind].get(code)
    if found is None:
        raise console.fail("poster-unknown", code=code)
    return int(found.id)


def _write(chosen: Settings, work: Callable[[Any], T]) -> T:
    """One unit of work on a StoredTransaction, committed."""
    from sqlalchemy.engine import Connection

    from storage.engine import LaneDatabase
    from storage.uow import StoredTransaction

    from .offices import read_office

    def inside(connection: Connection) -> T:
        return work(StoredTransaction(connection, read_office(connection, chosen), lambda: None))

    async def run() -> T:
        database = LaneDatabase(chosen.database)
        try:
            return await database.write(inside)
        finally:
            await database.close()

    return asyncio.run(run())
