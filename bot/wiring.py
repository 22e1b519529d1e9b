"""Where everything is put together; nothing else builds databases, bots or desks."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.engine import Connection, make_url

from storage import holding, schema
from storage.engine import Database, LaneDatabase
from storage.outbox import StoredOutbox

from .alikes import Alikes
from .alone import alone
from .clock import now
from .desk import StoredDesk
from .intake import Intake
from .loading import load
from .metrics import Metrics, metrics_for, watch
from .news import News
from .offices import choose_assembly, policy_of, read_office_afresh
from .receive import Poller, TokenRefused
from .runtime import Runtime
from .settings import SettingProblem, Settings
from .sharing import EveryChat, PlaceTaken, SharedChats, one_at_a_time, stay
from .teaching import TeachingWatch
from .telegram_account import who_am_i
from .texts import Texts
from .together import GATHER_SECONDS
from .tracing import Tracing, tracing_for
from .upkeep import RosterWatch, Upkeep, end_terms, look_again_and_again

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from delivery.ports import Budget

    from .web import Check, Web

log = structlog.get_logger()


class Role(StrEnum):
    """What a process may do. One that does everything is ``liaison run``."""

    RECEIVE = "receive"
    DISPATCH = "dispatch"
    DELIVER = "deliver"
    CLOCK = "clock"


EVERYTHING = frozenset(Role)


@dataclass
class House:
    """What the roles of one process have in common."""

    settings: Settings
    database: Database
    username: str
    texts: Texts
    outbox: StoredOutbox
    runtime: Runtime
    redis: Redis | None  # None: this process is alone
    metrics: Metrics
    tracing: Tracing
    web: Web | None
    came_in: News
    goes_out: News

    @property
    def bot_id(self) -> int:
        """The bot's number, which its token begins with."""
        return self.settings.bot_id


