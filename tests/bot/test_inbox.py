"""The inbox keeps every message once and hands a chat's messages out in order."""

from bot import inbox
from bot.claims import ClaimLost
from bot.models import InboxMessage, InboxState
from knowledge_base.database import Sessions
from tests.builders import NOW, Clock, a_message


async def test_a_redelivered_update_changes_nothing(sessions: Sessions) -> None:
    """A channel repeats an update until it hears 200; the second time it is known."""
    message = a_message()
    async with sessions.begin() as session:
        assert await inbox.receive(session, message, now=NOW)
    async with sessions.begin() as session:
        assert not await inbox.receive(session, message, now=NOW)


async def test_a_chats_messages_are_claimed_in_order(sessions: Sessions) -> None:
    """The second message of a chat waits until the first is handled."""
    first, second = a_message("one"), a_message("two")
    async with sessions.begin() as session:
        await inbox.receive(session, first, now=NOW)
        await inbox.receive(session, second, now=NOW)
    claimed = await _claim(sessions, "a")
    assert claimed is not None and claimed.text == "one"
    assert await _claim(sessions, "b") is None
    await _finish(sessions, claimed, "a")
    following = await _claim(sessions, "b")
    assert following is not None and following.text == "two"


async def test_different_chats_do_not_wait_for_each_other(sessions: Sessions) -> None:
    """While one person's message is handled, another person's is claimed."""
    async with sessions.begin() as session:
        await inbox.receive(session, a_message("one", address="first"), now=NOW)
        await inbox.receive(session, a_message("two", address="second"), now=NOW)
    claimed = [await _claim(sessions, name) for name in "ab"]
    assert [row.text for row in claimed if row] == ["one", "two"]


async def test_a_failing_message_is_tried_again_later_and_then_given_up(sessions: Sessions) -> None:
    """Each try waits longer; after the last the message is failed, and the chat goes on."""
    clock = Clock()
    async with sessions.begin() as session:
        await inbox.receive(session, a_message("bad"), now=clock())
        await inbox.receive(session, a_message("good"), now=clock())
    for attempt in range(len(inbox.RETRY_PAUSES) + 1):
        row = await _claim(sessions, f"try{attempt}", clock)
        assert row is not None and row.text == "bad"
        async with sessions.begin() as session:
            gave_up = await inbox.put_back(session, row, claim=f"try{attempt}", now=clock(), error="Oops")
        assert gave_up is (attempt == len(inbox.RETRY_PAUSES))
        assert gave_up or await _claim(sessions, "early", clock) is None
        clock.move(seconds=60)
    assert row is not None
    async with sessions() as session:
        failed = await session.get(InboxMessage, row.id)
    assert failed is not None and failed.state == InboxState.FAILED
    following = await _claim(sessions, "next", clock)
    assert following is not None and following.text == "good"


async def test_a_worker_that_lost_its_claim_records_nothing(sessions: Sessions) -> None:
    """Somebody else took the message over: the first worker's result must not count."""
    async with sessions.begin() as session:
        await inbox.receive(session, a_message(), now=NOW)
    row = await _claim(sessions, "mine")
    assert row is not None
    try:
        await _finish(sessions, row, "somebody else's")
    except ClaimLost:
        return
    raise AssertionError("the claim was not checked")


async def _claim(sessions: Sessions, claim: str, clock: Clock | None = None) -> InboxMessage | None:
    async with sessions.begin() as session:
        return await inbox.claim_next(session, claim=claim, now=clock() if clock else NOW)


async def _finish(sessions: Sessions, row: InboxMessage, claim: str) -> None:
    async with sessions.begin() as session:
        await inbox.finish(
            session, row.id, claim=claim, now=NOW, outcome="answer", question_id=None, locale="ru"
        )
