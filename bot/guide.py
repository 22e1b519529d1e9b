"""The guided first minute of the demo: what to tap next, on which phone, until what is seen."""

from __future__ import annotations

from typing import Any, NamedTuple

from .texts import LANGUAGES, Texts

CODES = dict(zip(LANGUAGES, ("zh", "en"), strict=True))
"""The page's names for our languages."""


class Step(NamedTuple):
    """One step. ``taps``: "start", "composer", or the text key of a button, in the order they come."""

    name: str
    phone: int
    taps: tuple[str, ...] = ()
    ends: bool = True  # when the text guide-<name>-seen shows in this phone


STEPS = (
    Step("start", 0, ("start",)),
    Step("write", 0, ("button-just-write",)),
    Step("say", 0, ("composer",)),
    Step("done", 0, ("button-done",)),
    Step("send", 0, ("button-send",)),
    Step("triage", 2, ("do-open", "guide-best-committee", "button-assign", "guide-deputy")),
    Step("answer", 1, ("do-open", "button-answer")),
    Step("words", 1, ("composer",)),
    Step("reply", 1, ("button-done", "button-send")),
    Step("back", 0, ends=False),
)


def guide(texts: Texts) -> list[dict[str, Any]]:
    """The steps as the chat page reads them (playground/page/README.md), in both languages."""

    def both(key: str) -> dict[str, str]:
        return {code: texts.plain(language, key) for language, code in CODES.items()}

    def marks(step: Step) -> list[str]:
        # The page may be read in one language while the phones speak the other.
        return [
            tap if tap in ("start", "composer") else f"button:{texts.plain(language, tap)}"
            for language in LANGUAGES
            for tap in step.taps
        ]

    steps = []
    for step in STEPS:
        entry: dict[str, Any] = {
            "id": step.name, "phone": step.phone, "text": both(f"guide-{step.name}"), "highlight": marks(step),
        }  # fmt: skip
        if step.ends:
            entry["done_when"] = {
                "phone": step.phone,
                "contains": list(both(f"guide-{step.name}-seen").values()),
            }
        steps.append(entry)
    return steps
