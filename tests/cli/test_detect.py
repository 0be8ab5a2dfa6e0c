"""`migrantbot detect --jsonl`: which language each line is written in."""

from pathlib import Path

from knowledge_base.locales import LOCALES
from tests.cli.running import lines, migrantbot

TEXTS = {
    "uz-Latn": "Toshkentdan keldim, qayerda ro'yxatdan o'tishim kerak?",
    "uz-Cyrl": "Тошкентдан келдим, қаерда рўйхатдан ўтишим керак?",
    "tg": "Ман аз Душанбе омадам, дар куҷо ба қайд гирифта мешавам?",
    "ky": "Мен Оштон келдим, кайда каттоого турушум керек?",
    "kk": "Мен Ташкенттен келдім, қайда тіркелуім керек?",
    "ru": "Я приехал из Ташкента, где мне зарегистрироваться?",
    "en": "I came from Tashkent, where do I have to register?",
}


def test_every_language_and_every_line(tmp_path: Path) -> None:
    """One object a line, in order, with a confidence; broken lines are told and do not stop the run."""
    entries: list[dict[str, object]] = [{"id": locale, "text": text} for locale, text in TEXTS.items()]
    entries += [
        {"id": "nothing", "text": "12345 😀"},
        {"id": "empty", "text": ""},
        {"id": "borrowed", "text": "регистрация", "known": "tg"},
        {"id": "flips", "text": TEXTS["kk"], "known": "tg"},
        {"id": "keeps", "text": "12345", "known": "ky"},
        {"id": "bad", "text": "привет", "known": "xx"},
        {"id": "bad", "known": "tg"},
    ]
    ran = migrantbot("detect", "--jsonl", folder=tmp_path, given=lines(entries))
    assert ran.status == 1 and ran.err == ""
    found = ran.objects
    assert [each["id"] for each in found] == [each["id"] for each in entries]
    by_id = {each["id"]: each for each in found}
    assert {locale: by_id[locale]["locale"] for locale in LOCALES} == {locale: locale for locale in LOCALES}
    assert all(by_id[locale]["confidence"] > 0.7 for locale in LOCALES)
    assert by_id["nothing"]["locale"] == by_id["empty"]["locale"] == "und"
    assert [by_id[name]["locale"] for name in ("borrowed", "flips", "keeps")] == ["tg", "kk", "ky"]
    assert "'known' must be one of" in found[-2]["error"] and "'text'" in found[-1]["error"]
    good = [each for each in found if "error" not in each]
    assert all(list(each) == ["id", "locale", "confidence"] for each in good)
    assert all(0 <= each["confidence"] <= 1 for each in good)
    assert list(tmp_path.iterdir()) == []
