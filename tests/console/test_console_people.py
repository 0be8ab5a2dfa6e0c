"""People and organisations: who adds them, what is changed, and what follows from it at once."""

import re

import httpx
import pytest
from sqlalchemy import select, update

from console.models import Activity, Organisation, OrganisationKind, Role, Staff
from console.organisations import keeps
from knowledge_base.routes import Scope
from tests.console.workplace import Browser, Workplace, hidden_fields


def _link_in(answer: httpx.Response) -> str:
    found = re.search(r'id="link">http://[^/]+(/sign-in/[\w-]+)<', answer.text)
    assert found is not None, answer.text
    return found.group(1)


async def _add(browser: Browser, **fields: str) -> httpx.Response:
    values = {"name": "Bekzod", "role": "operator", "login": "bekzod@ngo.example", **fields}
    return await browser.send_form("/people/new", on="/people/new", headers=None, **values)


async def _person(workplace: Workplace, staff_id: int) -> Staff:
    async with workplace.sessions() as session:
        return await session.get_one(Staff, staff_id)


async def _actions(workplace: Workplace) -> list[str]:
    async with workplace.sessions() as session:
        return list(await session.scalars(select(Activity.action).order_by(Activity.id)))


async def test_an_added_person_gets_in_by_the_link_that_is_shown(workplace: Workplace) -> None:
    """The whole way: form, link, sign-in, and the role they were given."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    answer = await _add(administrator)
    newcomer = workplace.open_browser()
    assert (await newcomer.post(_link_in(answer))).headers["location"] == "/account"
    assert "bekzod@ngo.example" in (await newcomer.get("/account")).text


async def test_an_invitation_lives_three_days(workplace: Workplace) -> None:
    """It is opened after the weekend; not after the week."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    early, late = (
        _link_in(await _add(administrator)),
        _link_in(await _add(administrator, login="c@d.example")),
    )
    workplace.clock.forward(hours=71)
    assert (await workplace.open_browser().post(early)).status_code == 303
    workplace.clock.forward(hours=1)
    assert (await workplace.open_browser().post(late)).status_code == 410


async def test_a_form_sent_twice_adds_one_person(workplace: Workplace) -> None:
    """A reload of the page with the link makes neither a person nor a link."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    fields = hidden_fields((await administrator.get("/people/new")).text, "/people/new")
    values = {**fields, "name": "Bekzod", "role": "editor"}
    first = await administrator.post("/people/new", data=values)
    second = await administrator.post("/people/new", data=values)
    assert (first.status_code, second.status_code) == (200, 303)
    assert (await _actions(workplace)).count("staff_added") == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "Write the name"),
        ({"role": "king"}, "Choose what the person does"),
        ({"login": "AIGUL@ngo.example"}, "Somebody else has this login"),
        ({"organisation": "99"}, "This organisation is not there"),
        ({"organisation": "x"}, "This organisation is not there"),
    ],
)
async def test_a_refused_person_comes_back_as_typed(
    workplace: Workplace, fields: dict[str, str], sentence: str
) -> None:
    """With the reason, and nobody is added."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    async with workplace.sessions.begin() as session:
        await session.execute(update(Staff).values(login="aigul@ngo.example"))
    answer = await _add(administrator, **{"name": "Olim <b>", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "name" in fields or "Olim &lt;b&gt;" in answer.text
    assert (await _actions(workplace)).count("staff_added") == 1


async def test_a_changed_role_holds_at_once(workplace: Workplace) -> None:
    """In the session that is already open; the chats of a former operator go back to the queue."""
    handoff_id = await workplace.person_waits()
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    operator = await workplace.sign_in(Role.OPERATOR, "Bekzod")
    csrf = hidden_fields((await operator.get("/account")).text, "/sign-out")
    await operator.post(f"/handoffs/{handoff_id}/claim", data=csrf)
    assert (await workplace.handoff(handoff_id)).state == "claimed"

    await administrator.send_form("/people/2", on="/people/2", name="Bekzod", role="editor")

    assert (await operator.get("/handoffs")).status_code == 403
    assert (await workplace.handoff(handoff_id)).state == "open"
    assert not (await workplace.chat_of(handoff_id)).with_person


async def test_a_change_is_written_down_with_what_it_was_before(workplace: Workplace) -> None:
    """Only the fields that changed; saving without a change writes nothing."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    staff_id = await workplace.hire(Role.OPERATOR, "Bekzod")
    for _ in range(2):
        path = f"/people/{staff_id}"
        await administrator.send_form(path, on=path, name="Bekzod", role="reviewer", login="B@ngo.example")
    async with workplace.sessions() as session:
        changes = (await session.scalars(select(Activity).where(Activity.action == "staff_changed"))).all()
    assert [(line.before, line.after) for line in changes] == [
        ({"role": "operator", "login": None}, {"role": "reviewer", "login": "b@ngo.example"})
    ]


async def test_a_new_login_ends_the_link_to_the_provider(workplace: Workplace) -> None:
    """Else whoever had the old address would still come in by it."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    staff_id = await workplace.hire(Role.EDITOR)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, staff_id)).oidc_subject = "123"
    path = f"/people/{staff_id}"
    await administrator.send_form(path, on=path, name="Aigul", role="editor", login="new@ngo.example")
    assert (await _person(workplace, staff_id)).oidc_subject is None


async def test_a_new_link_ends_the_older_ones(workplace: Workplace) -> None:
    """A link that was sent to the wrong chat stops working."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    staff_id = await workplace.hire(Role.EDITOR)
    old = await workplace.link(staff_id)
    page = f"/people/{staff_id}"
    new = _link_in(await administrator.send_form(f"{page}/link", on=page))
    assert (await workplace.open_browser().post(old)).status_code == 410
    assert (await workplace.open_browser().post(new)).status_code == 303


async def test_a_person_is_shut_out_and_let_in_again(workplace: Workplace) -> None:
    """At once in every browser; the reason stands in the log."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    operator = await workplace.sign_in(Role.OPERATOR, "Bekzod")
    await administrator.send_form("/people/2/disable", on="/people/2", why="Left the team")
    assert (await operator.get("/account")).status_code == 303
    assert "Bekzod" not in (await administrator.get("/people")).text
    assert "Bekzod" in (await administrator.get("/people?state=disabled")).text
    async with workplace.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "staff_disabled"))
    assert line is not None and line.why == "Left the team"

    await administrator.send_form("/people/2/enable", on="/people/2")
    assert (await workplace.open_browser().post(await workplace.link(2))).status_code == 303
    assert (await operator.get("/account")).status_code == 303


