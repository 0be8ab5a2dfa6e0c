"""Make a page of a template: the reader's language, who is signed in, and nothing unescaped."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.texts import Texts
from console.access import Visitor
from console.navigation import places_for
from console.texts import CONSOLE_LOCALES, choose_locale, texts_for
from console.words import language_name, moment, word
from knowledge_base.locales import NATIVE_NAMES

HERE: Final = Path(__file__).parent
_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def visitor_of(request: Request) -> Visitor | None:
    """Return who is signed in, where a dependency has looked; None on the pages for everybody."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return visitor


def texts_of(request: Request) -> Texts:
    """Return the sentences in the language of this request."""
    visitor = visitor_of(request)
    return texts_for(
        choose_locale(
            request.query_params.get("lang", ""),
            visitor.staff.locale if visitor else None,
            request.headers.get("accept-language", ""),
        )
    )


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; every value is escaped on its way into the template."""
    texts = texts_of(request)
    html = _pages.get_template(template).render(
        say=texts.say,
        word=partial(word, texts),
        language_name=partial(language_name, texts),
        moment=moment,
        locale=texts.locale,
        languages={locale: NATIVE_NAMES[locale] for locale in CONSOLE_LOCALES},
        visitor=(visitor := visitor_of(request)),
        places=places_for(visitor.staff.role) if visitor else (),
        path=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page of ours after a form, so that reloading does not send it again."""
    return RedirectResponse(path, status_code=303)
