"""What may follow the name of a place or a people, in Cyrillic letters as `letters.cyrillic` leaves them."""

from typing import Final


def _listed(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


def _joined(firsts: str, seconds: str) -> frozenset[str]:
    return frozenset(one + other for one in firsts.split() for other in ("", *seconds.split()))


#: "I am" and "we are".
_PERSONS = "ман мин мын мун мен миз мыз быз биз буз бис пын пин пиз пыз сиз ми мн мз манку мизку мас маска"
#: "out of": Uzbek, Kyrgyz and Kazakh, as folded.
FROM: Final = _joined("дан ден тан тен нан нен дон тон нон дын тын дин тин нын", _PERSONS) - _listed(
    "дын тын дин тин нын нынман"
)
#: "towards" and "as far as".
TO: Final = _listed("га ге ка ке ко го ба гача кача гечe чейин дейин гами ками гадур гайам")
#: "within".
IN: Final = _joined(
    "да де та те до то",
    _PERSONS
    + " ги гы гу гилар гилер гылар гин гинман лар эмин гиман гимиз ям хам мысын мисиз чи ку ю ву ек екан",
)
_NEUTRAL: Final = _listed(
    "нинг ни нин нын нун дын дин тын тин дун тун ны ди ды ти ты ну ту ду и ро ям хам ам ум с лар у ку чи ю"
    " дир дур дай тай дей тей ча че ники ники никидир дики тики ныкы дыкы тыкы"
)
#: Москва, Россия, Казань, Химки, Видное, Жуковский: Russian changes the last letter.
STEMS: Final = {
    "а": _listed("ы и е у ой ою ам ах"),
    "й": _listed("я е ю ем"),
    "я": _listed("и е ю ей ею й"),
    "ь": _listed("и ью ю я е ем"),
    "ы": _listed("ов ах ам"),
    "и": _listed("ов ах ам"),
    "о": _listed("е а у ом"),
}
ADJECTIVE_STEMS: Final = {
    "ое": _listed("ом ого ому"),
    "ий": _listed("ом ого ому"),
    "ый": _listed("ом ого ому"),
}
RUSSIAN: Final = _listed("а у ом е ы и ю ой ей ею ью я ем ам ах") | {""}
PLACE: Final = FROM | TO | IN | _NEUTRAL | RUSSIAN
#: "I am" on the name of a people.
PERSON: Final = _joined(
    "ман миз мин мын мун быз биз буз бын бин пын пин пиз быс пыз мис мыз пын мен ам ем емин емми хастам",
    "ку у ми",
) | _joined("лар лер дар дер тар тер", "миз мыз быз биз буз")
_PLURAL: Final = _listed("лар лер дар дер тар тер")
#: "for us Uzbeks", "may an Uzbek": what is asked for a people is asked for oneself.
FOR_PEOPLE: Final = frozenset(
    plural + case for plural in _PLURAL for case in ("га", "ге", "нинг", "га", "дын", "дин", "дан")
) | _listed("ам он ян ро у га ка ге ке")
PEOPLE: Final = (
    _listed("с а у ом е хо и ы ов ам ами ах ку ка ки кам ек ей ень ро он га ка ге дай дек сам ей")
    | _PLURAL
    | FOR_PEOPLE
    | PERSON
    | {""}
)
#: "-lik" and its like: who comes from a place.
LOCAL: Final = frozenset(
    suffix + plural + person
    for suffix in _listed("лик лык лук дык дик дук тык тик тук")
    for plural in ("", *_PLURAL)
    for person in (
        "",
        "ман",
        "миз",
        "мин",
        "мын",
        "мун",
        "биз",
        "быз",
        "буз",
        "пин",
        "пын",
        "пиз",
        "пыз",
        "мыз",
    )
)
#: The ending -и of Tajik (хуҷандӣ) is a case ending elsewhere, so it wants "I am" behind it.
LOCAL_TAJIK: Final = _listed("иам иям ихастам ием иман и")
ADJECTIVE: Final = _listed("ий ого ом им ая ой ую ие их ими ому ое ия и ый ай") | {""}
#: Endings that people type as a word of their own: "Moskva dan".
APART: Final = FROM | _listed("га ге ка ке да де") | _listed("лик")
