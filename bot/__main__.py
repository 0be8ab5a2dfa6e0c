"""`python -m bot`: talk to the bot in the terminal, with the shipped content and no tokens."""

from datetime import UTC, datetime

from bot.conversation import Conversation, talk
from bot.equipment import make_equipment
from knowledge_base.content_files import read_content_files
from knowledge_base.index import Snapshot

if __name__ == "__main__":
    talk(
        Conversation(make_equipment(), Snapshot(read_content_files().content)),
        read=input,
        write=print,
        clock=lambda: datetime.now(UTC),
    )
