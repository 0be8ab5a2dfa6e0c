"""From texts to examples: each class gets its share, in clean and in noisy spelling, from a fixed seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from bot.language.classes import CLASSES, TYPED_IN_LATIN, locale_of
from bot.language.reading import CYRILLIC
from bot.language.training.borrowing import greeted, with_borrowed_nouns
from bot.language.training.corpora import Texts
from bot.language.training.karakalpak import karakalpak_from_kazakh
from bot.language.training.latin_typing import (
    habits,
    in_latin,
    karakalpak_in_latin,
    uzbek_in_latin,
)
from bot.language.training.noise import cut, noisy, trimmed, without_diacritics
from knowledge_base.locales import UNDETERMINED
from knowledge_base.uzbek import to_cyrillic

#: How often a text is left in clean spelling, cut to a few words, given a foreign noun, given a greeting.
_CLEAN: Final = 0.3
_CUT: Final = 0.42
_BORROWED: Final = 0.2
_GREETED: Final = 0.05
#: The share of examples from our own content, which is what people write about.
_OWN: Final = 0.4

#: Examples of a class of ours, and of one that is not ours; rare languages are repeated less.
OURS: Final = 110_000
OTHERS: Final = 75_000
#: Karakalpak on a Russian keyboard is Kazakh letter for letter, and far fewer people write it to us.
_FEWER: Final = {"kaa": 16_000, "kaa@Latn": 16_000}
_MOST_OF_ONE: Final = 20  #: no text makes more examples than this

_KARAKALPAK: Final = ("kaa", "kaa@Latn")
#: Every so manieth Kazakh text is made Karakalpak by rule; each real text counts as so many.
_KAZAKH_FOR_RULE: Final = 6
_REAL_FOR_RULE: Final = 5

_LOCALE_OF_LATIN: Final = {name: locale for locale, name in TYPED_IN_LATIN.items()}


@dataclass(frozen=True, slots=True)
class Example:
    """A text as somebody may type it, and its class."""

    text: str
    name: str


def examples(
    corpora: Texts, own: Texts, script: str, *, scale: float = 1.0, seed: int = 1
) -> Iterator[Example]:
    """Give the examples of an alphabet's classes, class after class."""
    random = Random(seed)  # noqa: S311 (noise, not secrets)
    for name in CLASSES[script]:
        public, ours = _texts_of(name, corpora), _texts_of(name, own)
        is_ours = locale_of(name) != UNDETERMINED
        wanted = int((OURS if is_ours else _FEWER.get(name, OTHERS)) * scale)
        for _ in range(min(wanted, _MOST_OF_ONE * (len(public) + len(ours)))):
            source = ours if ours and (not public or random.random() < _OWN) else public
            yield Example(typed(random.choice(source), name, random), name)


def typed(text: str, name: str, random: Random) -> str:
    """Return a text as a speaker of its class types it, by chance clean or noisy."""
    if name == "uz-Latn":
        return _typed_uzbek(text, random)
    if name in _LOCALE_OF_LATIN:
        return _typed_in_latin(text, _LOCALE_OF_LATIN[name], random)
    if name in CLASSES[CYRILLIC][:5] or name == "en":
        return _typed(text, name, random)
    return _typed_elsewhere(text, name, random)


def _typed(text: str, name: str, random: Random) -> str:
    """Cyrillic locales and English: the keyboard is that of the language, or the Russian one."""
    if name == "uz-Cyrl":
        text = to_cyrillic(text)
    if random.random() < _CLEAN:
        return cut(text, random, most=4) if random.random() < _CUT / 2 else text
    if random.random() < _CUT:
        return noisy(cut(text, random), random)
    return noisy(text if name == "en" else _mixed(text, name, random), random)


def _typed_in_latin(text: str, locale: str, random: Random) -> str:
    text = cut(text, random) if random.random() < _CUT else _mixed(text, locale, random)
    return noisy(in_latin(text, habits(locale, random)), random)


def _typed_uzbek(text: str, random: Random) -> str:
    is_short = random.random() < _CUT
    if is_short:
        text = cut(text, random)
    if random.random() < _CLEAN:
        return uzbek_in_latin(text, random)
    if not is_short:
        text = _mixed(text, "uz-Cyrl", random)
    return noisy(in_latin(uzbek_in_latin(text, random), habits("ru", random)), random)


def _typed_elsewhere(text: str, name: str, random: Random) -> str:
    if name in _KARAKALPAK:
        # Never cut or simplified: without its own letters it would be Kazakh.
        return karakalpak_in_latin(text) if name == "kaa@Latn" else text
    if random.random() < _CUT:
        text = cut(text, random, most=4)
    if random.random() < 2 * _CLEAN:
        return text
    text = without_diacritics(text) if random.random() < 0.6 else text
    return trimmed(text, random) if random.random() < 0.1 else text


def _mixed(text: str, locale: str, random: Random) -> str:
    if random.random() < _BORROWED:
        text = with_borrowed_nouns(text, locale, random)
    return greeted(text, random) if random.random() < _GREETED else text


def _texts_of(name: str, texts: Texts) -> Sequence[str]:
    """Return the texts that a class is typed from; a Latin-typed class uses those of its language."""
    if name in ("uz-Latn", "uz-Cyrl"):
        return [*texts.get("uz-Latn", ()), *texts.get("uz-Cyrl", ())]
    if name in _LOCALE_OF_LATIN:
        # What was typed in Latin already is worth more than what we type over.
        return [*texts.get(_LOCALE_OF_LATIN[name], ()), *(10 * list(texts.get(name, ())))]
    found = texts.get(name.partition("@")[0], ())
    if name in _KARAKALPAK and found:
        by_rule = map(karakalpak_from_kazakh, texts.get("kk", ())[::_KAZAKH_FOR_RULE])
        return [*(_REAL_FOR_RULE * list(found)), *filter(None, by_rule)]
    return found
