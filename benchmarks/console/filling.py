"""A PostgreSQL that looks like years of work: chats, handoffs, messages, texts and a log, all invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import OnCallShift
from console.models import CannedReply, ImportJob, ImportRow, OrganisationKind
from console.models import Organisation as OrganisationRow
from knowledge_base.database import Sessions
from knowledge_base.loading import load_content
from knowledge_base.models import Suggestion


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything there is."""

    chats: int
    handoffs: int
    answers: int  #: each has its texts in all languages
    messages: int  #: that came in; a fifth as many went out

    @property
    def lines(self) -> int:
        """Lines of the activity log."""
        return self.handoffs * 2


FULL = Plan(chats=50_000, handoffs=10_000, answers=5_000, messages=1_000_000)
QUICK = Plan(chats=2_000, handoffs=1_000, answers=1_000, messages=20_000)

#: The chat with number 1 talks a lot: its page is the longest.
_TALKER = 2_000

_CHATS = """
INSERT INTO chats (id, channel, address, locale, citizenship, stay_in, memory, with_person, created_at,
                   last_message_at)
SELECT n, (ARRAY['telegram', 'whatsapp', 'web'])[1 + n % 3], 'nobody ' || n,
       (ARRAY['ru', 'uz-Latn', 'uz-Cyrl', 'tg', 'ky', 'kk', 'en'])[1 + n % 7],
       (ARRAY['UZ', 'TJ', 'KG'])[1 + n % 3], (ARRAY['KZ', 'RU'])[1 + n % 2], '{}', false,
       :now - interval '90 days', :now - n * interval '1 minute'
FROM generate_series(1, :chats) AS n
"""
_MESSAGES = """
INSERT INTO inbox (channel, external_id, address, kind, text, received_at, state, attempts, not_before,
                   handled_at, outcome, question_id, locale)
SELECT chats.channel, 'm' || n, chats.address, 'text',
       'How many days may I stay, ' || n % 997 || ', and what does it cost to extend', at, 'handled', 1, at,
       at,
       (ARRAY['answer', 'answer', 'answer', 'choose', 'unanswered', 'command'])[1 + n % 6],
       CASE WHEN n % 6 < 3 THEN (CAST(:questions AS text[]))[1 + n % :question_count] END, chats.locale
FROM (SELECT n, CASE WHEN n <= :talker THEN 1 ELSE 1 + n % :chats END AS chat,
             :now - (n::float / :messages) * interval '90 days' AS at
      FROM generate_series(1, :messages) AS n) AS wanted
JOIN chats ON chats.id = wanted.chat
"""
_REPLIES = """
INSERT INTO outbox (chat_id, channel, address, text, buttons, author, queued_at, state, attempts, not_before,
                    possible_duplicates, error)
SELECT chats.id, chats.channel, chats.address, 'Thirty days. The source is the law.', '[]', 'bot', at,
       CASE WHEN n % 500 = 0 THEN 'failed' ELSE 'sent' END, 1, at, 0, CASE WHEN n % 500 = 0 THEN '403' END
FROM (SELECT n, CASE WHEN n <= :talker THEN 1 ELSE 1 + n % :chats END AS chat,
             :now - (n::float / :replies) * interval '90 days' AS at
      FROM generate_series(1, :replies) AS n) AS wanted
JOIN chats ON chats.id = wanted.chat
"""
_HANDOFFS = """
INSERT INTO handoffs (chat_id, reason, is_urgent, state, opened_at, claimed_by, closed_at, outcome,
                      candidates, question_id)
SELECT n, (ARRAY['unanswered', 'asked', 'unhelpful'])[1 + n % 3], n % 50 = 0,
       (ARRAY['open', 'open', 'open', 'claimed', 'closed', 'closed'])[1 + n % 6],
       :now - n * interval '8 minutes', CASE WHEN n % 6 = 3 THEN 1 + n % 50 END,
       CASE WHEN n % 6 > 3 THEN :now - n * interval '7 minutes' END,
       CASE WHEN n % 6 > 3 THEN 'answered' END,
       CASE WHEN n % 4 = 0 THEN '[]'::json
            ELSE json_build_array(json_build_array(
                (CAST(:questions AS text[]))[1 + n % :question_count], 0.43)) END,
       CASE WHEN n % 4 > 0 THEN (CAST(:questions AS text[]))[1 + n % :question_count] END
FROM generate_series(1, :handoffs) AS n
"""
_STAFF = """
INSERT INTO staff (name, role, created_at)
SELECT 'Person ' || n, (ARRAY['operator', 'editor', 'reviewer', 'analyst', 'administrator'])[1 + n % 5], :now
FROM generate_series(1, 200) AS n
"""
_ACTIVITY = """
INSERT INTO activity (staff_id, at, action, subject, details, form_id)
SELECT 1 + n % 200, :now - (:lines - n) * interval '4 minutes',
       (ARRAY['claimed', 'replied', 'closed'])[1 + n % 3], 'handoff:' || 1 + n % :handoffs, '{}', 'made ' || n
FROM generate_series(1, :lines) AS n
"""
#: Answers for more routes, made from the shipped ones; then their texts.
_ANSWERS = """
INSERT INTO answers (question_id, key, citizenship, stay_in, via, fact_ids, confirm_with)
SELECT question_id, 'made-' || id || '-' || n,
       json_build_array((ARRAY['UZ', 'TJ', 'KG', 'KZ', 'TM', 'RU'])[1 + n % 6]),
       json_build_array((ARRAY['KZ', 'RU', 'KG', 'UZ', 'TJ'])[1 + n % 5]), '[]', fact_ids, confirm_with
FROM answers, generate_series(1, 100) AS n
WHERE key NOT LIKE 'made-%'
ORDER BY n, id LIMIT :more
"""
_TEXTS = """
INSERT INTO answer_revisions (answer_id, locale, number, text, state, source_hash, author, created_at)
SELECT made.id, old.locale, 1, old.text,
       (ARRAY['published', 'published', 'draft', 'in review', 'outdated'])[1 + made.id % 5],
       old.source_hash, 'Person 1', :now - made.id * interval '1 hour'
FROM answers AS made
JOIN answers AS shipped ON shipped.id = split_part(made.key, '-', 2)::int
JOIN answer_revisions AS old ON old.answer_id = shipped.id AND old.number = 1
WHERE made.key LIKE 'made-%'
"""


