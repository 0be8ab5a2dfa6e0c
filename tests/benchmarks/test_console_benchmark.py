"""The benchmark of the console leaves no page out, and counts as it says."""

from benchmarks.console.timing import NOT_PAGES, PAGES
from tests.console.test_console_rights import ROUTES


def test_every_page_is_timed() -> None:
    """A page that nobody times becomes slow."""
    there_are = {path for method, path in ROUTES if method == "GET"}
    timed = {page.partition("?")[0] for page in PAGES}
    assert sorted(there_are - timed - NOT_PAGES) == []
    assert sorted((timed | NOT_PAGES) - there_are) == []
