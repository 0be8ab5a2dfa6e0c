"""What the bot says outside a turn: when it broke, and around the words of a person of the organisation."""

from bot.handlers import Tools
from bot.hotlines import until_somebody_answers
from bot.texts import Texts


def something_broke(stay_in: str | None, tools: Tools) -> str:
    """Return what a person reads when their message could not be handled."""
    sorry = tools.texts.say(
        "Something broke on our side; it is not your fault. A person of the organisation will read your "
        "message and write to you here."
    )
    return sorry + "\n\n" + until_somebody_answers(stay_in, tools)


def person_writes(texts: Texts, reply: str) -> str:
    """Return an operator's reply with a line that tells it from the bot's own words."""
    return texts.say("A person of the organisation writes:") + "\n\n" + reply


def please_write(texts: Texts) -> str:
    """Return what the content template says by which a closed WhatsApp window is opened again."""
    return texts.say("A person of the organisation has an answer for you. Write any word here to read it.")


def bot_is_back(texts: Texts) -> str:
    """Return what is said when a handoff is closed."""
    return texts.say("The conversation with the person is closed. I, the bot, answer here again.")
