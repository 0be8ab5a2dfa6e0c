"""The matrix leads from a hole to where it is filled, and from a text to its page."""

from pathlib import Path

from bot.models import InboxMessage
from console.models import Role
from tests.console.knowledge import fill
from tests.console.workplace import Workplace


async def ask(workplace: Workplace, question_id: str, times: int, *, outcome: str = "answer") -> None:
    """Let people ask a question so many times."""
    now = workplace.clock.now
    async with workplace.sessions.begin() as session:
        session.add_all(
            InboxMessage(
                channel="telegram", external_id=f"{question_id}-{outcome}-{number}", address="somebody",
                kind="text", text="a secret of theirs", received_at=now, state="handled", attempts=1,
                not_before=now, handled_at=now, outcome=outcome, question_id=question_id, locale="kk",
            )
            for number in range(times)
        )  # fmt: skip


async def test_a_hole_leads_to_writing_it_and_a_text_to_its_page(
    workplace: Workplace, tmp_path: Path
) -> None:
    """One click, with the route filled in."""
    await fill(workplace, tmp_path)
    html = (await (await workplace.sign_in(Role.EDITOR)).get("/coverage?stay_in=KZ&locale=kk")).text
    assert "/questions/stay.limit?new=1&amp;citizenship=TJ&amp;stay_in=KZ&amp;locale=ru" in html
    assert 'href="/answers/1/kk"' in html
    assert 'aria-label="Missing"' in html and 'aria-label="Draft"' in html


async def test_what_was_asked_most_comes_first_where_that_is_wanted(
    workplace: Workplace, tmp_path: Path
) -> None:
    """The order of the menu, or that of the need."""
    await fill(workplace, tmp_path)
    await ask(workplace, "work.allowed", 30)
    browser = await workplace.sign_in(Role.EDITOR)
    menu, need = [(await browser.get(f"/coverage?locale=en&sort={each}")).text for each in ("", "need")]
    assert menu.index("Stay 6") < menu.index("Work 6")
    assert need.index("Work 6") < need.index("Stay 6")
    assert ">30<" in menu


async def test_only_questions_with_a_state_are_shown_on_demand(workplace: Workplace, tmp_path: Path) -> None:
    """An editor looks for holes, not for what is done."""
    await fill(workplace, tmp_path)
    browser = await workplace.sign_in(Role.EDITOR)
    html = (await browser.get("/coverage?stay_in=KZ&state=missing")).text
    assert "Stay 6" in html and "Work 6" not in html
    assert "No question has this state here." in (await browser.get("/coverage?state=published")).text


async def test_an_analyst_sees_signs_without_links_and_no_small_number(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Figures only."""
    await fill(workplace, tmp_path)
    await ask(workplace, "work.allowed", 3)
    html = (await (await workplace.sign_in(Role.ANALYST)).get("/coverage")).text
    assert "&lt;5" in html
    assert "/answers/" not in html and "/questions/" not in html


async def test_an_empty_installation_has_a_page_too(workplace: Workplace) -> None:
    """The first look of an organisation that starts from nothing; odd choices are no error."""
    browser = await workplace.sign_in(Role.ADMINISTRATOR)
    for path in ("/coverage", "/coverage?stay_in=XX&locale=zz&topic=no&state=no&sort=no"):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert "There are no questions yet." in answer.text
