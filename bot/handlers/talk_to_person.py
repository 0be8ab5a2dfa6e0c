"""A person is asked for, or already handles the chat."""

from dataclasses import replace

from bot.buttons import PERSON, person_and_menu
from bot.handlers import Tools
from bot.hotlines import until_somebody_answers
from bot.messages import IncomingMessage, Reply
from bot.turns import ChatState, Handoff, HandoffReason, Outcome, Turn


def handle_person_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Open a handoff when somebody presses "Ask a person"; None for other buttons."""
    return hand_over(chat, tools) if message.action == PERSON else None


def keep_silent_for_person(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """While an operator writes with this person the bot adds nothing; the message waits in the handoff."""
    return Turn(Outcome.UNANSWERED, chat) if chat.with_person and not message.action else None


def hand_over(chat: ChatState, tools: Tools) -> Turn:
    """Tell that a person will answer, and what to do if it cannot wait."""
    texts = tools.texts
    text = "\n\n".join(
        [
            texts.say(
                "I have passed your chat to a person of the organisation; they will write to you here. "
                "Please describe in a few words what happened. Do not send photos of documents."
            ),
            until_somebody_answers(chat.route.stay_in, tools),
        ]
    )
    return Turn(
        Outcome.COMMAND,
        replace(chat, pending=None),
        replies=(Reply(text, person_and_menu(texts)[1:]),),
        handoff=Handoff(HandoffReason.ASKED),
    )
