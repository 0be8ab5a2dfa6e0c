"""Russian nouns in the sentences of other languages, and local words in Russian ones.

The grammar tells the language, not the noun: `регистрация qilish kerak` is Uzbek, `где тут хашар` is Russian.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from bot.language.borrowed import COURTESIES, NOUNS

_LOCAL_TEXT: Final = """
ака ука брат байке эже апа опа жан рахмат салом салам ассалому алайкум махалля хашар домла мардикор худо
хоп хайр майли ошхона чайхана плов сом сум тенге сомони таджик узбек киргиз казах ташкент душанбе ош
бишкек худжанд самарканд андижан фергана алматы астана шымкент той акимат хукумат
"""
#: What speakers of the other languages say in their Russian.
LOCAL: Final = tuple(_LOCAL_TEXT.split())

#: Endings that turn a borrowed noun into a word of the sentence.
_ENDINGS: Final[Mapping[str, Sequence[str]]] = {
    "uz-Cyrl": ("", "", "ни", "га", "да", "дан", "нинг", "им", "имни", "лар", "си", "сини", "ми"),
    "tg": ("", "", "ро", "и", "ам", "ба", "ҳо", "хо", "и ман", "а", "ма"),
    "ky": ("", "", "ны", "га", "да", "дан", "нын", "ым", "ымды", "лар", "сы", "ты", "ка", "бы", "ду"),
    "kk": ("", "", "ны", "ға", "га", "да", "дан", "ның", "ым", "ымды", "лар", "сы", "ды", "ка", "ма", "тар"),
}


def with_borrowed_nouns(text: str, locale: str, random: Random, *, most: float = 0.45) -> str:
    """Return a Cyrillic sentence in which one word, up to a share of them, became a Russian noun.

    Russian itself gets local words instead. Words are replaced or added, so that the grammar stays.
    """
    words = text.split()
    if len(words) < 2:
        return text
    for _ in range(random.randint(1, max(1, min(3, int(len(words) * most))))):
        at = random.randrange(len(words))
        word = _borrowed(locale, random)
        if random.random() < 0.5:
            words.insert(at, word)
        else:
            words[at] = word
    return " ".join(words)


def greeted(text: str, random: Random) -> str:
    """Return the sentence after a greeting or before a thank-you that may be of any language."""
    word = random.choice(COURTESIES)
    return f"{word} {text}" if random.random() < 0.7 else f"{text} {word}"


def _borrowed(locale: str, random: Random) -> str:
    if locale == "ru":
        return random.choice(LOCAL)
    noun = random.choice(NOUNS)
    ending = random.choice(_ENDINGS.get(locale, ("",)))
    if ending and noun[-1] in "ая" and random.random() < 0.3:
        noun = noun[:-1]
    return noun + ending
