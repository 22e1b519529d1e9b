"""Sets posters with Typst (posters/poster.typ): PDF, or a picture of each.

Typst breaks Chinese lines as they should be (no punctuation at the beginning of a line, none squeezed apart) and
sets a page in milliseconds. The fonts come with the environment; those of the machine are asked only for
characters which ours do not have.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from .picture import svg
from .sheet import Sheet

Format = Literal["pdf", "png", "svg"]

FORMATS: tuple[Format, ...] = ("pdf", "png", "svg")

FONTS = "pylopdf_fonts_zh_cn"
"""The package that carries Noto Sans SC and Noto Serif SC (SIL Open Font License): 30,890 characters."""

MISSING = "〓"
"""What printers set for a character they have not got (the geta mark)."""

AT_ONCE = 25
"""Posters set in one go, where there are many: Typst keeps what it measured, about a megabyte a poster, for ten
goes, and then lets it go."""

PIXELS_PER_INCH = 200
"""Of a PNG: 1654 × 2339 pixels."""

_CHARACTERS_ARE_THERE: Any = "a-2b"
"""PDF/A forbids characters without a shape, so Typst refuses them when asked for it."""

_PROBE = '#set page(width: auto, height: auto)\n#set text(font: ("Noto Serif SC", "Noto Sans SC"))\n#sys.inputs.text'

_TEMPLATE = Path(__file__).with_name("poster.typ")


@dataclass(frozen=True, slots=True)
class Printed:
    """Posters. ``files``: one PDF, or a picture of each. ``missing``: characters no font has, shown as a mark.
    ``unreadable``: whose photograph could not be read, and was left out."""

    files: tuple[bytes, ...]
    missing: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def _typst() -> Any:
    import typst  # noqa: PLC0415 - 80 MB of machine code; only who prints needs it

    return typst


@cache
def _fonts(*, of_the_machine: bool) -> Any:
    found = find_spec(FONTS)
    folders = list(found.submodule_search_locations or ()) if found else []
    return _typst().Fonts(
        include_system_fonts=of_the_machine, include_embedded_fonts=of_the_machine, font_paths=folders
    )


class Press:
    """Sets posters, some at a time (:data:`AT_ONCE`), so that many need not be in memory together.

    ``language`` is one of bot.texts.LANGUAGES; ``tagged``: a PDF says what is a heading and what a picture, for
    those who cannot see it (posters joined to one file cannot). Blocks; call it in a thread. ``missing`` and
    ``unreadable`` grow as in :class:`Printed`.
    """

    def __init__(self, *, language: str, title: str, form: Format = "pdf", tagged: bool = True) -> None:
        self._language = language.split("_", maxsplit=1)[0]
        self._title = title
        self._form = form
        self._tagged = tagged
        self.missing: list[str] = []
        self.unreadable: list[str] = []

    def set(self, sheets: Sequence[Sheet]) -> list[bytes]:
        """One PDF with a page each, or a picture of each; milliseconds a poster."""
        missing, of_the_machine = _without_shape(sheets)
        self.missing += [sign for sign in missing if sign not in self.missing]
        marked = str.maketrans(dict.fromkeys(missing, MISSING))
        pages = [_translated(_page(sheet), marked) for sheet in sheets]
        for sheet, page in zip(sheets, pages, strict=True):
            page["code"] = svg(f"https://{sheet.address}").decode()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.unreadable += _photographs(sheets, pages, folder)
            data = {"language": self._language, "title": self._title, "pages": pages}
            (folder / "sheets.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            made = _typst().compile(
                shutil.copy(_TEMPLATE, folder),
                root=folder,
                font_paths=_fonts(of_the_machine=of_the_machine),
                ignore_system_fonts=True,
                format=self._form,
                ppi=PIXELS_PER_INCH,
                pdf_tags=self._tagged,
            )
        return made if isinstance(made, list) else [made]


def print_posters(sheets: Sequence[Sheet], *, language: str, title: str, form: Format = "pdf") -> Printed:
    """A few posters in one go. Blocks; call it in a thread."""
    press = Press(language=language, title=title, form=form)
    files = press.set(sheets)
    return Printed(tuple(files), tuple(press.missing), tuple(press.unreadable))


def together(parts: Iterable[bytes], title: str) -> bytes:
    """One PDF of several."""
    from pypdf import PdfWriter  # noqa: PLC0415

    whole = PdfWriter()
    for part in parts:
        whole.append(io.BytesIO(part), import_outline=False)
    whole.add_metadata({"/Title": title})
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


def _page(sheet: Sheet) -> dict[str, Any]:
    """What poster.typ reads; the picture of the code and the photograph are put in later."""
    return {
        "congress": sheet.congress,
        "headline": sheet.headline,
        "name": sheet.name,
        "lines": list(sheet.lines),
        "purpose": sheet.purpose,
        "steps": [{"title": step.title, "text": step.text} for step in sheet.steps],
        "stations": [
            {
                "name": place.name,
                "facts": [{"label": fact.label, "value": fact.value} for fact in place.facts],
            }
            for place in sheet.stations
        ],
        "people": [{"seat": group.seat, "names": list(group.names)} for group in sheet.people],
        "list_title": sheet.list_title,
        "more": sheet.more,
        "address": sheet.address,
        "code": "",
        "photo": None,
    }


def _translated(value: Any, marked: dict[int, str]) -> Any:
    if not marked:
        return value
    if isinstance(value, str):
        return value.translate(marked)
    if isinstance(value, list):
        return [_translated(each, marked) for each in value]
    if isinstance(value, dict):
        return {key: _translated(each, marked) for key, each in value.items()}
    return value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)


def _without_shape(sheets: Iterable[Sheet]) -> tuple[tuple[str, ...], bool]:
    """The characters for which there is no shape, and whether the machine's fonts are needed for others."""
    used = {
        sign for sheet in sheets for text in _strings(_page(sheet)) for sign in text if not sign.isspace()
    }
    text = "".join(sorted(used))
    if _has_shapes(text, of_the_machine=False):
        return (), False
    return tuple(_shapeless(text)), True


def _shapeless(text: str) -> Iterator[str]:
    """Halving finds the few among many."""
    if not text or _has_shapes(text, of_the_machine=True):
        return
    if len(text) == 1:
        yield text
        return
    half = len(text) // 2
    yield from _shapeless(text[:half])
    yield from _shapeless(text[half:])


def _has_shapes(text: str, *, of_the_machine: bool) -> bool:
    typst = _typst()
    try:
        typst.compile(
            _PROBE.encode(),
            font_paths=_fonts(of_the_machine=of_the_machine),
            ignore_system_fonts=True,
            sys_inputs={"text": text},
            pdf_standards=_CHARACTERS_ARE_THERE,
        )
    except typst.TypstError:
        return False
    return True


def _photographs(sheets: Sequence[Sheet], pages: list[dict[str, Any]], folder: Path) -> Iterator[str]:
    """Lay the photographs beside the pages that show them; gives the names of those that cannot be read."""
    typst = _typst()
    for number, (sheet, page) in enumerate(zip(sheets, pages, strict=True)):
        if sheet.photo is None:
            continue
        photograph = folder / f"photo{number}"
        photograph.write_bytes(sheet.photo)
        try:
            typst.compile(
                f'#image("{photograph.name}")'.encode(),
                root=folder,
                font_paths=_fonts(of_the_machine=False),
                ignore_system_fonts=True,
                format="svg",
            )
        except typst.TypstError:
            yield sheet.name
        else:
            page["photo"] = photograph.name
