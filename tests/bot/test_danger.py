"""Cries for help are found in every language; ordinary questions and look-alikes are not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation
from bot.danger import KINDS, DangerDetector, Level, Verdict
from bot.danger.examples import read_examples
from bot.danger.lexicon import DangerLexicon, load_danger_lexicon
from bot.danger.model import DangerModel, shipped_model
from bot.dispatcher import Equipment
from bot.handlers.danger import NEXT_STEPS
from bot.texts import texts_for
from bot.turns import ChatState, Outcome
from knowledge_base.content_types import Content
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route
from tests.builders import NOW

CRIES = {
    "ru": [
        ("меня заперли и не выпускают из квартиры", "trafficking"),
        ("хозяин отобрал паспорт и не пускает домой", "trafficking"),
        ("муж бьёт меня каждый день", "violence"),
        ("не хочу больше жить", "suicide"),
        ("меня задержала полиция, что делать", "detention"),
        ("друг упал со стройки, много крови", "injury"),
        ("пропал ребёнок, помогите", "child"),
        ("заставляют подписать контракт на войну", "army"),
    ],
    "en": [
        ("my boss locked us in and took our passports", "trafficking"),
        ("my husband beats me", "violence"),
        ("I want to kill myself", "suicide"),
        ("police arrested me just now", "detention"),
        ("he fell and is bleeding badly", "injury"),
        ("my child is missing", "child"),
        ("they force me to sign a contract for the army", "army"),
    ],
    "uz-Latn": [
        ("bizni qamab qo'yishdi, chiqarishmayapti", "trafficking"),
        ("erim meni uradi", "violence"),
        ("o'zimni o'ldirmoqchiman", "suicide"),
        ("politsiya meni ushladi", "detention"),
        ("do'stim yiqildi, qon ketyapti", "injury"),
        ("bolam yo'qolib qoldi", "child"),
        ("urushga majburlab kontrakt imzolatishyapti", "army"),
    ],
    "uz-Cyrl": [
        ("бизни қамаб қўйишди, чиқаришмаяпти", "trafficking"),
        ("эрим мени уради", "violence"),
        ("ўзимни ўлдирмоқчиман", "suicide"),
        ("полиция мени ушлади", "detention"),
        ("болам йўқолиб қолди", "child"),
    ],
    "tg": [
        ("моро қулф карданд ва берун намегузоранд", "trafficking"),
        ("шавҳарам маро мезанад", "violence"),
        ("мехоҳам худамро кушам", "suicide"),
        ("полис маро дастгир кард", "detention"),
        ("дӯстам афтод, хун меравад", "injury"),
        ("фарзандам гум шуд", "child"),
    ],
    "ky": [
        ("бизди камап койду, чыгарбайт", "trafficking"),
        ("күйөөм мени сабап жатат", "violence"),
        ("өзүмдү өлтүргүм келет", "suicide"),
        ("милиция мени кармап кетти", "detention"),
        ("досум жыгылды, кан токтобойт", "injury"),
        ("балам жоголуп кетти", "child"),
    ],
    "kk": [
        ("бізді қамап қойды, шығармайды", "trafficking"),
        ("күйеуім мені ұрады", "violence"),
        ("өзімді өлтіргім келеді", "suicide"),
        ("полиция мені ұстады", "detention"),
        ("досым құлап түсті, қан тоқтамайды", "injury"),
        ("балам жоғалып кетті", "child"),
    ],
}
EVERY_CRY = [(locale, text, kind) for locale, cries in CRIES.items() for text, kind in cries]

HARMLESS = [
    "у меня телефон умер", "мой ребёнок родился вчера", "полиция проверяет документы на улице?",
    "боюсь опоздать с регистрацией", "начальник не платит", "my phone died", "kill time before the bus",
    "ребёнок болеет, где врач", "не выпускают на границе если просрочил?", "хочу домой",
    "телефоним ўчиб қолди",
    "телефонам мурд", "телефонум өчүп калды", "where can I get my passport back after registration",
    "паспорт йўқолди, нима қиламан", "болам мактабга бориши керак", "балам мектепке бара ала ма",
]  # fmt: skip


@pytest.mark.parametrize(("locale", "text", "kind"), EVERY_CRY)
def test_a_cry_for_help_is_found(equipment: Equipment, locale: str, text: str, kind: str) -> None:
    """In every language, as people type it."""
    verdict = equipment.danger.read(text, locale)
    assert verdict.level is Level.FOUND and verdict.kind == kind


@pytest.mark.parametrize(("locale", "text", "kind"), EVERY_CRY[::3])
def test_a_cry_is_found_shouted_and_amid_another_language(
    equipment: Equipment, locale: str, text: str, kind: str
) -> None:
    """Frightened people mix languages and capitals."""
    assert equipment.danger.read(text.upper() + "!!!", locale).level is Level.FOUND
    assert equipment.danger.read(f"Салам, please help, {text}, что делать", locale).level is Level.FOUND


@pytest.mark.parametrize("text", HARMLESS)
def test_a_look_alike_is_no_cry(equipment: Equipment, text: str) -> None:
    """A phone that died needs no ambulance."""
    assert equipment.danger.read(text, "ru").level is not Level.FOUND


def test_few_ordinary_questions_are_taken_for_a_cry(equipment: Equipment, content: Content) -> None:
    """Measured on shipped phrasings of other topics than safety: 3 %, mostly accidents and child labour."""
    ordinary = [each for each in content.phrasings if not (each.question_id or "").startswith("safety.")][
        ::40
    ]
    verdicts = [equipment.danger.read(each.text, each.locale) for each in ordinary]
    hits = [each.text for each, its in zip(ordinary, verdicts, strict=True) if its.level is Level.FOUND]
    assert len(hits) <= 0.05 * len(ordinary), hits


def test_a_look_alike_does_not_silence_a_real_cry(equipment: Equipment) -> None:
    """Both in one message: the cry counts."""
    assert equipment.danger.read("my phone died and my husband beats me", "en").kind == "violence"
    assert equipment.danger.read("телефон умер, меня заперли и не выпускают", "ru").kind == "trafficking"


def test_the_most_urgent_kind_comes_first(equipment: Equipment) -> None:
    """Somebody who wants to die is told to call before anything is said of papers."""
    assert equipment.danger.read("police arrested me and I want to kill myself", "en").kind == "suicide"


def test_every_kind_has_a_next_step_in_every_language(equipment: Equipment) -> None:
    """No danger is found without something to say."""
    assert set(equipment.danger.lexicon.phrases) == set(NEXT_STEPS) == set(KINDS)
    for locale in LOCALES:
        steps = [texts_for(locale).say(step) for step in NEXT_STEPS.values()]
        assert len(set(steps)) == len(KINDS) and all(steps)


def a_lexicon(folder: Path, **phrases: str) -> DangerLexicon:
    """Return a lexicon of one phrase a kind."""
    lines = [f"{kind}:\n- {phrase}\n" for kind, phrase in phrases.items()]
    (folder / "uz-Latn.yaml").write_text("".join(lines), "utf-8")
    return load_danger_lexicon(folder)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("beats me", True),
        ("he beats poor old little me", True),
        ("he beats one two three four me", False),
        ("me beats", False),
        ("beats men", False),
        ("beats", False),
    ],
)
def test_words_in_order_with_at_most_three_between(tmp_path: Path, text: str, is_found: bool) -> None:
    """A phrase is beginnings of words; a `$` makes it the whole word."""
    assert (a_lexicon(tmp_path, violence="beat me$").kind(text) == "violence") is is_found


def test_a_look_alike_cancels_only_what_it_shares_a_word_with(tmp_path: Path) -> None:
    """Else "my phone died" would hide everything else in the message."""
    lexicon = a_lexicon(tmp_path, injury="died", lookalikes="phone died")
    assert lexicon.kind("my phone died") is None
    assert lexicon.kind("my phone died, my friend nearly died") == "injury"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    """It sees every message first, so nothing may break it."""
    assert _LEXICON.kind(text) in (None, *KINDS)
    verdict = _MODEL.read(text, "ru")
    assert 0 <= verdict.probability <= 1


_LEXICON = load_danger_lexicon()
_MODEL = DangerModel(shipped_model().matcher.with_embedder(None))


def test_what_was_learned_is_found(equipment: Equipment) -> None:
    """A guard against losing known cries; how many unknown ones are found stands in docs/benchmarks.md."""
    examples = [each for each in read_examples() if len(each.text.split()) >= 5][::60]
    verdicts = {each: equipment.danger.read(each.text, each.locale) for each in examples}
    cries = [each for each in examples if each.question_id]
    missed = [each.text for each in cries if verdicts[each].level is not Level.FOUND]
    alarms = [each.text for each in examples if not each.question_id and verdicts[each].level is Level.FOUND]
    assert len(missed) <= 0.08 * len(cries), missed
    assert len(alarms) <= 0.06 * (len(examples) - len(cries)), alarms


def test_without_embeddings_the_words_decide(equipment: Equipment) -> None:
    """On another processor most cries that name the danger are still found."""
    words_alone = replace(equipment.danger, model=_MODEL)
    found = [words_alone.read(text, locale).level is Level.FOUND for locale, text, _kind in EVERY_CRY]
    assert sum(found) >= 0.9 * len(found)


def test_a_doubtful_message_gets_the_numbers_beside_its_answer(
    knowledge: Snapshot, equipment: Equipment
) -> None:
    """Where danger is only possible the answer comes, with the emergency numbers before it."""
    chat = ChatState(locale="ru", route=Route("UZ", "KZ"))
    doubtful = replace(equipment, danger=_Doubtful(_MODEL, _LEXICON))
    turn = Conversation(doubtful, knowledge, chat).say("Мне не платят зарплату", now=NOW)
    assert turn.outcome in (Outcome.ANSWER, Outcome.CHOOSE, Outcome.ASK_ROUTE)
    assert "112" in turn.replies[0].text and len(turn.replies) == 2 and turn.handoff is None


class _Doubtful(DangerDetector):
    """A detector that is never sure."""

    def read(self, text: str, locale: str) -> Verdict:
        return Verdict(Level.POSSIBLE)