async def fill(sessions: Sessions, plan: Plan, *, now: datetime) -> None:
    """Load the shipped content and invent the rest; the planner's statistics are made, as they would be."""
    async with sessions.begin() as session:
        await load_content(session, now=now)
    async with sessions.begin() as session:
        found = await session.execute(text("SELECT id FROM questions ORDER BY id"))
        questions = [row[0] for row in found]
        values = {
            "now": now, "questions": questions, "question_count": len(questions), "talker": _TALKER,
            "chats": plan.chats, "messages": plan.messages, "replies": plan.messages // 5,
            "handoffs": plan.handoffs, "lines": plan.lines,
        }  # fmt: skip
        for statement in (_STAFF, _CHATS, _MESSAGES, _REPLIES, _HANDOFFS, _ACTIVITY):
            names = text(statement)
            await session.execute(names, {name: values[name] for name in names._bindparams})
        shipped = await session.scalar(text("SELECT count(*) FROM answers"))
        await session.execute(text(_ANSWERS), {"more": max(0, plan.answers - (shipped or 0))})
        await session.execute(text(_TEXTS), {"now": now})
        await session.execute(text("UPDATE content_version SET number = number + 1"))
        for table in ("chats", "staff"):
            await session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            )
        await _fill_the_rest(session, questions, now)
    async with sessions() as session:
        connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        await connection.execute(text("VACUUM ANALYZE"))


async def _fill_the_rest(session: AsyncSession, questions: list[str], now: datetime) -> None:
    await session.execute(
        insert(Suggestion),
        [
            {
                "question_id": questions[n % len(questions)], "locale": "ru", "text": f"What is it {n}",
                "state": "waiting", "suggested_by": "Person 1", "suggested_at": now,
            }
            for n in range(1_000)
        ],
    )  # fmt: skip
    await session.execute(
        insert(CannedReply),
        [{"title": f"Come to us {n}", "texts": {"ru": "Приходите."}, "updated_at": now} for n in range(200)],
    )
    await session.execute(
        insert(OnCallShift),
        [
            {
                "staff_id": 1 + n % 200,
                "starts_at": now + timedelta(hours=8 * n),
                "ends_at": now + timedelta(hours=8 * n + 8),
            }
            for n in range(200)
        ],
    )
    await session.execute(
        insert(OrganisationRow),
        [
            {
                "name": f"Organisation {n}", "kind": OrganisationKind.NGO.value, "locales": [], "stay_in": [],
                "citizenship": [], "created_at": now,
            }
            for n in range(100)
        ],
    )  # fmt: skip


async def give_a_file(sessions: Sessions, staff_id: int, *, now: datetime) -> None:
    """Put a file of 5,000 rows on somebody's desk: a preview is seen by whoever sent it only."""
    async with sessions.begin() as session:
        job = ImportJob(
            staff_id=staff_id, file_name="phrasings.csv", kind="phrasings", state="ready", total=5_000,
            done=5_000, reason=None, ignored=[], created_at=now,
        )  # fmt: skip
        session.add(job)
        await session.flush()
        await session.execute(
            insert(ImportRow),
            [
                {
                    "job_id": job.id, "kind": "phrasings", "number": n, "key": f"row {n}", "state": "new",
                    "cells": {"question": "stay.limit", "language": "ru", "text": f"What does it cost {n}"},
                    "before": {}, "base": "", "reason": None,
                }
                for n in range(5_000)
            ],
        )  # fmt: skip


async def one_of_each(session: AsyncSession) -> dict[str, str]:
    """Return something to stand in the places of the addresses."""
    first = {
        "question_id": "SELECT question_id FROM answers GROUP BY question_id ORDER BY count(*) DESC LIMIT 1",
        "fact_id": "SELECT fact_ids ->> 0 FROM answers WHERE json_array_length(fact_ids) > 0 "
        "GROUP BY fact_ids ->> 0 ORDER BY count(*) DESC LIMIT 1",
        "answer_id": "SELECT min(answer_id) FROM answer_revisions WHERE state = 'in review'",
        "reply_id": "SELECT min(id) FROM canned_replies",
        "organisation_id": "SELECT min(id) FROM organisations",
        "job_id": "SELECT min(id) FROM import_jobs",
        "alone": "SELECT max(id) FROM handoffs WHERE state = 'open' AND question_id IS NULL",
    }
    found = {
        name: str((await session.execute(select(text(f"({sql})")))).scalar()) for name, sql in first.items()
    }
    return {**found, "handoff_id": "1", "staff_id": "1", "locale": "ru"}
