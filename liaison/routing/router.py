"""From a citizen's words to a committee, a question, or a clerk."""

from __future__ import annotations

from liaison.routing.matcher import Matcher
from liaison.routing.verdict import Suggestion, Verdict, Way


class Router:
    """Reads texts for one congress."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def read(self, text: str) -> Verdict:
        """What the text says. Never raises; empty text: to triage, with nothing suggested."""
        found = self._matcher.suggest(text)
        sure = self._matcher.confident(found)
        return Verdict(
            Way.ROUTE if sure else Way.TRIAGE,
            tuple(Suggestion(one.committee, one.confidence, one.evidence) for one in found),
        )
