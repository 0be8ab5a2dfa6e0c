"""Text as SMS: which characters are cheap, how many parts it costs, and what to leave out of a long one."""

import re
from collections.abc import Sequence
from typing import Final

from bot.channels.splitting import split_text, utf16_length
from bot.messages import Button

#: More than this many parts cost more than they tell, and phone companies begin to drop them.
MAX_PARTS: Final = 6
MAX_OPTIONS: Final = 5
#: Twilio takes no longer text in one message, however many parts it makes.
MAX_BODY: Final = 1600

# The alphabet of GSM 03.38: a character is one of these (or two, with the escape) or the whole text is UCS-2.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
# One typographic sign would make the whole text UCS-2, at less than half the characters a part.
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("ʻʼ‘’‚′`´ʹ", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—−•·", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        **dict.fromkeys("\u200b\u2060\u00ad", ""),
        "…": "...",
        "→": "->",
        "№": "No ",
        "×": "x",
    }
)
_SENTENCE_END: Final = re.compile(r"(?<=[^\d\s][.!?…])\s+|\n")


def sms_parts(text: str) -> int:
    """Return how many SMS a text is sent (and paid) as: 160 or 153 GSM characters, else 70 or 67."""
    if not _is_gsm(text):
        return _count(text, [utf16_length(character) for character in text], single=70, each=67)
    return _count(text, [1 + (character in _EXTENDED) for character in text], single=160, each=153)


def plain_sms(text: str) -> str:
    """Replace typographic signs by plain ones where that makes the whole text GSM, else leave it be.

    Uzbek in Latin letters becomes cheap by it; a Cyrillic text would gain nothing and only look worse.
    """
    plain = text.translate(_PLAIN)
    return plain if _is_gsm(plain) else text


def fit_sms(text: str, buttons: Sequence[Button] = ()) -> list[str]:
    """Return the bodies to send: text and numbered options, kept to `MAX_PARTS` parts where that is honest.

    The first paragraph (with the deadline) and the last one (with the source) are never cut. What is left
    out between them shows as an ellipsis. Options past `MAX_OPTIONS` are dropped, the others keep their
    numbers. Several bodies come back only where even the kept paragraphs exceed `MAX_BODY`.
    """
    options = "\n".join(f"{number}. {button.label}" for number, button in enumerate(buttons[:MAX_OPTIONS], 1))
    whole = _joined(text, options)
    if sms_parts(whole) <= MAX_PARTS:
        return [whole] if whole else []
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", text.strip()) if paragraph]
    if len(paragraphs) < 3:
        return split_text(whole, MAX_BODY, measure=utf16_length)
    first, last, middle = paragraphs[0], paragraphs[-1], "\n\n".join(paragraphs[1:-1])
    shortest = _joined(first, "…", last, options)
    for end in reversed([match.start() for match in _SENTENCE_END.finditer(middle)]):
        shortened = _joined(first, middle[:end].rstrip() + " …", last, options)
        if sms_parts(shortened) <= MAX_PARTS:
            return [shortened]
    return split_text(shortest, MAX_BODY, measure=utf16_length)


def _joined(*paragraphs: str) -> str:
    return plain_sms("\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()))


def _is_gsm(text: str) -> bool:
    return all(character in _BASIC or character in _EXTENDED for character in text)


def _count(text: str, costs: list[int], *, single: int, each: int) -> int:
    if sum(costs) <= single:
        return 1 if text else 0
    parts, room = 1, each
    for cost in costs:
        # A character of two units is never torn in two: it begins the next part.
        if cost > room:
            parts, room = parts + 1, each
        room -= cost
    return parts
