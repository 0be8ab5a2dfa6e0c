"""Which locale to answer in: what a text says, weighed against what we knew of the chat.

A clear text changes the language at once, a borrowed word or a greeting never does. Where the text and the
chat pull in two directions, the chat stays as it is and the other language is offered by a button.
"""

from dataclasses import dataclass
from typing import Final

from bot.language import Detection
from knowledge_base.locales import LOCALES, UNDETERMINED

#: From here a text flips a chat at once; `FirstDetector` gives it to two words only if both are plain.
CLEAR: Final = 0.76
#: From here a text may leave a language that was chosen by hand; that takes about five words.
CLEAR_AND_LONG: Final = 0.95
#: From here a text decides where nothing else is known, and is worth an offer where something is.
PLAUSIBLE: Final = 0.45
#: The text's own script counts for Uzbek from here: which script it is, is never in doubt.
SAME_LANGUAGE: Final = 0.6
LAST_RESORT: Final = "ru"

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
) -> Settled:
    """Return the locale of the answer; it is always one of the seven.

    `known` is the chat's locale so far and `is_chosen` says that the person set it by hand; `hint` is the
    channel's language code ("ru", "uz-UZ"); `script_hint` ("Latn", "Cyrl") is the script the person is
    known to read Uzbek in.
    """
    if known not in LOCALES:
        return _settle_unknown(detection, hint=hint, script_hint=script_hint)
    found = detection.locale
    if found in (known, UNDETERMINED) or found not in LOCALES:
        return Settled(known)
    if is_chosen:
        return _settle_chosen(detection, known)
    if {known, found} == _UZBEK and detection.confidence >= SAME_LANGUAGE:
        return Settled(found)
    if detection.confidence >= CLEAR:
        return Settled(found)
    return Settled(known, offer=_offer(detection, known))


def _settle_chosen(detection: Detection, known: str) -> Settled:
    if detection.confidence >= CLEAR_AND_LONG:
        return Settled(detection.locale, offer=known)
    return Settled(known, offer=detection.locale if detection.confidence >= CLEAR else None)


def _settle_unknown(detection: Detection, *, hint: str | None, script_hint: str | None) -> Settled:
    hinted = _from_hint(detection, hint, script_hint)
    found = detection.locale if detection.locale in LOCALES else None
    if found is None or detection.confidence < PLAUSIBLE:
        return Settled(hinted or _best_guess(detection) or LAST_RESORT)
    if detection.confidence >= CLEAR or hinted is None or hinted == found:
        return Settled(found)
    # The phone's own language needs far less evidence than one that comes out of nowhere.
    if detection.scores.get(hinted, 0.0) >= detection.scores.get(found, 1.0) / 4:
        return Settled(hinted, offer=found)
    return Settled(found, offer=hinted)


def _offer(detection: Detection, known: str) -> str | None:
    """Offer what the text looks like, unless the known language explains the text nearly as well."""
    if detection.confidence < PLAUSIBLE or {known, detection.locale} == _UZBEK:
        return None
    return detection.locale


def _best_guess(detection: Detection) -> str | None:
    # One word of a language is thin, but better than an answer in a language nobody used.
    if detection.locale in LOCALES and detection.confidence >= PLAUSIBLE / 2:
        return detection.locale
    return None


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
