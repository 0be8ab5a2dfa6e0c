"""The tables of the conversation: chats, inbox, outbox, handoffs, workers.

Every personal field says what it is for; `bot/retention.py` deletes each row when its day has come.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, UTCDateTime


class InboxState(StrEnum):
    """Where a message stands on its way to being handled."""

    PENDING = "pending"
    HANDLING = "handling"
    HANDLED = "handled"
    FAILED = "failed"


class OutboxState(StrEnum):
    """Where a reply stands on its way to the person."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class HandoffState(StrEnum):
    """Whether a person still has to act."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


_UNHANDLED = text("state IN ('pending', 'handling')")
_UNSENT = text("state IN ('queued', 'sending')")
_UNSENDABLE = text("state = 'failed'")


class Chat(Base):
    """One person on one channel, and what is remembered so that they need not say it again."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(128))  #: where replies go; personal data, never logged
    locale: Mapped[str | None] = mapped_column(String(8))
    citizenship: Mapped[str | None] = mapped_column(String(2))
    stay_in: Mapped[str | None] = mapped_column(String(2))
    via: Mapped[str | None] = mapped_column(String(2))
    memory: Mapped[dict[str, Any]] = mapped_column(JSON)  #: ChatState beside the columns above
    with_person: Mapped[bool]  #: an operator handles it; the bot keeps silent
    window_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: WhatsApp: free text until then
    next_send_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: the channel's pace for one chat
    gone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: blocked or deleted: nothing is sent
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_message_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class InboxMessage(Base):
    """A message as it came in, kept until it is answered.

    The unique pair (channel, external_id) makes a redelivered webhook harmless.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index(
            "ix_inbox_unhandled", "channel", "address", "id",
            sqlite_where=_UNHANDLED, postgresql_where=_UNHANDLED,
        ),
        Index("ix_inbox_chat", "channel", "address", "id"),
        # The figures of the console are read from it alone, over a million messages too.
        Index("ix_inbox_figures", "received_at", "question_id", "outcome", "locale"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(128))
    address: Mapped[str] = mapped_column(String(128))  #: where replies go; personal data, never logged
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)  #: for the answer and for the operator; personal data
    action: Mapped[str | None] = mapped_column(String(64))
    callback_id: Mapped[str | None] = mapped_column(String(64))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    language_hint: Mapped[str | None] = mapped_column(String(16))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(96))  #: worker and claim, the fencing token
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    question_id: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(8))
    error: Mapped[str | None] = mapped_column(String(128))  #: the class of the last exception


class OutboxMessage(Base):
    """A reply on its way out. It is committed together with the handling of the message it answers."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_unsent", "channel", "address", "id",
            sqlite_where=_UNSENT, postgresql_where=_UNSENT,
        ),
        Index("ix_outbox_chat", "channel", "address", "id"),
        Index("ix_outbox_provider_id", "provider_id"),
        Index(
            "ix_outbox_failed", "queued_at", sqlite_where=_UNSENDABLE, postgresql_where=_UNSENDABLE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id", ondelete="SET NULL"))
    in_reply_to: Mapped[int | None]  #: the inbox message, a plain number: it may be purged earlier
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(128))  #: where it goes; personal data, never logged
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[list[str]]] = mapped_column(JSON)
    question_id: Mapped[str | None] = mapped_column(String(64))
    callback_id: Mapped[str | None] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(64))  #: "bot" or "staff:<id>"
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(96))
    send_started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    provider_id: Mapped[str | None] = mapped_column(String(64))
    error: Mapped[str | None] = mapped_column(String(64))  #: the channel's code, never its prose
    possible_duplicates: Mapped[int]  #: how often it was sent again without knowing how the last try ended
    template: Mapped[str | None] = mapped_column(String(32))  #: WhatsApp: sent as this content template


class Handoff(Base):
    """A chat that needs a person: unanswered, asked for, danger, an unhelpful answer, or a failure."""

    __tablename__ = "handoffs"
    __table_args__ = (Index("ix_handoffs_queue", "state", "is_urgent", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(16))
    is_urgent: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_by: Mapped[int | None]  #: staff id
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(32))
    #: What the bot took the last message for, best first: [[question id, confidence], ...].
    candidates: Mapped[list[list[Any]]] = mapped_column(JSON, server_default="[]")
    #: The best of these, by which similar questions are grouped; None where there was none.
    question_id: Mapped[str | None] = mapped_column(String(64), index=True)
    silent_until: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: then the bot speaks again by itself


class OnCallShift(Base):
    """When somebody is told of urgent chats that nobody takes."""

    __tablename__ = "on_call_shifts"
    __table_args__ = (Index("ix_on_call_shifts_time", "starts_at", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Escalation(Base):
    """An urgent handoff of which somebody on call was told; once a handoff and person."""

    __tablename__ = "escalations"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class StaffContact(Base):
    """Where a person of the organisation is told of urgent chats, once they sent the bot their code."""

    __tablename__ = "staff_contacts"

    staff_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  #: of a code not used yet
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: then the code is no good
    channel: Mapped[str | None] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(String(128))  #: personal data of staff, never logged


class Reminder(Base):
    """A deadline to remind somebody of, deleted when it is sent, cancelled or forgotten with the chat."""

    __tablename__ = "reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str] = mapped_column(String(64))
    last_day: Mapped[date] = mapped_column(Date)
    send_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class ChannelPace(Base):
    """When the next message of a channel may go out, over all workers together."""

    __tablename__ = "channel_pace"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)


class WorkerRow(Base):
    """A worker that is alive. What a worker claimed that is no longer seen goes back to the queue."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
