"""A small bank of phrasings that every test of the matcher can train on in no time."""

from knowledge_base.matching import Phrasing

PHRASINGS = (
    Phrasing("мне не платят зарплату", "ru", "work.unpaid"),
    Phrasing("работодатель задержал деньги", "ru", "work.unpaid"),
    Phrasing("oyligimni bermayapti", "uz-Latn", "work.unpaid"),
    Phrasing("где мне зарегистрироваться", "ru", "registration.arrival"),
    Phrasing("сделать регистрацию по приезду", "ru", "registration.arrival"),
    Phrasing("qayerda ro'yxatdan o'taman", "uz-Latn", "registration.arrival"),
    Phrasing("какая завтра погода", "ru", None),
    Phrasing("кто выиграл футбол", "ru", None),
)
