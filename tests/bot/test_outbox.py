"""The outbox: each chat's replies in order, at the channel's pace; later, gone and never are told apart."""

from datetime import timedelta

from sqlalchemy import select

from bot import outbox
from bot.channels import ChannelBusy, ChatGone, MessageRefused, Pace
from bot.chats import load_chat
from bot.claims import ClaimLost
from bot.messages import Reply
from bot.models import Chat, OutboxMessage, OutboxState
from bot.sending import Result, record_result
from knowledge_base.database import Sessions
from tests.builders import NOW, Clock, a_message

FAST = {"test": Pace(per_second=1000)}


async def test_a_chats_replies_go_out_in_order(sessions: Sessions) -> None:
    """The second waits while the first is on its way, and while it is to be tried again."""
    await _queue(sessions, "one", "two")
    first = await _claim(sessions, "a")
    assert await _claim(sessions, "b") is None
    await _record(sessions, first, ChannelBusy(), claim="a")
    assert await _claim(sessions, "b") is None

    later = Clock(NOW + timedelta(seconds=2))
    again = await _claim(sessions, "c", later)
    assert again is not None and again.text == "one"
    await _record(sessions, again, "id", claim="c", clock=later)
    following = await _claim(sessions, "d", later)
    assert following is not None and following.text == "two"


async def test_another_chat_does_not_wait(sessions: Sessions) -> None:
    """One person's reply that has to be tried again holds nobody else up."""
    await _queue(sessions, "one", address="first")
    await _queue(sessions, "two", address="second")
    claimed = [await _claim(sessions, claim) for claim in "ab"]
    assert [row.text for row in claimed if row] == ["one", "two"]


async def test_pauses_grow_and_end(sessions: Sessions) -> None:
    """After the last pause the reply is kept as failed for a person to see."""
    await _queue(sessions, "one")
    clock, waited = Clock(), []
    for pause in (*outbox.RETRY_PAUSES, 0):
        row = await _claim(sessions, "a", clock)
        await _record(sessions, row, ChannelBusy(), claim="a", clock=clock)
        clock.move(seconds=max(pause - 1, 0))
        assert await _claim(sessions, "a", clock) is None
        clock.move(seconds=1)
        waited.append(pause)
    assert waited == [*sorted(waited[:-1]), 0]
    (row,) = await _rows(sessions)
    assert (row.state, row.error, row.text) == (OutboxState.FAILED, "gave_up", "one")


async def test_the_pause_that_a_channel_asks_for_is_kept(sessions: Sessions) -> None:
    """Nobody on this channel is sent to before it has passed: to go on would prolong it."""
    await _queue(sessions, "one", address="first")
    row = await _claim(sessions, "a")
    await _record(sessions, row, ChannelBusy(retry_after=40), claim="a")
    await _queue(sessions, "two", address="second")
    await _queue(sessions, "three", address="second", channel="other")
    paces = {**FAST, "other": Pace(per_second=1000)}

    clock = Clock(NOW + timedelta(seconds=39))
    elsewhere = await _claim(sessions, "b", clock, paces)
    assert elsewhere is not None and elsewhere.text == "three"
    assert await _claim(sessions, "c", clock, paces) is None
    clock.move(seconds=1)
    first = await _claim(sessions, "d", clock, paces)
    clock.move(seconds=0.001)
    second = await _claim(sessions, "e", clock, paces)
    assert [row.text for row in (first, second) if row] == ["one", "two"]


async def test_gone_closes_the_chat(sessions: Sessions) -> None:
    """The person blocked the bot: what was queued for them is failed as well."""
    await _queue(sessions, "one", "two")
    row = await _claim(sessions, "a")
    assert await _record(sessions, row, ChatGone(), claim="a") == "gone"

    assert [(row.state, row.error) for row in await _rows(sessions)] == [(OutboxState.FAILED, "gone")] * 2
    async with sessions() as session:
        chat = await session.get(Chat, row.chat_id if row else 0)
    assert chat is not None and chat.gone_at == NOW


async def test_refused_is_kept_and_the_chat_goes_on(sessions: Sessions) -> None:
    """The channel will never take this one; its code is kept for a person to see."""
    await _queue(sessions, "one", "two")
    row = await _claim(sessions, "a")
    assert await _record(sessions, row, MessageRefused("63016"), claim="a") == "refused"

    first, _ = await _rows(sessions)
    assert (first.state, first.error, first.text) == (OutboxState.FAILED, "63016", "one")
    following = await _claim(sessions, "b")
    assert following is not None and following.text == "two"


async def test_an_unknown_outcome_is_counted(sessions: Sessions) -> None:
    """It may have arrived: sending it again is a possible duplicate, a plain "later" is none."""
    await _queue(sessions, "one")
    clock = Clock()
    for claim, unknown in (("a", True), ("b", False)):
        row = await _claim(sessions, claim, clock)
        await _record(sessions, row, ChannelBusy(outcome_unknown=unknown), claim=claim, clock=clock)
        clock.move(minutes=1)
    (row,) = await _rows(sessions)
    assert row.possible_duplicates == 1


