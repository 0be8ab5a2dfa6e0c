"""Makes of the examples what people send as well: with a greeting or a cry around them, or two things in one.

Both sides get the same greetings and pleas, so that "please help, what shall I do" speaks for neither. A cry
beside something harmless stays a cry.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from bot.command_words import FOLDER as COMMANDS
from bot.danger.lexicon import FOLDER, LOOKALIKES
from bot.word_lists import read_word_lists
from knowledge_base.matching import Phrasing

_BEFORE: Final = {
    "ru": ("здравствуйте, ", "салам алейкум ", "помогите пожалуйста ", "срочно! ", "подскажите "),
    "en": ("hello ", "salam, ", "please help, ", "urgent! ", "hi, i need help: "),
    "uz-Latn": ("assalomu alaykum, ", "salom, ", "iltimos yordam bering, ", "tez yordam kerak, "),
    "uz-Cyrl": ("ассалому алайкум, ", "салом, ", "илтимос ёрдам беринг, ", "тез ёрдам керак, "),
    "tg": ("салом алейкум, ", "лутфан ёрдам кунед, ", "салом ", "илтимос, "),
    "ky": ("саламатсызбы, ", "салам, ", "жардам бергиле, ", "суранам "),
    "kk": ("сәлеметсіз бе, ", "салем, ", "көмектесіңіздерші, ", "өтінемін "),
}
_AFTER: Final = {
    "ru": (" что делать", ", помогите", " куда обращаться", "!!!", " спасибо"),
    "en": (" what to do", ", please help", " where to go", "!!!", " thank you"),
    "uz-Latn": (" nima qilay", ", yordam bering", " qayerga murojaat qilaman", "!!!", " rahmat"),
    "uz-Cyrl": (" нима қилай", ", ёрдам беринг", " қаерга мурожаат қиламан", "!!!", " раҳмат"),
    "tg": (" чӣ кор кунам", ", ёрдам кунед", " ба куҷо муроҷиат кунам", "!!!", " раҳмат"),
    "ky": (" эмне кылам", ", жардам бергиле", " кайда кайрылам", "!!!", " рахмат"),
    "kk": (" не істеймін", ", көмектесіңіз", " қайда жүгінемін", "!!!", " рахмет"),
}
#: So many of a hundred examples are given once more with something around them, or two in one.
_WITH_WORDS_AROUND: Final = 25
_TWO_IN_ONE: Final = 8
_EVERY_PHRASE: Final = 3  #: all of them would drown what is said in whole sentences


def varied(examples: Sequence[Phrasing]) -> Iterator[Phrasing]:
    """Give the examples and what is made of some of them; the same examples make the same."""
    by_locale: dict[str, list[Phrasing]] = {}
    for each in examples:
        by_locale.setdefault(each.locale, []).append(each)
    for each in examples:
        yield each
        # Of the text, so that a new example changes nothing that is made of the others.
        random = Random(each.text)  # noqa: S311 - the same every time
        if random.randrange(100) < _WITH_WORDS_AROUND:
            yield _with_words_around(each, random)
        if each.question_id and random.randrange(100) < _TWO_IN_ONE:
            other = random.choice(by_locale[each.locale])
            if other.question_id is None:
                pair = random.sample([each.text, other.text], 2)
                yield Phrasing(random.choice((". ", ", ", " ")).join(pair), each.locale, each.question_id)


def phrases_of_lexicon() -> Iterator[Phrasing]:
    """Give some of the lexicon's phrases as the plain examples that they are."""
    for locale, lists in read_word_lists(FOLDER).items():
        for key, phrases in lists.items():
            kind = None if key == LOOKALIKES else key
            for phrase in phrases[::_EVERY_PHRASE]:
                yield Phrasing(phrase.replace("$", ""), locale, kind)


def command_words() -> Iterator[Phrasing]:
    """Give the words of commands and small talk, alone and with something around them, as no danger."""
    random = Random(1)  # noqa: S311 - the same every time
    for locale, lists in read_word_lists(COMMANDS).items():
        for phrase in (each for phrases in lists.values() for each in phrases):
            plain = Phrasing(phrase, locale, None)
            yield from (plain, _with_words_around(plain, random))


def _with_words_around(each: Phrasing, random: Random) -> Phrasing:
    before = random.choice(_BEFORE[each.locale]) if random.random() < 0.6 else ""
    after = random.choice(_AFTER[each.locale]) if not before or random.random() < 0.5 else ""
    return Phrasing(f"{before}{each.text}{after}", each.locale, each.question_id)
