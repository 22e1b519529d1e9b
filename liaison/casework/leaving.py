"""What becomes of a deputy's open opinions when the deputy leaves office."""

from __future__ import annotations

from datetime import datetime

from .decide import returned
from .ports import Transaction
from .telling import tell


def return_open_opinions(tx: Transaction, *, deputy_id: int, now: datetime) -> int:
    """Give them all back to staff, with history; tell their citizens and the staff. Returns how many.

    For the unit of work in which the deputy becomes inactive; ``tx.office`` should have the roster as it
    is then, and must still know the deputy. Again: nothing is left to return.
    """
    opinions = tx.opinions.open_of_deputy(deputy_id)
    for opinion in opinions:
        decision = returned(opinion, now)
        file = tx.opinions.file(opinion.id)
        assert file is not None  # it was found in this transaction
        tx.opinions.append(decision.opinion, decision.entry)
        opening = file.history[0].parts
        tx.outbox.put(tell(tx, decision.notices, opinion, decision.opinion, decision.entry, opening), now)
    return len(opinions)
