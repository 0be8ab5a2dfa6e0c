"""Be forgotten: one question to be sure, then everything kept of the chat is erased."""

from bot.buttons import FORGET, FORGET_YES, MENU
from bot.handlers import Tools
from bot.messages import Button, IncomingMessage, Reply
from bot.turns import ChatState, Outcome, Turn


def handle_forget_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Ask once more, or erase; None for other buttons."""
    if message.action == FORGET:
        return confirm_forgetting(chat, tools)
    if message.action != FORGET_YES:
        return None
    text = tools.texts.say(
        "Deleted: your messages, your language and your countries. "
        "To remove the chat from your own phone too, delete it there."
    )
    # A chat that is forgotten starts from nothing, so the state is a new one.
    return Turn(Outcome.COMMAND, ChatState(), replies=(Reply(text),), forget=True)


def confirm_forgetting(chat: ChatState, tools: Tools) -> Turn:
    """Ask whether everything shall be erased."""
    texts = tools.texts
    text = texts.say(
        "Shall I delete everything I keep of this chat: your messages, your language and your countries? "
        "A person who was going to answer you will not see your question any more."
    )
    buttons = (Button(texts.say("Yes, delete"), FORGET_YES), Button(texts.say("No, keep"), MENU))
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, buttons),))
