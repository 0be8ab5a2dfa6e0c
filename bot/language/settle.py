"""Which locale to answer in: what a text says, weighed against what we knew of the chat.

The chat's language, the language of the app and the country of the phone make a locale so many times
likelier; the text's evidence has to outweigh them. A clear sentence does at once, a borrowed word or a
greeting never does. On a near tie the chat stays as it is and the other language is offered by a button.
"""

from dataclasses import dataclass
from typing import Final

from bot.language import Detection
from bot.language.phone import likelier_in
from knowledge_base.locales import LOCALES, UNDETERMINED

#: From here a text is read as clearly of one language.
CLEAR: Final = 0.76
#: From here a text may leave a language that was chosen by hand, if it has enough words of its own.
CLEAR_AND_LONG: Final = 0.95
#: From here a text decides where nothing else is known, and is worth an offer where something is.
PLAUSIBLE: Final = 0.45
#: The text's own script counts for Uzbek from here: which script it is, is never in doubt.
SAME_LANGUAGE: Final = 0.5
LAST_RESORT: Final = "ru"

#: So many times likelier than any other is the language that a chat was in; chosen on noisy lines whose known
#: language was right nine times of ten.
KNOWN_WORTH: Final = 40.0
#: The same for the language of the person's app: many phones are set to Russian.
HINT_WORTH: Final = 3.0
#: No language is ruled out altogether by a few letters.
_LEAST_SCORE: Final = 0.01
#: A winner that is not so many times ahead is a near tie.
_NEAR: Final = 3.0
#: Words of their own that a text needs to leave the chat's language: nouns of these two are said everywhere.
_LEAST_OWN_WORDS: Final = {"ru": 2, "en": 2}
_OWN_WORDS_TO_LEAVE_A_CHOICE: Final = 4

_UZBEK: Final = frozenset({"uz-Latn", "uz-Cyrl"})
_HINTS: Final = {"tg": "tg", "ky": "ky", "kk": "kk", "ru": "ru", "en": "en"}
_SCRIPTS: Final = {"Latn": "uz-Latn", "Cyrl": "uz-Cyrl"}


@dataclass(frozen=True, slots=True)
class Settled:
    """The locale to answer in, and another one to offer by a button where it was a near thing."""

    locale: str
    offer: str | None = None


def settle_locale(
    detection: Detection,
    *,
    known: str | None,
    is_chosen: bool = False,
    hint: str | None = None,
    script_hint: str | None = None,
    country: str | None = None,
) -> Settled:
    """Return the locale of the answer; it is always one of the seven.

    `known` is the chat's locale so far and `is_chosen` says that the person set it by hand; `hint` is the
    channel's language code ("ru", "uz-UZ"); `script_hint` ("Latn", "Cyrl") is the script the person is
    known to read Uzbek in; `country` is that of the phone number.
    """
    if known not in LOCALES:
        return _settle_unknown(detection, hint=hint, script_hint=script_hint, country=country)
    found = detection.locale
    if found in (known, UNDETERMINED) or found not in LOCALES:
        return Settled(known)
    if is_chosen:
        return _settle_chosen(detection, known)
    if {known, found} == _UZBEK:
        return Settled(found if detection.confidence >= SAME_LANGUAGE else known)
    return _settle_known(detection, known, country)


def _settle_known(detection: Detection, known: str, country: str | None) -> Settled:
    found, scores, likelier = detection.locale, detection.scores, likelier_in(country)
    offer = found if detection.confidence >= PLAUSIBLE else None
    if detection.own_words < _LEAST_OWN_WORDS.get(found, 1):
        return Settled(known, offer=offer)
    stay = max(_same_language(known), key=lambda locale: scores.get(locale, 0.0))
    if not scores.get(stay):
        stay = known
    for_staying = KNOWN_WORTH * max(scores.get(stay, 0.0), _LEAST_SCORE) * likelier.get(stay, 1.0)
    for_leaving = detection.confidence * likelier.get(found, 1.0)
    if for_leaving < for_staying:
        return Settled(stay, offer=offer)
    is_near = for_leaving < _NEAR * for_staying and detection.confidence < CLEAR
    return Settled(found, offer=known if is_near else None)


def _settle_chosen(detection: Detection, known: str) -> Settled:
    is_long = detection.own_words >= _OWN_WORDS_TO_LEAVE_A_CHOICE
    if is_long and detection.confidence >= CLEAR_AND_LONG:
        return Settled(detection.locale, offer=known)
    is_clear = detection.own_words > 0 and detection.confidence >= CLEAR
    is_wish = is_clear and detection.own_words >= _LEAST_OWN_WORDS.get(detection.locale, 1)
    return Settled(known, offer=detection.locale if is_wish else None)


def _settle_unknown(
    detection: Detection, *, hint: str | None, script_hint: str | None, country: str | None
) -> Settled:
    hinted = _from_hint(detection, hint, script_hint)
    found = detection.locale if detection.locale in LOCALES else None
    if found is None or (detection.confidence < PLAUSIBLE and hinted):
        return Settled(hinted or LAST_RESORT)
    if hinted and not detection.own_words:
        return Settled(hinted)
    likelier = likelier_in(country)
    worth = {
        locale: score * likelier.get(locale, 1.0) * (HINT_WORTH if locale == hinted else 1.0)
        for locale, score in detection.scores.items()
        if locale in LOCALES
    }
    first, *others = sorted(worth, key=lambda locale: -worth[locale]) or [found]
    if others and worth[first] < _NEAR * worth[others[0]]:
        return Settled(first, offer=others[0])
    return Settled(first)


def _same_language(locale: str) -> tuple[str, ...]:
    return ("uz-Latn", "uz-Cyrl") if locale in _UZBEK else (locale,)


def _from_hint(detection: Detection, hint: str | None, script_hint: str | None) -> str | None:
    parts = (hint or "").replace("_", "-").split("-")
    language = parts[0].lower()
    if language != "uz":
        return _HINTS.get(language)
    if len(parts) > 1 and parts[1].title() in _SCRIPTS:
        return _SCRIPTS[parts[1].title()]
    scores = detection.scores
    if scores.get("uz-Cyrl", 0.0) != scores.get("uz-Latn", 0.0):
        return "uz-Cyrl" if scores.get("uz-Cyrl", 0.0) > scores.get("uz-Latn", 0.0) else "uz-Latn"
    return _SCRIPTS.get(script_hint or "", "uz-Latn")