async def test_the_last_administrator_stays(workplace: Workplace) -> None:
    """Neither shut out nor given another role: nobody could undo it in the console."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    disabled = await administrator.send_form("/people/1/disable", on="/people/1")
    demoted = await administrator.send_form("/people/1", on="/people/1", name="Aigul", role="editor")
    assert (disabled.status_code, demoted.status_code) == (409, 409)
    assert "This is the last administrator" in demoted.text
    assert (await administrator.get("/people")).status_code == 200

    await workplace.hire(Role.ADMINISTRATOR, "Bekzod")
    answer = await administrator.send_form("/people/1", on="/people/1", name="Aigul", role="editor")
    assert answer.status_code == 303


async def test_a_lost_phone_is_no_lost_account(workplace: Workplace) -> None:
    """An administrator removes the second step, once."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    staff_id = await workplace.hire(Role.EDITOR)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, staff_id)).totp_secret = "A" * 32
    page = f"/people/{staff_id}"
    fields = hidden_fields((await administrator.get(page)).text, f"{page}/second-step/remove")
    for _ in range(2):
        assert (await administrator.post(f"{page}/second-step/remove", data=fields)).status_code == 303
    assert (await _person(workplace, staff_id)).totp_secret is None
    assert (await _actions(workplace)).count("second_step_removed") == 1


async def test_last_seen_outlives_the_session(workplace: Workplace) -> None:
    """An account that nobody has used for months is seen on the list."""
    await workplace.sign_in(Role.EDITOR, "Bekzod")
    workplace.clock.forward(days=90)
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    assert "90 d ago" in (await administrator.get("/people")).text


async def test_many_people_are_cut_into_pages(workplace: Workplace) -> None:
    """Fifty a page, by name."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR, "Aaa")
    async with workplace.sessions.begin() as session:
        session.add_all(
            Staff(name=f"Person {number:03}", role="editor", created_at=workplace.clock.now)
            for number in range(60)
        )
    first, second = [(await administrator.get(f"/people?page={page}")).text for page in (1, 2)]
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (50, 11)
    assert "Person 048" in first and "Person 049" in second


@pytest.mark.parametrize("path", ["/people/99", "/people/organisations/99"])
async def test_who_is_not_there_is_a_plain_page(workplace: Workplace, path: str) -> None:
    """Looking and changing alike."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    fields = hidden_fields((await administrator.get("/people/new")).text, "/people/new")
    values = {**fields, "name": "X", "role": "editor", "kind": "ngo"}
    assert (await administrator.get(path)).status_code == 404
    assert (await administrator.post(path, data=values)).status_code == 404


