"""Every page that a role finds in the console: accessible, narrow, quiet, and light to load."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from console.models import Role
from console.navigation import PLACES, places_for
from tests.console.office import Office, Visit, open_office
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: What is one press further; the pages of the bar themselves come from the bar.
WITHIN: Final = {
    "/": ("/account",),
    "/handoffs": (
        "/handoffs?state=closed", "/handoffs/1", "/handoffs/2", "/handoffs/3", "/handoffs/groups",
        "/handoffs/group?question=stay.limit", "/handoffs/1/knowledge?question=stay.limit", "/replies",
        "/replies/new", "/replies/1", "/on-call",
    ),
    "/coverage": ("/coverage?stay_in=all&sort=need",),
    "/questions": (
        "/questions/stay.limit", "/try", "/answers/1/ru", "/answers/1/en", "/answers/1/ru/revisions",
    ),
    "/facts": ("/facts/kz.days", "/facts/kz.fee", "/facts/links"),
    "/reviews": ("/reviews/1/ru",),
    "/suggestions": (),
    "/files": (),
    "/people": (
        "/people/1", "/people/new", "/people/organisations", "/people/organisations/1",
        "/people/organisations/new",
    ),
    "/activity": ("/activity?person=1",),
}  # fmt: skip
#: Widths and colours. An administrator sees all there is and looks at it in all of them; the others in one.
LOOKS: Final = ((1280, "light"), (320, "dark"))
#: Bytes of everything that the browser fetches before the first page stands there.
FIRST_LOAD: Final = 150_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One console for all tests: they only look."""
    folder: Path = tmp_path_factory.mktemp("office")
    async with open_office(folder) as office:
        yield office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with open_browser() as browser:
        yield browser


async def test_the_bar_is_known_here() -> None:
    """A page that is new in the bar is looked at here too."""
    assert {place.path for place in PLACES} == set(WITHIN)


@pytest.mark.parametrize("role", list(Role))
async def test_every_page_of_a_role_is_accessible_and_fits(
    browser: Browser, office: Office, role: Role
) -> None:
    """No rule of axe is broken, wide and light or narrow and dark; at 320 pixels nobody scrolls sideways."""
    async with office.visit(browser, role) as visit:
        bar = await visit.page.locator("nav.places a").evaluate_all("all => all.map(a => a.pathname)")
        assert bar == [place.path for place in places_for(role)]
        for path in [page for place in bar for page in (place, *WITHIN[place])]:
            await visit.go(path)
            assert await visit.page.locator("h1").count() == 1, path
            await _look(visit, path, LOOKS if role is Role.ADMINISTRATOR else LOOKS[1:])


async def _look(visit: Visit, path: str, looks: Sequence[tuple[int, str]]) -> None:
    for width, scheme in looks:
        await visit.page.set_viewport_size({"width": width, "height": 800})
        await visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = (await Axe().run(visit.page)).response["violations"]
        named = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
        assert named == [], f"{path} at {width} px, {scheme}"
        wide = await visit.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide at {width}"


@pytest.mark.parametrize("role", list(Role))
async def test_the_first_load_is_light(browser: Browser, office: Office, role: Role) -> None:
    """On a slow line the first page is there soon: page, styles and script together, uncompressed."""
    async with office.visit(browser, role) as visit:
        session = await visit.page.context.new_cdp_session(visit.page)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        await visit.page.goto(visit.url + "/", wait_until="networkidle")
        assert len(sizes) >= 3
        assert sum(sizes) < FIRST_LOAD, sizes
