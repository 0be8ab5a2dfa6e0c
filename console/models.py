"""The tables of the console: who may sign in, where they are signed in, and what they did."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, UTCDateTime


class Role(StrEnum):
    """What a person of the organisation may do."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    OPERATOR = "operator"
    ANALYST = "analyst"


class OrganisationKind(StrEnum):
    """What kind of organisation keeps entries."""

    NGO = "ngo"
    CONSULATE = "consulate"
    MINISTRY = "ministry"
    OMBUDSMAN = "ombudsman"


class Organisation(Base):
    """Who keeps entries: its people change those of its languages and countries; an empty list means all."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    locales: Mapped[list[str]] = mapped_column(JSON)
    stay_in: Mapped[list[str]] = mapped_column(JSON)
    citizenship: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Staff(Base):
    """A person of the organisation. Rows are disabled, never deleted: the activity log names them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str | None] = mapped_column(String(8))  #: of the pages; None follows the browser
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))  #: None: every entry
    login: Mapped[str | None] = mapped_column(String(128), unique=True)  #: lower case, for the password
    password_hash: Mapped[str | None] = mapped_column(String(256))  #: argon2id
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]  #: the last time step that was used: a code counts once
    oidc_subject: Mapped[str | None] = mapped_column(String(256), unique=True)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  #: when a page was last opened, about
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SignInLink(Base):
    """A link that signs one person in once. Only the hash of its token is kept."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class StaffSession(Base):
    """A browser that is signed in. Only the hash of its cookie is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    method: Mapped[str] = mapped_column(String(16), server_default="link")  #: link, password or oidc
    browser: Mapped[str] = mapped_column(String(64), server_default="")  #: "Firefox, Windows": to know it by


class SignInAttempt(Base):
    """A failed try to sign in, so that guessing is slowed down over all processes; deleted after a day."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))  #: hash of a login or of an address of the network
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Activity(Base):
    """What somebody did. Rows are added, never changed, and never hold what a migrant wrote or an address."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_subject", "subject", "id"),
        Index("ix_activity_action", "action", "id"),
        Index("ix_activity_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)  #: None: command line
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))  #: a kind and an id: `handoff:12`, `staff:3`
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    why: Mapped[str | None] = mapped_column(Text)
    form_id: Mapped[str | None] = mapped_column(String(64), unique=True)  #: a form sent twice acts once


class HandoffNote(Base):
    """What colleagues tell each other about a chat; it goes with the handoff."""

    __tablename__ = "handoff_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CannedReply(Base):
    """A reply that operators send often, in each language that somebody wrote it in."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(128))
    texts: Mapped[dict[str, str]] = mapped_column(JSON)  #: by locale
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ImportJob(Base):
    """An uploaded file: its rows with what each would do, until they are applied or a day goes by."""

    __tablename__ = "import_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    file_name: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(16))  #: one of `columns.Kind`, or several
    state: Mapped[str] = mapped_column(String(16))  #: one of `importing.JobState`
    total: Mapped[int]  #: rows; 0 while the file is being read
    done: Mapped[int]
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  #: why it failed
    ignored: Mapped[list[str]] = mapped_column(JSON)  #: columns that are not ours
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ImportRow(Base):
    """A row of an uploaded file and what it would do; it goes with its file."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_state", "job_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("import_jobs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]  #: at its side in the file
    key: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))  #: one of `comparing.State`, then applied or stale
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    cells: Mapped[dict[str, str]] = mapped_column(JSON)
    before: Mapped[dict[str, str]] = mapped_column(JSON)
    base: Mapped[str] = mapped_column(String(16))
