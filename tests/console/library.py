"""A small knowledge base for the pages of texts: two questions, seven languages, nothing approved yet."""

from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import select

from knowledge_base.loading import load_content
from knowledge_base.models import AnswerRow
from knowledge_base.revisions import History, read_histories
from tests.console.workplace import Browser, Workplace, hidden_fields
from tests.knowledge_base.small_content import write_small_content

RUSSIAN = "Срок: {kz.days}.\n\n1. Шаг.\n2. Шаг."
BETTER = "Ваш срок: {kz.days}.\n\n1. Первый шаг.\n2. Второй шаг."


@dataclass
class Library:
    """The console over the small content, and what its forms need."""

    place: Workplace
    answer_id: int  #: of the question stay.limit, for citizens of Uzbekistan in Kazakhstan

    def path(self, locale: str = "ru") -> str:
        """Return the page of the answer in a language."""
        return f"/answers/{self.answer_id}/{locale}"

    async def write(
        self, browser: Browser, text: str, *, locale: str = "ru", act: str = "save", **fields: str
    ) -> httpx.Response:
        """Open the page of the text, type and press a button."""
        hidden = await self.form(browser, locale)
        return await browser.post(self.path(locale), data={**hidden, "text": text, "act": act, **fields})

    async def form(self, browser: Browser, locale: str = "ru") -> dict[str, str]:
        """Return the hidden fields of the editor as somebody has opened it."""
        return hidden_fields((await browser.get(self.path(locale))).text, self.path(locale))

    async def approve(self, browser: Browser, locale: str = "ru") -> httpx.Response:
        """Look at the text on its review page and approve it."""
        on = f"/reviews/{self.answer_id}/{locale}"
        return await browser.send_form("/reviews", on=on, act="approve")

    async def history(self, locale: str = "ru") -> History:
        """Return what became of the text."""
        async with self.place.sessions() as session:
            return (await read_histories(session, self.answer_id))[locale]


async def open_library(place: Workplace, folder: Path) -> Library:
    """Load the small content into the console's database."""
    async with place.sessions.begin() as session:
        await load_content(session, now=place.clock.now, folder=write_small_content(folder))
        answer_id = await session.scalar(select(AnswerRow.id).where(AnswerRow.question_id == "stay.limit"))
    assert answer_id is not None
    return Library(place, answer_id)
