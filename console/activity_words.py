"""What the actions, subjects and fields of the activity log are called."""

from typing import Final

from bot.texts import Texts, later

ACTIONS: Final = {
    "signed_in": later("signed in"),
    "signed_out": later("signed out"),
    "sessions_ended": later("signed out other browsers"),
    "password_set": later("set a password"),
    "second_step_set_up": later("set up a second step"),
    "second_step_removed": later("removed a second step"),
    "provider_linked": later("was linked to the provider"),
    "link_made": later("made a sign-in link"),
    "staff_added": later("added a person"),
    "staff_changed": later("changed a person"),
    "staff_disabled": later("shut a person out"),
    "staff_enabled": later("let a person in again"),
    "organisation_added": later("added an organisation"),
    "organisation_changed": later("changed an organisation"),
    "claimed": later("took a chat"),
    "released": later("gave a chat back"),
    "replied": later("replied in a chat"),
    "closed": later("closed a chat"),
    "assigned": later("gave a chat to a colleague"),
    "note_added": later("wrote a note on a chat"),
    "group_replied": later("answered a group of chats"),
    "asked_to_write": later("asked a person to write again"),
    "suggested": later("made a suggestion from a chat"),
    "suggestions_accepted": later("accepted suggestions"),
    "suggestions_refused": later("refused suggestions"),
    "canned_reply_added": later("added a canned reply"),
    "canned_reply_changed": later("changed a canned reply"),
    "canned_reply_deleted": later("deleted a canned reply"),
    "shift_added": later("added a shift"),
    "shift_deleted": later("deleted a shift"),
    "telegram_connected": later("connected Telegram"),
    "telegram_disconnected": later("disconnected Telegram"),
    "answer_added": later("added an answer"),
    "text_saved": later("wrote a text"),
    "text_submitted": later("sent a text to review"),
    "text_published": later("approved a text"),
    "text_returned": later("returned a text"),
    "text_restored": later("restored a text"),
    "text_withdrawn": later("withdrew a text"),
    "text_undone": later("took a decision back"),
    "publish_planned": later("planned a publication"),
    "withdraw_planned": later("planned a withdrawal"),
    "fact_changed": later("changed a fact"),
    "fact_planned": later("planned a change of a fact"),
    "fact_plan_cancelled": later("cancelled the plan of a fact"),
    "fact_undone": later("took a change of a fact back"),
    "titles_changed": later("changed titles"),
    "phrasings_proposed": later("proposed phrasings"),
    "phrasing_removed": later("removed a phrasing"),
    "comment_added": later("commented on a text"),
    "comment_resolved": later("closed a comment"),
    "facts_checked": later("checked facts"),
    "links_checked": later("had links checked"),
    "plan_cancelled": later("cancelled a plan"),
    "file_uploaded": later("uploaded a file"),
    "file_apply_asked": later("asked for a file to be applied"),
    "file_applied": later("applied a file"),
    "file_row_applied": later("applied a row of a file"),
}
_SUBJECTS: Final = {
    "staff": later("person"),
    "organisation": later("organisation"),
    "handoff": later("chat"),
    "answer": later("answer"),
    "question": later("question"),
    "fact": later("fact"),
    "facts": later("facts"),
    "phrasing": later("phrasing"),
    "place": later("help point"),
    "suggestion": later("suggestion"),
    "file": later("file"),
    "canned": later("canned reply"),
    "shift": later("shift"),
}
_FIELDS: Final = {
    "name": later("name"),
    "role": later("role"),
    "organisation_id": later("organisation"),
    "locale": later("language"),
    "login": later("login"),
    "kind": later("kind"),
    "locales": later("languages"),
    "stay_in": later("countries of stay"),
    "citizenship": later("citizenships"),
    "text": later("text"),
    "title": later("title"),
    "claimed_by": later("taken by"),
    "staff": later("person"),
    "starts_at": later("from"),
    "ends_at": later("to"),
    "question": later("question"),
    "facts": later("facts"),
    "count": later("number"),
    "value": later("value"),
    "state": later("state"),
    "method": later("method"),
    "outcome": later("outcome"),
    "characters": later("characters"),
}
#: Where a page shows the subject itself.
_PAGES: Final = {
    "staff": "/people/",
    "organisation": "/people/organisations/",
    "handoff": "/handoffs/",
    "question": "/questions/",
    "fact": "/facts/",
}


def action_name(texts: Texts, action: str) -> str:
    """Return what was done; an action that is newer than this file is shown by its code."""
    sentence = ACTIONS.get(action)
    return texts.say(sentence) if sentence else action.replace("_", " ")


def field_name(texts: Texts, field: str) -> str:
    """Return what a field is called, or its code."""
    sentence = _FIELDS.get(field)
    return texts.say(sentence) if sentence else field.replace("_", " ")


def subject_name(texts: Texts, subject: str) -> tuple[str, str]:
    """Return what a subject is called, and the address of its page, empty where it has none."""
    kind, _, number = subject.partition(":")
    sentence = _SUBJECTS.get(kind)
    name = f"{texts.say(sentence) if sentence else kind} {number}".strip()
    return name, f"{_PAGES[kind]}{number}" if kind in _PAGES and number else ""
