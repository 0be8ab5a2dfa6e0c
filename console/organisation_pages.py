"""The administrator's pages of organisations: what each of them keeps."""

from typing import Annotated, Final

from babel import Locale
from fastapi import APIRouter, Form, Path, Request, Response

from bot.texts import later
from console.access import Administrator, PageRefused, desk_of
from console.activity import was_done
from console.models import Organisation, OrganisationKind
from console.nonces import form_id, new_nonce
from console.organisations import (
    OrganisationForm,
    OrganisationRefusal,
    count_people,
    form_of,
    list_organisations,
    write_organisation,
)
from console.pages import page, see_other, texts_of
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES

#: Stands before the router of people, whose addresses begin in the same way.
router = APIRouter(prefix="/people/organisations")

OrganisationId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Text = Annotated[str, Form()]
Chosen = Annotated[tuple[str, ...], Form()]

KINDS: Final = {
    OrganisationKind.NGO: later("NGO"),
    OrganisationKind.CONSULATE: later("consulate"),
    OrganisationKind.MINISTRY: later("ministry"),
    OrganisationKind.OMBUDSMAN: later("ombudsman"),
}
REFUSALS: Final = {
    OrganisationRefusal.NO_NAME: later("Write the name of the organisation."),
    OrganisationRefusal.NAME_TAKEN: later("There is an organisation of this name already."),
    OrganisationRefusal.NO_KIND: later("Choose what kind of organisation it is."),
}


@router.get("")
async def organisations(request: Request, _visitor: Administrator) -> Response:
    """List the organisations with what they keep."""
    desk = desk_of(request)
    async with desk.sessions() as session:
        rows = await list_organisations(session)
        counts = await count_people(session)
    return page(
        request,
        "organisations.html",
        rows=rows,
        counts=counts,
        kinds=KINDS,
        countries=Locale.parse(texts_of(request).locale, sep="-").territories,
        is_done=request.query_params.get("done") == "saved",
    )


@router.get("/new")
async def new_organisation(request: Request, _visitor: Administrator) -> Response:
    """Show the empty form."""
    return _form_page(request, OrganisationForm(kind=OrganisationKind.NGO), nonce=new_nonce())


@router.post("/new")
async def add_organisation(
    request: Request,
    visitor: Administrator,
    name: Text = "",
    kind: Text = "",
    locales: Chosen = (),
    stay_in: Chosen = (),
    citizenship: Chosen = (),
    nonce: Text = "",
) -> Response:
    """Add an organisation; the same form sent again adds no second one."""
    desk, form = desk_of(request), OrganisationForm(name, kind, locales, stay_in, citizenship)
    sent = form_id(visitor, nonce)
    async with desk.sessions.begin() as session:
        if await was_done(session, sent):
            return see_other("/people/organisations?done=saved")
        written = await write_organisation(
            session, None, form, now=desk.clock(), by=visitor.staff.id, form_id=sent
        )
    if isinstance(written, OrganisationRefusal):
        return _form_page(request, form, nonce=nonce, refusal=written)
    return see_other("/people/organisations?done=saved")


@router.get("/{organisation_id}")
async def organisation(
    request: Request, organisation_id: OrganisationId, _visitor: Administrator
) -> Response:
    """Show what one organisation keeps."""
    async with desk_of(request).sessions() as session:
        found = await session.get(Organisation, organisation_id)
    if found is None:
        raise PageRefused(404, later("There is no organisation with this number."))
    return _form_page(request, form_of(found), organisation_id=organisation_id)


@router.post("/{organisation_id}")
async def change_organisation(
    request: Request,
    organisation_id: OrganisationId,
    visitor: Administrator,
    name: Text = "",
    kind: Text = "",
    locales: Chosen = (),
    stay_in: Chosen = (),
    citizenship: Chosen = (),
) -> Response:
    """Change what an organisation keeps; it holds from its people's next page on."""
    desk, form = desk_of(request), OrganisationForm(name, kind, locales, stay_in, citizenship)
    try:
        async with desk.sessions.begin() as session:
            written = await write_organisation(
                session, organisation_id, form, now=desk.clock(), by=visitor.staff.id
            )
    except LookupError:
        raise PageRefused(404, later("There is no organisation with this number.")) from None
    if isinstance(written, OrganisationRefusal):
        return _form_page(request, form, organisation_id=organisation_id, refusal=written)
    return see_other("/people/organisations?done=saved")


def _form_page(
    request: Request,
    form: OrganisationForm,
    *,
    organisation_id: int | None = None,
    nonce: str = "",
    refusal: OrganisationRefusal | None = None,
) -> Response:
    return page(
        request,
        "organisation.html",
        status=200 if refusal is None else 422,
        form=form,
        organisation_id=organisation_id,
        nonce=nonce,
        refusal=REFUSALS[refusal] if refusal else "",
        kinds=KINDS,
        locales=LOCALES,
        stay_countries=STAY_COUNTRIES,
        citizenships=COUNTRIES,
        countries=Locale.parse(texts_of(request).locale, sep="-").territories,
    )
