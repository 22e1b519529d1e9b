"""The bot with a router that reads certain words as the tests say, and all others as ever: ``python -m
tests.scripted_bot run``. What the lexicon makes of words changes; what the conversation makes of a verdict must not."""

from __future__ import annotations

import sys
from datetime import date

from liaison.routing.router import Router
from liaison.routing.verdict import Advice, Aid, Choice, Grade, Grading, Suggestion, Verdict, Way

DOUBTFUL = "说不准归谁"
FIRE = "着火了快来人"
DESPAIR = "真的不想活了"
JUDGED = "这个案子判错了"
SHARED = "两家都管得着"

VERDICTS = {
    DOUBTFUL: Verdict(
        Way.ASK,
        (Suggestion("urban", 0.41, ("说不准",), "estate"), Suggestion("social", 0.35, (), "households")),
        choices=(Choice("estate", "urban"), Choice("households", "social")),
        grading=Grading(Grade.IMPORTANT, ("归谁",)),
    ),
    FIRE: Verdict(
        Way.TRIAGE, advice=Advice(Aid.FIRE, "着火"), grading=Grading(Grade.URGENT, ("着火", "快来"))
    ),
    DESPAIR: Verdict(Way.TRIAGE, advice=Advice(Aid.LIFE, "不想活")),
    JUDGED: Verdict(Way.TRIAGE, advice=Advice(Aid.COURT, "判错")),
    SHARED: Verdict(Way.ROUTE, (Suggestion("urban", 0.9, ("两家",), "estate"),), assisting="social"),
}
"""By words that stand anywhere in the text."""


def main() -> None:
    """Run ``liaison``."""
    import bot.__main__  # noqa: F401, PLC0415 - the command line as it is
    from bot.commands import main as liaison  # noqa: PLC0415 - bot.__main__ has done what must come first

    read_as_ever, advise_as_ever = Router.read, Router.advice

    def scripted(text: str) -> Verdict | None:
        return next((verdict for words, verdict in VERDICTS.items() if words in text), None)

    def read(router: Router, text: str, *, today: date | None = None) -> Verdict:
        return scripted(text) or read_as_ever(router, text, today=today)

    def advice(router: Router, text: str) -> Advice | None:
        said = scripted(text)
        return said.advice if said else advise_as_ever(router, text)

    Router.read = read  # type: ignore[method-assign]
    Router.advice = advice  # type: ignore[method-assign]
    sys.argv[0] = "liaison"
    liaison()


if __name__ == "__main__":
    main()
