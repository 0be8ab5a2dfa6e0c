"""Training: the same texts make the same file, and what a speaker confirmed is learned from."""

import json
from pathlib import Path

import pytest

from bot.language.detector import TrainedDetector
from bot.language.reading import CYRILLIC
from bot.language.train import train
from bot.language.training.corpora import class_of, read_own_texts, read_reviewed
from bot.language.weights import FILE, StoredTable, read_tables, write_tables
from knowledge_base.locales import LOCALES

CORPORA = {
    "uz-Cyrl": ["менга иш керак", "қаерда рўйхатдан ўтаман", "бугун келдим"] * 20,
    "tg": ["ман кор мекунам", "дар куҷо қайд мешавам", "имрӯз омадам"] * 20,
    "ky": ["мага жумуш керек", "кайда каттоодон өтөм", "бүгүн келдим"] * 20,
    "kk": ["маған жұмыс керек", "қайда тіркелемін", "бүгін келдім"] * 20,
    "ru": ["мне нужна работа", "где зарегистрироваться", "сегодня приехал"] * 20,
    "uk": ["де можна зареєструватися", "мені потрібна робота"] * 20,
}


def test_the_same_texts_make_the_same_bytes(tmp_path: Path) -> None:
    """So that anybody can check where the shipped weights come from."""
    for name in ("one", "other"):
        write_tables({CYRILLIC: train(CORPORA, {}, CYRILLIC, scale=0.01, grams=500)}, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()

    detector = TrainedDetector(read_tables(tmp_path / "one"))
    assert detector.detect("дар куҷо қайд мешавам").locale == "tg"
    assert detector.detect("де можна зареєструватися").locale == "und"
    assert detector.detect("latin letters").locale == "und"


def test_weights_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    """Small enough to follow by hand: two classes, two grams."""
    stored = StoredTable(("ru", "tg"), ["да", "дар"], bytes([128, 130, 120, 128, 126, 140]), 0.5, (1.0,))
    write_tables({CYRILLIC: stored}, tmp_path / "weights")
    table = read_tables(tmp_path / "weights")[CYRILLIC]
    known, other = table.scores(["дар"])
    assert (known, other) == pytest.approx(((2 - 8) * 0.5 / 3**0.5, (-2 + 12) * 0.5 / 3**0.5))


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    """Better no start than wrong answers."""
    file = tmp_path / "weights"
    write_tables({}, file)
    file.write_bytes(file.read_bytes()[:-8] + b"\0" * 8)
    with pytest.raises(Exception, match=r".+"):
        read_tables(file)


def test_the_shipped_file_stays_below_a_megabyte() -> None:
    """It lies in the repository and is read at every start."""
    assert FILE.stat().st_size <= 1_000_000


def test_confirmed_messages_are_filed_by_language_and_alphabet(tmp_path: Path) -> None:
    """Russian in Latin letters is a class of its own; other languages are left out."""
    entries = [
        {"text": "gde mne registrirovatsya", "locale": "ru", "guess": "uz-Latn"},
        {"text": "merhaba", "locale": "und", "guess": "und"},
    ]
    (tmp_path / "reviewed-may.jsonl").write_text("\n".join(map(json.dumps, entries)) + "\n", "utf-8")
    texts = read_reviewed(tmp_path)
    assert set(texts) == {"ru@Latn"} and set(texts["ru@Latn"]) == {"gde mne registrirovatsya"}
    assert class_of("en", CYRILLIC) is None


def test_our_own_texts_speak_every_language() -> None:
    """Tajik, the poorest in public texts, gains most from them."""
    own = read_own_texts()
    assert all(len(own[locale]) > 5_000 for locale in LOCALES)
