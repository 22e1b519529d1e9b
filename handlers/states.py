"""Where a conversation can stand. Beside the state only ids are kept."""

from aiogram.fsm.state import State, StatesGroup


class Writing(StatesGroup):
    """Words are being written; data: ``draft``."""

    words = State()
    preview = State()
    addressee = State()  # which deputy is it for?
    community = State()  # where do you live? data: ``draft`` (0: none)


class Handing(StatesGroup):
    """An opinion is being passed on or assigned; data: ``opinion``."""

    pass_to = State()  # a deputy's name is expected
    assign_to = State()


class Inviting(StatesGroup):
    """A clerk invites."""

    deputy = State()  # a deputy's name is expected


class Finding(StatesGroup):
    """Somebody looks for a deputy, and what they type next is meant for that; no data."""

    name = State()  # a name or a place
    topic = State()  # what it is about: the first words of an opinion
    home = State()  # the name of their community


class Coding(StatesGroup):
    """A clerk looks after public codes."""

    what = State()  # the name of a deputy, a station or a community is expected
