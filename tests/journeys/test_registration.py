"""The question of the first day, in every language: one line in, one sourced and dated answer out."""

from collections.abc import AsyncIterator

import pytest

from bot.dispatcher import Equipment
from bot.models import Chat, InboxMessage
from knowledge_base.database import Sessions
from knowledge_base.index import open_index
from knowledge_base.loading import load_content
from tests.builders import NOW
from tests.journeys.journey import Journey, start_journey

#: Locale: what is asked, and what the answer must hold: the deadline, the source, the day of the check.
ASKED = {
    "uz-Latn": (
        "Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?",
        ("30 kun", "Manba: ", "Tekshirilgan: 2026-yil 22-noyabr"),
    ),
    "uz-Cyrl": (
        "Тошкентдан Олмаотага келдим, қаерда рўйхатдан ўтаман?",
        ("30 кун", "Манба: ", "Текширилган: 2026 йил 22 ноябрь"),
    ),
    "tg": (
        "Аз Тошканд ба Алмаато омадам, дар куҷо ба қайд мегирам?",
        ("30 рӯз", "Манбаъ: ", "Санҷида шуд: 22 ноябри соли 2026"),
    ),
    "ky": (
        "Ташкенттен Алматыга келдим, кайда каттоодон өтөм?",
        ("30 күн", "Булак: ", "Текшерилди: 2026-жылдын 22-ноябры"),
    ),
    "kk": (
        "Ташкенттен Алматыға келдім, қайда тіркелемін?",
        ("30 күн", "Дереккөз: ", "Тексерілген күні: 2026 жылғы 22 қараша"),
    ),
    "ru": (
        "Приехал из Ташкента в Алматы, где мне зарегистрироваться?",
        ("30 дней", "Источник: ", "Проверено: 22 ноября 2026"),
    ),
    "en": (
        "I came from Tashkent to Almaty, where do I register?",
        ("30 days", "Source: ", "Checked: 22 November 2026"),
    ),
}


@pytest.fixture
async def installed(sessions: Sessions, equipment: Equipment) -> AsyncIterator[Journey]:
    """An installation that loaded the shipped content into its own database."""
    async with sessions.begin() as session:
        await load_content(session, now=NOW)
    index = await open_index(sessions, show_drafts=True)
    async with start_journey(sessions, index=index, equipment=equipment) as journey:
        yield journey


async def test_every_language_gets_the_answer_on_both_channels(installed: Journey) -> None:
    """Deadline, source and day of the check, in the language and script of the question, at once."""
    for number, (locale, (text, expected)) in enumerate(ASKED.items()):
        by_telegram = await installed.telegram_says(text, by=7100 + number, language="de")
        by_whatsapp = await installed.whatsapp_says(text, by=f"+99890000010{number}")
        for replies in (by_telegram, by_whatsapp):
            # Twilio's limit can make two messages of one reply.
            text_of_reply = "\n".join(reply.text for reply in replies)
            assert [part for part in expected if part not in text_of_reply] == [], locale
    rows = await installed.rows(InboxMessage)
    assert {(row.outcome, row.question_id) for row in rows} == {("answer", "registration.arrival")}
    assert [row.locale for row in rows] == [locale for locale in ASKED for _ in range(2)]
    assert {(row.citizenship, row.stay_in) for row in await installed.rows(Chat)} == {("UZ", "KZ")}


async def test_every_call_is_what_the_public_descriptions_allow(journey: Journey) -> None:
    """Names, types and limits by the Bot API's description and Twilio's OpenAPI document."""
    if reason := journey.telegram.unchecked or journey.twilio.unchecked:
        pytest.skip(reason)
    for text in (ASKED["ru"][0], "/start", "/language", "/privacy", "<b>&amp; 5 < 6 " * 200):
        await journey.telegram_says(text)
        await journey.whatsapp_says(text)
    assert len(journey.telegram.sent) == len(journey.telegram.calls) == 5
    assert journey.telegram.violations == journey.twilio.violations == []
