"""What was read in the words, on a card: an emergency, how pressing it seems, what the citizen is asked."""

from __future__ import annotations

from liaison.casework.reading import Card
from liaison.casework.understood import Guess
from liaison.routing.verdict import Aid

from .turn import Turn

MOST_REASONS = 6
"""Terms shown of what was found in the words."""

_CHOICES = ("choice1", "choice2", "choice3")


def choices(card: Card) -> dict[str, str]:
    """The subjects the citizen may choose from, as arguments of a text; empty ones when there are fewer."""
    return dict.fromkeys(_CHOICES, "") | dict(zip(_CHOICES, card.hints.choices, strict=False))


def alarm(turn: Turn, card: Card) -> str:
    """What must stand before everything else; empty unless it is an emergency."""
    return _aid(turn, card) if card.hints.aid and Aid(card.hints.aid).emergency else ""


def _aid(turn: Turn, card: Card) -> str:
    return turn.text("hint-aid", aid=card.hints.aid, evidence=card.hints.aid_evidence)


def below(turn: Turn, card: Card) -> str:
    """The rest, for whoever may see it: other places to turn to, the grade, what the citizen is asked."""
    hints = card.hints
    lines = []
    if hints.aid and not Aid(hints.aid).emergency:
        lines.append(_aid(turn, card))
    if hints.grade:
        lines.append(turn.text("hint-graded", grade=hints.grade))
    elif hints.advised_grade:
        lines.append(
            turn.text("hint-grade", grade=hints.advised_grade, evidence=_listed(turn, hints.grade_evidence))
        )
    if hints.choices:
        lines.append(turn.text("hint-asked", **choices(card)))
    return "\n".join(lines)


def guess(turn: Turn, found: Guess, *, best: bool) -> str:
    """One committee that is proposed."""
    return turn.text(
        "guess" if best else "guess-runner-up",
        committee=found.committee,
        subject=found.subject,
        percent=found.percent,
        evidence=_listed(turn, found.evidence),
    )


def _listed(turn: Turn, evidence: tuple[str, ...]) -> str:
    return turn.label("listing-comma").join(evidence[:MOST_REASONS])