async def test_an_organisation_is_added_and_changed(workplace: Workplace) -> None:
    """With what it keeps; what is no language or country is left out."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    page = "/people/organisations/new"
    fields = hidden_fields((await administrator.get(page)).text, page)
    kept = {"locales": ["tg", "xx"], "stay_in": ["RU"], "citizenship": ["TJ", "US"]}
    for _ in range(2):
        added = await administrator.post(
            page, data={**fields, "name": "Consulate", "kind": "consulate", **kept}
        )
        assert added.status_code == 303
    async with workplace.sessions() as session:
        organisation = (await session.scalars(select(Organisation))).one()
    assert (organisation.locales, organisation.stay_in, organisation.citizenship) == (["tg"], ["RU"], ["TJ"])

    path = f"/people/organisations/{organisation.id}"
    await administrator.send_form(path, on=path, name="Consulate of Tajikistan", kind="consulate")
    text = (await administrator.get("/people/organisations")).text
    assert "Consulate of Tajikistan" in text
    assert (await _actions(workplace))[-2:] == ["organisation_added", "organisation_changed"]


async def test_two_organisations_do_not_share_a_name(workplace: Workplace) -> None:
    """Whatever the capitals; what was typed comes back."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    page = "/people/organisations/new"
    await administrator.send_form(page, on=page, name="Ombudsman", kind="ombudsman")
    answer = await administrator.send_form(page, on=page, name="OMBUDSMAN", kind="ngo", locales="kk")
    assert answer.status_code == 422
    assert "There is an organisation of this name already" in answer.text
    assert re.search(r'value="kk" checked', answer.text)


async def test_the_visitor_knows_the_organisation(workplace: Workplace) -> None:
    """The account page shows it; pages of texts ask `keeps` of it."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    page = "/people/organisations/new"
    await administrator.send_form(page, on=page, name="Ombudsman", kind="ombudsman")
    answer = await _add(administrator, organisation="1")
    newcomer = workplace.open_browser()
    await newcomer.post(_link_in(answer))
    assert "Organisation: Ombudsman" in (await newcomer.get("/account")).text


def _keeper(
    locales: list[str] | None = None, stay_in: list[str] | None = None, citizenship: list[str] | None = None
) -> Organisation:
    return Organisation(
        name="Any",
        kind=OrganisationKind.NGO.value,
        locales=locales or [],
        stay_in=stay_in or [],
        citizenship=citizenship or [],
    )


def _scope(citizenship: str = "", stay_in: str = "", via: str = "") -> Scope:
    return Scope(*(frozenset(part.split()) for part in (citizenship, stay_in, via)))


@pytest.mark.parametrize(
    ("organisation", "locale", "scope", "expected"),
    [
        (None, "ru", _scope("UZ", "KZ"), True),
        (_keeper(), "ru", _scope("UZ", "KZ"), True),
        (_keeper(["tg"]), "tg", _scope(), True),
        (_keeper(["tg"]), "ru", _scope(), False),
        (_keeper(["tg"]), None, _scope("UZ", "KZ"), True),
        (_keeper(stay_in=["RU"]), "ru", _scope("", "RU"), True),
        (_keeper(stay_in=["RU"]), "ru", _scope("", "RU KZ"), False),
        (_keeper(stay_in=["RU"]), "ru", _scope("UZ", ""), True),
        (_keeper(stay_in=["RU"], citizenship=["TJ"]), "ru", _scope("TJ", "RU", "KZ"), True),
        (_keeper(stay_in=["RU"], citizenship=["TJ"]), "ru", _scope("UZ", "RU"), False),
        (_keeper(stay_in=["RU"]), "ru", None, True),
    ],
)
def test_an_organisation_keeps_its_languages_and_routes(
    organisation: Organisation | None, locale: str | None, scope: Scope | None, expected: bool
) -> None:
    """Every part that the text names must be its own; an empty list is all."""
    assert keeps(organisation, locale=locale, scope=scope) is expected
