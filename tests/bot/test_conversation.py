"""A conversation without a database: for the terminal and for trials."""

from bot.conversation import Conversation, talk
from bot.dispatcher import Equipment
from knowledge_base.index import Snapshot
from knowledge_base.routes import Route
from tests.builders import NOW


def test_it_remembers_what_was_said(equipment: Equipment, knowledge: Snapshot) -> None:
    """Language, route and the last list."""
    conversation = Conversation(equipment, knowledge)
    conversation.say("Можно мне работать?", now=NOW)
    conversation.say("1", now=NOW)
    assert conversation.chat.locale == "ru" and conversation.chat.route == Route("UZ")
    assert conversation.said == 2


def test_a_route_that_is_known_from_elsewhere_is_used(equipment: Equipment, knowledge: Snapshot) -> None:
    """A line of a file may name it."""
    conversation = Conversation(equipment, knowledge)
    turn = conversation.say("Можно мне работать?", now=NOW, route=Route("UZ", "KZ"))
    assert turn.question_id == "work.allowed"


def test_the_terminal_greets_lists_choices_and_ends_at_an_empty_line(
    equipment: Equipment, knowledge: Snapshot
) -> None:
    """Buttons are numbered lines there."""
    lines = iter(["Можно мне работать?", "1", ""])
    written: list[str] = []
    talk(
        Conversation(equipment, knowledge),
        read=lambda _prompt: next(lines),
        write=written.append,
        clock=lambda: NOW,
    )
    assert "  1. Узбекистан" in written
    assert next(lines, None) is None


def test_the_terminal_ends_quietly_with_its_input(equipment: Equipment, knowledge: Snapshot) -> None:
    """Ctrl-D and Ctrl-C are no errors."""
    for stop in (EOFError, KeyboardInterrupt):

        def read(_prompt: str, stop: type[BaseException] = stop) -> str:
            raise stop

        written: list[str] = []
        talk(Conversation(equipment, knowledge), read=read, write=written.append, clock=lambda: NOW)
        assert written
