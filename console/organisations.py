"""Organisations: what each of them keeps, and how one is added or changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from console.activity import record
from console.models import Organisation, OrganisationKind, Staff
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Scope


class OrganisationRefusal(StrEnum):
    """Why an organisation was not written."""

    NO_NAME = "no_name"
    NAME_TAKEN = "name_taken"
    NO_KIND = "no_kind"


@dataclass(frozen=True, slots=True)
class OrganisationForm:
    """What is said of an organisation; an empty list means all."""

    name: str = ""
    kind: str = ""
    locales: tuple[str, ...] = ()
    stay_in: tuple[str, ...] = ()
    citizenship: tuple[str, ...] = ()

    def cleaned(self) -> "OrganisationForm":
        """Return it with one space between words, and only with languages and countries that there are."""
        return OrganisationForm(
            " ".join(self.name.split())[:128],
            self.kind,
            tuple(each for each in LOCALES if each in self.locales),
            tuple(each for each in STAY_COUNTRIES if each in self.stay_in),
            tuple(each for each in COUNTRIES if each in self.citizenship),
        )

    def values(self) -> dict[str, Any]:
        """Return the columns, which are also what the activity log shows."""
        return {
            "name": self.name,
            "kind": self.kind,
            "locales": list(self.locales),
            "stay_in": list(self.stay_in),
            "citizenship": list(self.citizenship),
        }


def keeps(organisation: Organisation | None, *, locale: str | None, scope: Scope | None) -> bool:
    """Tell whether the people of an organisation may change a text of this language and scope.

    Without an organisation a person keeps everything; an empty list of the organisation means all. A part
    of the scope that is empty is open to everybody: such a text holds for the organisation's routes too.
    """
    if organisation is None:
        return True
    if locale is not None and organisation.locales and locale not in organisation.locales:
        return False
    return scope is None or (
        _lies_within(scope.stay_in, organisation.stay_in)
        and _lies_within(scope.citizenship, organisation.citizenship)
    )


def _lies_within(part: frozenset[str], kept: Sequence[str]) -> bool:
    return not part or not kept or part <= set(kept)


async def write_organisation(
    session: AsyncSession,
    organisation_id: int | None,
    form: OrganisationForm,
    *,
    now: datetime,
    by: int | None = None,
    form_id: str | None = None,
) -> Organisation | OrganisationRefusal:
    """Add an organisation (without an id) or change one. Raises LookupError for an id that is not there."""
    form = form.cleaned()
    taken = select(Organisation.id).where(func.lower(Organisation.name) == form.name.lower())
    if not form.name:
        return OrganisationRefusal.NO_NAME
    if form.kind not in set(OrganisationKind):
        return OrganisationRefusal.NO_KIND
    if await session.scalar(taken.where(Organisation.id != (organisation_id or 0))) is not None:
        return OrganisationRefusal.NAME_TAKEN
    if organisation_id is None:
        organisation = Organisation(**form.values(), created_at=now)
        session.add(organisation)
        before = None
    else:
        found = await session.get(Organisation, organisation_id, with_for_update=True)
        if found is None:
            raise LookupError(organisation_id)
        organisation, before = found, form_of(found).values()
        for name, value in form.values().items():
            setattr(organisation, name, value)
    await session.flush()
    if before != form.values():
        await record(
            session,
            staff_id=by,
            at=now,
            action="organisation_added" if before is None else "organisation_changed",
            subject=f"organisation:{organisation.id}",
            form_id=form_id,
            before=before,
            after=form.values(),
        )
    return organisation


def form_of(organisation: Organisation) -> OrganisationForm:
    """Return what is said of an organisation now."""
    return OrganisationForm(
        organisation.name,
        organisation.kind,
        tuple(organisation.locales),
        tuple(organisation.stay_in),
        tuple(organisation.citizenship),
    )


async def list_organisations(session: AsyncSession) -> list[Organisation]:
    """Return all of them by name; there are a few dozen at most."""
    return list(await session.scalars(select(Organisation).order_by(Organisation.name)))


async def count_people(session: AsyncSession) -> dict[int, int]:
    """Return how many people who may sign in belong to each organisation that has any."""
    rows = await session.execute(
        select(Staff.organisation_id, func.count())
        .where(Staff.organisation_id.is_not(None), Staff.disabled_at.is_(None))
        .group_by(Staff.organisation_id)
    )
    return {organisation_id: count for organisation_id, count in rows if organisation_id is not None}
