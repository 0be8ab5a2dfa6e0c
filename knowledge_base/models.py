"""The tables of the knowledge base. Texts and facts are kept as revisions; the newest one counts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, UTCDateTime


class QuestionRow(Base):
    """A question of the taxonomy."""

    __tablename__ = "questions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    related: Mapped[list[str]] = mapped_column(JSON)
    titles: Mapped[dict[str, str]] = mapped_column(JSON)  #: by locale, as the content files have them
    edited_titles: Mapped[dict[str, str]] = mapped_column(JSON, server_default="{}")  #: win over those


class LabelledText:
    """The columns of a text with the question it asks; without a question it must not be answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(16))  #: content, editor, operator, or removed


class PhrasingRow(LabelledText, Base):
    """How somebody asked a question: what the matcher learns from."""

    __tablename__ = "phrasings"
    __table_args__ = (Index("ix_phrasings_question_locale", "question_id", "locale"),)


class RegressionRow(LabelledText, Base):
    """A question that no matcher learns from: a change of the phrasings is tried on these first."""

    __tablename__ = "regression_phrasings"


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Suggestion(Base):
    """A phrasing that an operator found in a chat, until an editor says yes or no.

    The text is what is left after personal data was taken out and an operator looked at it.
    """

    __tablename__ = "suggestions"
    __table_args__ = (Index("ix_suggestions_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))  #: None: not ours
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    suggested_by: Mapped[str] = mapped_column(String(128))
    suggested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(128))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TextVector(Base):
    """What the embedder made of a text, so that a training embeds only what is new."""

    __tablename__ = "text_vectors"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  #: hash of the model's id and the text
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AnswerRow(Base):
    """An answer: for which question and which routes. Its texts are revisions."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id"))
    key: Mapped[str] = mapped_column(String(64))
    citizenship: Mapped[list[str]] = mapped_column(JSON)
    stay_in: Mapped[list[str]] = mapped_column(JSON)
    via: Mapped[list[str]] = mapped_column(JSON)
    fact_ids: Mapped[list[str]] = mapped_column(JSON)
    confirm_with: Mapped[str] = mapped_column(String(32))


class AnswerRevision(Base):
    """One version of an answer's text in one language. Rows are added, never changed."""

    __tablename__ = "answer_revisions"
    __table_args__ = (
        UniqueConstraint("answer_id", "locale", "number"),
        Index("ix_answer_revisions_state", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    reviewed_by: Mapped[str | None] = mapped_column(String(128))
    source_hash: Mapped[str | None] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(128))  #: "content" for the shipped files
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_minor: Mapped[bool] = mapped_column(server_default=false())  #: translations stay valid
    why: Mapped[str | None] = mapped_column(Text)


class ScheduledChange(Base):
    """A publication or withdrawal that the worker carries out when its time has come."""

    __tablename__ = "scheduled_changes"
    __table_args__ = (Index("ix_scheduled_changes_due", "done_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(8))
    action: Mapped[str] = mapped_column(String(16))  #: publish or withdraw
    revision_number: Mapped[int | None]  #: which revision is published
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(128))
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(64))  #: why it could not be done, where it could not


class Comment(Base):
    """What editors and reviewers say to each other about a text."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    author: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FactRevision(Base):
    """One version of a fact. Rows are added, never changed."""

    __tablename__ = "fact_revisions"
    __table_args__ = (UniqueConstraint("fact_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    statement: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    unit: Mapped[str | None] = mapped_column(String(32))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    citizenship: Mapped[list[str]] = mapped_column(JSON)
    stay_in: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    confidence: Mapped[str] = mapped_column(String(8))
    conflict: Mapped[str | None] = mapped_column(Text)
    checked_on: Mapped[date] = mapped_column(Date)
    checked_by: Mapped[str] = mapped_column(String(128))
    check_every: Mapped[int]  #: days
    series: Mapped[str | None] = mapped_column(String(64))
    topic: Mapped[str | None] = mapped_column(String(64))  #: the question it belongs to
    author: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    why: Mapped[str | None] = mapped_column(Text)


class LinkCheck(Base):
    """What a source's address said when it was last looked at."""

    __tablename__ = "link_checks"

    url: Mapped[str] = mapped_column(String(1024), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(String(64))  #: "200", or what went wrong in a word
    moved_to: Mapped[str | None] = mapped_column(String(1024))  #: where the publisher says that it is now


class EmergencyRow(Base):
    """A number for people in danger, by country of stay; the number is a placeholder of a fact."""

    __tablename__ = "emergency_contacts"
    __table_args__ = (UniqueConstraint("country", "service"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    position: Mapped[int]
    service: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(128))


class PlaceRow(Base):
    """A help point; what it is lies in one JSON value, since nothing is searched by column."""

    __tablename__ = "places"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Who changed it last; what an editor wrote, no load of the content files takes back.
    author: Mapped[str] = mapped_column(String(128), server_default="content")


class StoredMatcher(Base):
    """A matcher trained on this database's phrasings, where the shipped one is too far from them. One row."""

    __tablename__ = "stored_matcher"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))  #: which model it is, so that another version's is not read
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ContentVersion(Base):
    """One row: the number every process compares with its own before it answers."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    files_hash: Mapped[str | None] = mapped_column(String(64))  #: of the content files loaded last
