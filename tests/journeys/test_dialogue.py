"""A conversation of several turns: the route is asked for once, by buttons or by numbers."""

from bot.models import Chat, OutboxMessage
from tests.journeys.journey import Journey, telegram_message

ASK = "Ishlasam bo'ladimi?"


async def test_buttons_lead_to_the_answer_on_telegram(journey: Journey) -> None:
    """Passport, country, answer; each pressed button is acknowledged."""
    (first,) = await journey.telegram_says(ASK)
    assert [action for _, action in first.options][:2] == ["citizenship:UZ", "citizenship:TJ"]
    (second,) = await journey.telegram_presses("Oʻzbekiston")
    assert ("Qozogʻiston", "stay:KZ") in second.options
    (answer,) = await journey.telegram_presses("Qozogʻiston")

    assert answer.text.startswith("Kim uchun: Oʻzbekiston fuqarolari Qozogʻistonda")
    assert "Manba: " in answer.text
    assert len(journey.telegram.calls_of("answerCallbackQuery")) == 2


async def test_numbers_lead_to_the_answer_on_whatsapp(journey: Journey) -> None:
    """The same choices, numbered in the text and picked by typing the number."""
    (first,) = await journey.whatsapp_says(ASK)
    assert "\n1. Oʻzbekiston\n2. Tojikiston\n" in first.text
    (second,) = await journey.whatsapp_says("1")
    assert "\n1. Qozogʻiston" in second.text
    (answer,) = await journey.whatsapp_says("1")

    assert answer.text.startswith("Kim uchun: Oʻzbekiston fuqarolari Qozogʻistonda")
    assert "Manba: " in answer.text


async def test_the_route_is_remembered(journey: Journey) -> None:
    """Who has said it once is not asked again."""
    await journey.telegram_says("Приехал из Ташкента в Алматы, где мне зарегистрироваться?", language="ru")
    (answer,) = await journey.telegram_says("Можно ли мне работать?", language="ru")

    assert answer.text.startswith("Для кого: граждане Узбекистана в Казахстане")


async def test_two_messages_at_once_are_answered_in_order(journey: Journey) -> None:
    """Both arrive before the first is handled; the replies keep their order and a second between them."""
    for number, text in enumerate(("/privacy", "/help"), start=900):
        assert (await journey.post_update(telegram_message(number, {"text": text}, by=7))).status_code == 200
    started = journey.clock()
    await journey.settle()

    rows = await journey.rows(OutboxMessage)
    assert [each.text for each in journey.telegram.sent] == [row.text for row in rows]
    assert (rows[1].sent_at - started).total_seconds() >= 1
    assert [row.channel for row in await journey.rows(Chat)] == ["telegram"]


async def test_a_redelivered_update_is_answered_once(journey: Journey) -> None:
    """Telegram repeats an update until it hears 200; the person gets one reply."""
    update = telegram_message(55, {"text": "/privacy"}, by=7)
    assert len(await journey.deliver(update)) == 1
    assert await journey.deliver(update) == []


async def test_delivery_is_recorded(journey: Journey) -> None:
    """What Twilio reports later stands beside the reply."""
    await journey.whatsapp_says("/privacy")
    (row,) = await journey.rows(OutboxMessage)
    status = {"MessageSid": row.provider_id, "MessageStatus": "delivered"}
    assert (await journey.post_form(status, "/webhooks/twilio/status")).status_code == 200

    (row,) = await journey.rows(OutboxMessage)
    assert row.state == "delivered"
