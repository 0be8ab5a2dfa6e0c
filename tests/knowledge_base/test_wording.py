"""Words to avoid and texts in another language are found, with what to write instead."""

from knowledge_base.content_files import Reading, read_content_files
from knowledge_base.content_types import Answer, AnswerText, Content, Question
from knowledge_base.routes import Scope
from knowledge_base.wording import Term, check_languages, check_wording, read_terms

TERMS = {"ru": (Term("person without papers", "человек без документов", ("нелегал", "незаконный мигрант")),)}


def test_a_word_to_avoid_is_named_with_its_better_one() -> None:
    """Whatever its ending, and in a phrase too."""
    for text in ("Нелегалы штрафуются.", "Это незаконный мигрант."):
        (problem,) = check_wording(_reading(text), TERMS)
        assert "человек без документов" in problem.message
    assert not list(check_wording(_reading("Человек без документов вправе звонить."), TERMS))


def test_a_text_in_another_language_is_found() -> None:
    """The detector is ours; this package only asks it."""
    (problem,) = check_languages(_reading("сколько дней можно"), lambda _text: "kk")
    assert "kk" in problem.message


def test_a_word_or_two_say_nothing_of_the_language() -> None:
    """They may be loanwords alone."""
    assert list(check_languages(_reading("срок"), lambda _text: "kk")) == []


def test_the_termbase_covers_the_written_languages() -> None:
    """Every language that is written by hand has its terms and its words to avoid."""
    terms = read_terms()
    assert {"ru", "en", "uz-Latn", "tg", "ky", "kk"} <= set(terms)
    assert all(any(term.avoid for term in found) for found in terms.values())


def test_the_shipped_texts_keep_to_the_termbase() -> None:
    """People are not a problem, and nobody is illegal."""
    assert list(check_wording(read_content_files(), read_terms())) == []


def _reading(text: str) -> Reading:
    answer = Answer("work.allowed", "ru", Scope(), (), "lawyer", {"ru": AnswerText(text)})
    content = Content((Question("work.allowed", "work", {}),), (answer,))
    return Reading(content, places={("work.allowed", "ru", "ru"): ("answers/ru/work.allowed.ru.md", 5)})
