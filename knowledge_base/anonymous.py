"""Takes what names a person out of a text, before it is kept for longer than the chat.

It finds what can be found by form: numbers of phones and papers, addresses on the net, names that are
introduced as names. A person still looks at the result before it is kept.
"""

import re
from typing import Final

#: Stands where something was taken out; it has no letters, so no matcher learns from it.
REMOVED: Final = "…"

_LINK: Final = re.compile(r"(?:https?://|www\.|t\.me/|wa\.me/)\S+", re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE: Final = re.compile(r"(?<!\w)@\w{3,}")
# A phone, a passport (AB1234567, N12345678), an account, a card; a year, a sum or a number of days stays.
_NUMBER: Final = re.compile(r"(?<!\w)\+?(?:[A-ZА-Я]{1,3}[ №-]{0,2})?\d(?:[ ().-]{0,2}\d){6,}(?!\w)")
_DATE: Final = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)")
# After "my name is" in each language: the next word, and up to two more with a capital.
_INTRODUCED: Final = re.compile(
    r"(?P<before>\b(?i:my name is|i am called|меня зовут|моя фамилия|зовут|ismim|ismi|familiyam|исмим|исми|"
    r"фамилиям|номам|номи ман|насабам|атым|менин атым|менің атым|есімім|фамилиясы)\s+)"
    r"(?P<name>\w[\w'’ʻ-]*(?:\s+[A-ZА-ЯЁӢӮҚҒҲҶӘІҢӨҰҮҺЎ][\w'’ʻ-]*){0,2})"
)


def without_personal_data(text: str) -> str:
    """Return the text without phones, numbers of papers, links, mail, days of birth and introduced names."""
    for pattern in (_LINK, _MAIL, _HANDLE, _DATE, _NUMBER):
        text = pattern.sub(REMOVED, text)
    return _INTRODUCED.sub(lambda found: found["before"] + REMOVED, text)