async def run(
    settings: Settings,
    roles: frozenset[Role] = EVERYTHING,
    *,
    started: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Play these roles until asked to stop. ``started`` is awaited in the background once they are at work. Raises
    SettingProblem."""
    _check(settings, roles)
    await asyncio.to_thread(schema.ensure, settings.database)
    async with AsyncExitStack() as stack:
        house = await _open(settings, roles, stack)
        for role in sorted(roles):
            await _PARTS[role](house, stack)
        if house.web is not None:
            await house.web.start()
            stack.push_async_callback(house.web.stop)
            house.runtime.drains("web", partial(_say_no_more, house.web))
        house.runtime.cut("settle in", lambda: _settle_in(started))
        house.runtime.stop_on_signals()
        log.info("started", bot=house.username, roles=",".join(sorted(roles)))
        try:
            await house.runtime.run()
        except TokenRefused:
            raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused") from None
        log.info("stopped")


def _check(settings: Settings, roles: frozenset[Role]) -> None:
    """What does not go together."""
    _ = settings.token
    if not _on_postgres(settings) and (settings.redis_url is not None or roles != EVERYTHING):
        raise SettingProblem("LIAISON_DATABASE_URL", "setting-needs-postgres")
    if roles != EVERYTHING and settings.redis_url is None:
        raise SettingProblem("LIAISON_REDIS_URL", "setting-needs-redis")
    if Role.RECEIVE in roles and settings.public_url is not None and settings.listen is None:
        raise SettingProblem("LIAISON_LISTEN", "setting-needs-listen")


def _on_postgres(settings: Settings) -> bool:
    return make_url(settings.database).get_backend_name() == "postgresql"


async def _open(settings: Settings, roles: frozenset[Role], stack: AsyncExitStack) -> House:
    lanes = LaneDatabase(settings.database)
    stack.push_async_callback(lanes.close)
    assembly = await lanes.read(lambda connection: choose_assembly(connection, settings))
    username = await who_am_i(settings)
    name = "run" if roles == EVERYTHING else ",".join(sorted(roles))
    metrics, tracing = metrics_for(settings.listen, name), tracing_for(settings.otlp_endpoint, name)
    stack.push_async_callback(asyncio.to_thread, tracing.stop)
    database = tracing.database(metrics.database(lanes))
    house = House(
        settings, database, username, Texts.shipped(), StoredOutbox(database), Runtime(), None, metrics,
        tracing, None, News(), News(),
    )  # fmt: skip
    checks: dict[str, Check] = {"database": lambda: _answers(lambda: database.read(lambda _connection: None))}
    if settings.redis_url is None:
        await _be_alone(house, stack)
    else:
        redis = house.redis = await _meet_others(house, roles, stack)
        if roles & {Role.DISPATCH, Role.DELIVER}:  # the others go on without it
            checks["redis"] = lambda: _answers(redis.time)
    if settings.listen is not None:
        from .web import Web  # noqa: PLC0415 - only where somebody asks

        house.web = Web(settings.listen, name, checks, metrics)
        today = policy_of(settings).today
        house.runtime.cut("metrics", lambda: watch(metrics, database, assembly, clock=now, today=today))
    return house


async def _say_no_more(web_: Web, stop: asyncio.Event) -> None:
    """Not ready any more, from the moment it is time to stop."""
    await stop.wait()
    web_.draining = True


async def _holds_some(shares: SharedChats) -> str | None:
    return None if shares.count else "no chats yet"


async def _answers(ask: Callable[[], Awaitable[object]]) -> str | None:
    try:
        await ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return type(error).__name__
    return None


async def _meet_others(house: House, roles: frozenset[Role], stack: AsyncExitStack) -> Redis:
    """The way to other processes: Redis, and the word of news."""
    from storage import keys  # noqa: PLC0415 - a bot alone does not need Redis
    from storage.shared import Bell, connect  # noqa: PLC0415

    settings, runtime = house.settings, house.runtime
    assert settings.redis_url is not None
    await _take_place(
        house, holding.beside_others, SettingProblem("LIAISON_DATABASE_URL", "setting-running-already")
    )
    redis = house.metrics.redis(connect(settings.redis_url))
    stack.push_async_callback(redis.aclose)
    for news, channel, listener in (
        (house.came_in, keys.came_in, Role.DISPATCH),
        (house.goes_out, keys.goes_out, Role.DELIVER),
    ):
        bell = Bell(redis, channel(settings.bot_id))
        news.told_by(bell.ring)
        runtime.cut("ring", bell.ringing)
        if listener in roles:
            runtime.cut("listen", partial(bell.listen, news.hear))
    return redis


async def _take_place(house: House, take: Callable[[Connection, int], bool], problem: SettingProblem) -> None:
    """On this PostgreSQL, alone or beside others, for as long as we are at work. Raises ``problem``, now or when a lost
    connection let another in."""
    database, bot_id = house.database, house.settings.bot_id
    session = await database.write(lambda c: database.session if take(c, bot_id) else None)
    if session is None:
        raise problem

    async def keep() -> None:
        try:
            await stay(database, lambda connection: take(connection, bot_id), session)
        except PlaceTaken:
            raise problem from None

    house.runtime.cut("place", keep)


async def _be_alone(house: House, stack: AsyncExitStack) -> None:
    """Without Redis one process works on a database; whatever was begun before it began has ended. Raises
    SettingProblem."""
    settings, database = house.settings, house.database
    stack.enter_context(alone(settings.database))
    if _on_postgres(settings):
        await _take_place(
            house,
            partial(holding.take, what=holding.Post.ALONE),
            SettingProblem("LIAISON_REDIS_URL", "setting-needs-redis"),
        )
    await database.write(lambda connection: end_terms(connection, settings, now()))
    await house.outbox.recover(now(), everything=True)


async def _receive(house: House, stack: AsyncExitStack) -> None:  # noqa: ARG001
    settings = house.settings
    singly = settings.public_url is not None and house.redis is not None  # updates come one by one
    intake = Intake(
        house.database, house.bot_id, now, house.came_in.tell, house.metrics,
        gather=GATHER_SECONDS if singly else 0.0,
    )  # fmt: skip
    if settings.public_url is not None:
        from aiohttp import web  # noqa: PLC0415 - only where Telegram calls

        from .webhook import PATH, Webhook, keep_set  # noqa: PLC0415

        assert house.web is not None
        house.web.add_routes([web.post(PATH, Webhook(settings, intake).take)])
        house.runtime.cut("webhook", lambda: keep_set(settings))
        return
    poller = Poller(api_url=settings.api_url, token=settings.token, intake=intake)
    if house.redis is None:
        house.runtime.cut("receive", poller.run)
        return
    post = holding.Post.POLLER
    house.runtime.cut("receive", lambda: one_at_a_time(house.database, house.bot_id, post, poller.run))


async def _dispatch(house: House, stack: AsyncExitStack) -> None:
    await asyncio.to_thread(load, "aiogram")
    from .conversing import build_bot, build_dispatch, set_menus  # noqa: PLC0415 - seconds, for this role alone

    settings, database = house.settings, house.database
    office = await asyncio.to_thread(read_office_afresh, settings)
    desk = StoredDesk(database, office, now, house.goes_out.tell)
    bot = build_bot(settings)
    stack.push_async_callback(bot.session.close)
    shares: EveryChat | SharedChats = EveryChat()
    talks = None
    if house.redis is not None:
        from storage.shared import RedisTalks  # noqa: PLC0415 - see above

        shares = SharedChats(database, house.bot_id)
        talks = RedisTalks(house.redis, house.bot_id)
        house.runtime.cut("shares", shares.run)
        if house.web is not None:
            house.web.add_check("shares", partial(_holds_some, shares))
            house.metrics.shares(lambda: shares.count)
    dispatch = build_dispatch(
        settings, bot=bot, username=house.username, database=database, desk=desk, texts=house.texts,
        clock=now, shares=shares, kept_talks=talks, metrics=house.metrics,
        tracing=house.tracing,
    )  # fmt: skip
    if isinstance(shares, SharedChats):
        shares.serve(dispatch)
    house.came_in.heard_by(dispatch.wake)
    house.runtime.drains("dispatch", dispatch.run)
    desk.alikes = Alikes(database, office.assembly, now)
    house.runtime.cut("alikes", desk.alikes.run)
    watch = RosterWatch(settings, database, desk)
    taught = TeachingWatch(database, desk)
    house.runtime.cut("roster", lambda: look_again_and_again(watch.roster, taught.examples))
    house.runtime.cut("menus", lambda: set_menus(bot, house.texts))


async def _deliver(house: House, stack: AsyncExitStack) -> None:  # noqa: ARG001
    house.goes_out.heard_by(lambda _about: house.outbox.announce())

    async def deliver(stop: asyncio.Event) -> None:
        # Imported here and in a thread, so that the first updates are answered meanwhile: python-telegram-bot takes
        # a while.
        await asyncio.to_thread(load, "delivery.worker")
        await asyncio.to_thread(load, "delivery.sender")
        from delivery.budget import UNLIMITED, LocalBudget, Pace  # noqa: PLC0415
        from delivery.sender import TelegramSender  # noqa: PLC0415
        from delivery.worker import Worker  # noqa: PLC0415

        settings = house.settings
        pace = Pace(overall_per_second=settings.sends_per_second) if settings.sends_per_second else UNLIMITED
        budget: Budget = LocalBudget(pace)
        if house.redis is not None and settings.sends_per_second:
            from storage.shared_budget import SharedBudget  # noqa: PLC0415

            budget = SharedBudget(house.redis, house.bot_id, pace)
        async with TelegramSender(settings.token, api_url=settings.api_url, budget=budget) as sender:
            queue = house.tracing.outbox(house.metrics.outbox(house.outbox))
            await Worker(queue, sender, house.texts, now).run(stop)

    house.runtime.drains("deliver", deliver)


async def _clock(house: House, stack: AsyncExitStack) -> None:  # noqa: ARG001
    upkeep = Upkeep(
        settings=house.settings, database=house.database, outbox=house.outbox, clock=now,
        announce=house.goes_out.tell,
    )  # fmt: skip

    async def looks() -> None:
        await look_again_and_again(upkeep.terms, upkeep.left_behind, upkeep.lapsed, upkeep.tidy)

    if house.redis is None:
        house.runtime.cut("clock", looks)
        return
    house.runtime.cut("clock", lambda: one_at_a_time(house.database, house.bot_id, holding.Post.CLOCK, looks))


_PARTS = {Role.RECEIVE: _receive, Role.DISPATCH: _dispatch, Role.DELIVER: _deliver, Role.CLOCK: _clock}


async def _settle_in(started: Callable[[], Awaitable[None]] | None) -> None:
    if started is not None:
        await started()
    # What is here now stays for good: the collector need not look through it (some 400,000 objects, most of them
    # aiogram's types) each time.
    gc.collect()
    gc.freeze()
    # What handling an update makes lives until its answer: with Python's 700 the collector looks again and again at
    # what is still needed (some 5 % of the time).
    gc.set_threshold(20_000)
    await asyncio.Event().wait()