async def test_a_channels_pace_holds(sessions: Sessions) -> None:
    """A burst of one second, then one at a time; who waits is told until when."""
    for number in range(9):
        await _queue(sessions, str(number), address=str(number))
    paces, clock = {"test": Pace(per_second=4)}, Clock()
    assert len([row for row in [await _claim(sessions, str(n), clock, paces) for n in range(9)] if row]) == 5
    async with sessions.begin() as session:
        waits = await outbox.claim_next(session, claim="w", now=clock(), paces=paces)
    assert waits == outbox.Wait(NOW + timedelta(seconds=0.25))
    clock.move(seconds=0.25)
    assert len([row for row in [await _claim(sessions, str(n), clock, paces) for n in range(9)] if row]) == 1


async def test_a_slow_channel_holds_up_no_other(sessions: Sessions) -> None:
    """A hundred SMS that wait for their turn must not keep the web chat waiting."""
    for number in range(4):
        await _queue(sessions, str(number), address=str(number))
    await _queue(sessions, "quick", address="web", channel="other")
    paces = {"test": Pace(per_second=1), "other": Pace(per_second=1000)}
    claimed = [await _claim(sessions, str(number), paces=paces) for number in range(4)]
    assert [row.text for row in claimed if row] == ["0", "1", "quick"]


async def test_two_replies_to_one_chat_keep_their_distance(sessions: Sessions) -> None:
    """Telegram takes about one message a second and chat."""
    await _queue(sessions, "one", "two")
    paces, clock = {"test": Pace(per_second=1000, chat_gap=1.0)}, Clock()
    row = await _claim(sessions, "a", clock, paces)
    await _record(sessions, row, None, claim="a")
    clock.move(seconds=0.9)
    assert await _claim(sessions, "b", clock, paces) is None
    clock.move(seconds=0.1)
    assert await _claim(sessions, "b", clock, paces) is not None


async def test_a_worker_that_lost_its_claim_records_nothing(sessions: Sessions) -> None:
    """Somebody else sends it by now: the first worker's word must not count."""
    await _queue(sessions, "one")
    row = await _claim(sessions, "mine")
    results: list[Result] = ["id", ChannelBusy(), ChatGone(), MessageRefused("x")]
    for result in results:
        try:
            await _record(sessions, row, result, claim="somebody else's")
        except ClaimLost:
            continue
        raise AssertionError("the claim was not checked")
    (row,) = await _rows(sessions)
    assert (row.state, row.claimed_by) == (OutboxState.SENDING, "mine")


async def test_the_last_word_to_a_forgotten_person_is_emptied_however_it_ends(sessions: Sessions) -> None:
    """Its chat is gone already, so nothing of it may stay."""
    results: list[Result] = ["id", ChatGone(), MessageRefused("x")]
    for result in results:
        await _queue(sessions, "Deleted.")
        async with sessions.begin() as session:
            last = (await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()))).first()
            assert last is not None
            await session.delete(await session.get_one(Chat, last.chat_id))
        row = await _claim(sessions, "a")
        await _record(sessions, row, result, claim="a")
    assert {(row.address, row.text) for row in await _rows(sessions)} == {("", "")}


async def test_news_of_a_delivery_finds_its_reply(sessions: Sessions) -> None:
    """Delivered or failed, by the channel's own id; an unknown id changes nothing."""
    await _queue(sessions, "one")
    await _record(sessions, await _claim(sessions, "a"), "SM1", claim="a")
    async with sessions.begin() as session:
        assert not await outbox.record_delivery(session, "test", "SM2", delivered=True, error=None)
        assert await outbox.record_delivery(session, "test", "SM1", delivered=False, error="63016")
    (row,) = await _rows(sessions)
    assert (row.state, row.error) == (OutboxState.FAILED, "63016")


async def _queue(sessions: Sessions, *texts: str, address: str = "somebody", channel: str = "test") -> None:
    async with sessions.begin() as session:
        chat = await load_chat(session, a_message(address=address, channel=channel), now=NOW)
        await outbox.enqueue(session, chat, [Reply(text) for text in texts], now=NOW)


async def _claim(
    sessions: Sessions, claim: str, clock: Clock | None = None, paces: dict[str, Pace] | None = None
) -> OutboxMessage | None:
    async with sessions.begin() as session:
        now = clock() if clock else NOW
        row = await outbox.claim_next(session, claim=claim, now=now, paces=paces or FAST)
    return row if isinstance(row, OutboxMessage) else None


async def _record(
    sessions: Sessions, row: OutboxMessage | None, result: Result, *, claim: str, clock: Clock | None = None
) -> str:
    assert row is not None
    async with sessions.begin() as session:
        return await record_result(session, row, result, claim=claim, now=clock() if clock else NOW)


async def _rows(sessions: Sessions) -> list[OutboxMessage]:
    async with sessions() as session:
        return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
