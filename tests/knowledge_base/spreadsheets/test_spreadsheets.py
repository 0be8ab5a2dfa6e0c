"""Rows out of the database, through a file, and back: nothing changes, and what is wrong is said."""

import struct
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.language.detector import shipped_detector
from knowledge_base.content_types import Content
from knowledge_base.database import Sessions
from knowledge_base.loading import load_content, read_content
from knowledge_base.models import AnswerRevision, AnswerRow, FactRevision, PlaceRow
from knowledge_base.spreadsheets.applying import Outcome, apply_rows
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.comparing import Compared, State, compare, versions_to_look_up
from knowledge_base.spreadsheets.current import Current, read_current, read_earlier
from knowledge_base.spreadsheets.entries import fact_cells, phrasing_cells, place_cells
from knowledge_base.spreadsheets.po_files import po_file
from knowledge_base.spreadsheets.reading import Table, TableRow, read_file
from knowledge_base.spreadsheets.reasons import Refused, Why
from knowledge_base.spreadsheets.rows_into import Hand
from knowledge_base.spreadsheets.writing import content_zip, csv_file, rows_of, workbook
from tests.knowledge_base.small_content import write_small_content

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def keeps_all(_locale: object, _scope: object) -> bool:
    return True


def detect(text: str) -> str | None:
    found = shipped_detector().detect(text)
    return found.locale if found.confidence > 0.76 else None


@pytest.fixture
async def small(sessions: Sessions, tmp_path: Path) -> Sessions:
    """A database with the small content, on either engine."""
    async with sessions.begin() as session:
        await load_content(session, now=NOW, folder=write_small_content(tmp_path / "content"))
    return sessions


async def current_of(sessions: Sessions, kinds: Collection[Kind] = tuple(Kind)) -> Current:
    async with sessions() as session:
        return await read_current(session, kinds)


async def compared(sessions: Sessions, body: bytes) -> list[Compared]:
    tables = read_file(body)
    current = await current_of(sessions)
    async with sessions() as session:
        wanted = [each for table in tables for each in versions_to_look_up(table, current)]
        current = replace(current, earlier=await read_earlier(session, current, wanted))
    return [row for table in tables for row in compare(table, current, keeps=keeps_all, detect=detect)]


async def applied(sessions: Sessions, rows: list[Compared]) -> list[Outcome]:
    chosen = [row for row in rows if row.state is not State.UNCHANGED]
    async with sessions.begin() as session:
        return await apply_rows(session, chosen, Hand("Botagoz", NOW, "a test"), keeps=keeps_all)


async def sheet(sessions: Sessions, kind: Kind, key: str = "", **cells: str) -> bytes:
    """Return an export of a kind as CSV, with one row changed."""
    rows = []
    for entry in (await current_of(sessions)).entries[kind].values():
        row = {**entry.cells, "revision": entry.revision}
        rows.append({**row, **cells} if entry.key == key else row)
    return csv_file(kind, rows)


def telling(rows: list[Compared]) -> list[tuple[State, Why | None]]:
    return [
        (row.state, row.reason.why if row.reason else None)
        for row in rows
        if row.state is not State.UNCHANGED
    ]


@dataclass(frozen=True)
class Part:
    """A part of the shipped content, small enough for every run."""

    kind: Kind
    rows: list[dict[str, str]]


def test_the_shipped_facts_places_and_phrasings_come_back_cell_by_cell(content: Content) -> None:
    """Through a workbook and through CSV; the whole is measured outside of the tests."""
    parts = [
        Part(Kind.FACTS, [fact_cells(fact) for fact in list(content.facts.values())[::7]]),
        Part(Kind.PLACES, [place_cells(place) for place in content.places]),
        Part(
            Kind.PHRASINGS,
            [phrasing_cells(each, place) for place, each in enumerate(content.phrasings[::50])],
        ),
    ]
    for part in parts:
        for body in (workbook({part.kind: part.rows}), csv_file(part.kind, part.rows)):
            (table,) = read_file(body)
            assert [
                {name: text for name, text in row.cells.items() if name != "revision"} for row in table.rows
            ] == part.rows


async def test_every_format_comes_back_unchanged(small: Sessions) -> None:
    """Workbook of everything, CSV, PO and content files."""
    current = await current_of(small)
    async with small() as session:
        content = await read_content(session)
    bodies = [
        workbook({kind: rows_of(entries.values()) for kind, entries in current.entries.items()}),
        *(
            csv_file(kind, rows_of(current.entries[kind].values()))
            for kind in Kind
            if kind is not Kind.PLACES
        ),
        po_file("uz-Cyrl", current.entries[Kind.ANSWERS].values()),
        content_zip(content),
    ]
    for body in bodies:
        assert {row.state for row in await compared(small, body)} == {State.UNCHANGED}


async def test_a_draft_on_top_of_a_published_text_is_not_taken_back_by_content_files(small: Sessions) -> None:
    """A zip has what readers see; the draft is somebody's work."""
    async with small.begin() as session:
        await session.execute(update(AnswerRevision).values(state="published", reviewed_by="Rustam"))
    async with small() as session:
        before = content_zip(await read_content(session))
    await applied(
        small,
        await compared(small, await sheet(small, Kind.ANSWERS, "work.allowed kz tg", text="Боҷ: {kz.fee}.")),
    )
    assert {row.state for row in await compared(small, before)} == {State.UNCHANGED}


async def test_a_po_translation_becomes_a_draft(small: Sessions) -> None:
    """A fuzzy one is unfinished; one of an older Russian text is a conflict."""
    body = po_file("kk", (await current_of(small)).entries[Kind.ANSWERS].values()).decode()
    changed = body.replace('msgstr "Сбор:', 'msgstr "Алым:')
    rows = await compared(small, changed.encode())
    assert telling(rows) == [(State.CHANGED, None)]
    fuzzy = changed.replace("#. revision", "#, fuzzy\n#. revision")
    assert telling(await compared(small, fuzzy.encode())) == [(State.INVALID, Why.UNFINISHED)]
    await applied(
        small,
        await compared(
            small, await sheet(small, Kind.ANSWERS, "work.allowed kz ru", text="Плата: {kz.fee}.")
        ),
    )
    assert telling(await compared(small, changed.encode())) == [(State.CONFLICTING, Why.SOURCE_MOVED)]
    assert [outcome.reason for outcome in await applied(small, rows)] == [None]


async def test_a_publication_since_the_export_is_no_conflict(small: Sessions) -> None:
    """The revision moved, the text did not."""
    body = await sheet(small, Kind.ANSWERS, "work.allowed kz kk", text="Алым: {kz.fee}.")
    async with small.begin() as session:
        row = await session.scalar(select(AnswerRevision).where(AnswerRevision.locale == "kk").limit(1))
        assert row is not None
        answer = await session.scalar(select(AnswerRow.id).where(AnswerRow.question_id == "work.allowed"))
        session.add(
            AnswerRevision(
                answer_id=answer, locale="kk", number=2, text="Сбор: {kz.fee}.", state="published",
                reviewed_by="Rustam", author="Rustam", created_at=NOW, source_hash=row.source_hash,
            )
        )  # fmt: skip
    assert telling(await compared(small, body)) == [(State.CHANGED, None)]


async def test_a_new_answer_in_two_languages_is_one_answer(small: Sessions) -> None:
    """Its countries and facts are taken from the rows, which must agree."""
    head = "question,answer,language,citizenship,stay_in,facts,confirm_with,text\n"
    rows = (
        "stay.limit,tj-ru,ru,TJ,RU,kz.days,lawyer,Срок: {kz.days}.\n"
        "stay.limit,tj-ru,en,TJ,RU,kz.days,lawyer,Up to {kz.days}.\n"
    )
    found = await compared(small, (head + rows).encode())
    assert telling(found) == [(State.NEW, None)] * 2
    assert [outcome.reason for outcome in await applied(small, found)] == [None, None]
    async with small() as session:
        answer = await session.scalar(select(AnswerRow).where(AnswerRow.key == "tj-ru"))
        assert answer is not None and (answer.citizenship, answer.stay_in) == (["TJ"], ["RU"])
    differing = (head + rows.replace("en,TJ,RU", "en,KG,RU")).replace("tj-ru", "tj-ru-2").encode()
    assert telling(await compared(small, differing))[1] == (State.INVALID, Why.HEADS_DIFFER)


async def test_an_edited_phrasing_stays_edited(small: Sessions, tmp_path: Path) -> None:
    """The next load of the content files brings the old words not back."""
    entry = next(iter((await current_of(small)).entries[Kind.PHRASINGS].values()))
    await applied(
        small, await compared(small, await sheet(small, Kind.PHRASINGS, entry.key, text="quite other words"))
    )
    (tmp_path / "content" / "titles" / "en.yaml").write_text("stay.limit: A\nwork.allowed: B\n", "utf-8")
    async with small.begin() as session:
        await load_content(session, now=NOW, folder=tmp_path / "content")
    texts = {each.cells["text"] for each in (await current_of(small)).entries[Kind.PHRASINGS].values()}
    assert "quite other words" in texts and entry.cells["text"] not in texts


async def test_a_place_of_an_editor_stays_too(small: Sessions, tmp_path: Path) -> None:
    """A load neither deletes nor overwrites it."""
    body = (
        "place,kind,country,city,name,lat,lon,precision,confidence,checked_on\n"
        "kz.place.new,ngo,KZ,Almaty,A help point,43.2,76.9,city,low,22.11.2026\n"
    )
    rows = await compared(small, body.encode())
    assert [outcome.reason for outcome in await applied(small, rows)] == [None]
    (tmp_path / "content" / "titles" / "en.yaml").write_text("stay.limit: A\nwork.allowed: B\n", "utf-8")
    async with small.begin() as session:
        await load_content(session, now=NOW, folder=tmp_path / "content")
    async with small() as session:
        place = await session.get_one(PlaceRow, "kz.place.new")
        assert (place.author, place.body["checked_on"]) == ("Botagoz", "2026-11-22")


@pytest.mark.parametrize(
    ("kind", "key", "cells", "why"),
    [
        (Kind.FACTS, "kz.days", {"value": "soon"}, Why.NOT_A_NUMBER),
        (Kind.FACTS, "kz.days", {"value": ""}, Why.VALUE_IN_USE),
        (Kind.FACTS, "kz.days", {"unit": "years"}, Why.FIXED),
        (Kind.FACTS, "kz.days", {"confidence": "sure"}, Why.NOT_ONE_OF),
        (Kind.FACTS, "kz.days", {"valid_from": "2026-13-01"}, Why.NOT_A_DAY),
        (Kind.FACTS, "kz.days", {"source_url": "javascript:alert(1)"}, Why.BAD_ADDRESS),
        (Kind.FACTS, "kz.phone", {"value": "call us"}, Why.NOT_RENDERED),
        (Kind.ANSWERS, "work.allowed kz ru", {"text": ""}, Why.EMPTY_TEXT),
        (Kind.ANSWERS, "work.allowed kz ru", {"stay_in": "RU"}, Why.FIXED),
        (Kind.ANSWERS, "work.allowed kz ru", {"text": "{kz.nothing}"}, Why.UNKNOWN_FACT),
        (Kind.ANSWERS, "work.allowed kz ru", {"language": "xx"}, Why.UNKNOWN_LANGUAGE),
        (Kind.QUESTIONS, "work.allowed", {"title:en": "x" * 61}, Why.TOO_LONG),
        (Kind.QUESTIONS, "work.allowed", {"topic": "child"}, Why.FIXED),
    ],
)
async def test_a_row_that_cannot_be_taken_says_why(
    small: Sessions, kind: Kind, key: str, cells: dict[str, str], why: Why
) -> None:
    """One reason, the first that is found."""
    assert telling(await compared(small, await sheet(small, kind, key, **cells))) == [(State.INVALID, why)]


async def test_texts_in_the_wrong_language_are_found(small: Sessions) -> None:
    """An answer alone; phrasings where most of a language's say so, since people mix languages."""
    english = "You may stay here for so long as the law of the country allows it."
    body = await sheet(small, Kind.ANSWERS, "work.allowed kz kk", text=english)
    assert telling(await compared(small, body)) == [(State.INVALID, Why.OTHER_LANGUAGE)]
    russian = [
        "можно ли мне здесь работать",
        "сколько дней можно находиться",
        "где получить разрешение",
        "куда обратиться за помощью",
    ]
    rows = "".join(f"work.allowed,kk,{text}\n" for text in russian)
    found = await compared(small, f"question,language,text\n{rows}".encode())
    assert telling(found) == [(State.INVALID, Why.OTHER_LANGUAGE)] * 4
    alone = await compared(small, f"question,language,text\nwork.allowed,kk,{russian[0]}\n".encode())
    assert telling(alone) == [(State.NEW, None)]


async def test_a_phrasing_of_another_question_and_a_row_twice_are_invalid(small: Sessions) -> None:
    """Spelling does not hide it."""
    body = (
        "id,question,language,text\n,stay.limit,ru,May I  WORK 5\n,work.allowed,en,one more way\n"
        "77777,work.allowed,en,gone since\n"
    )
    assert telling(await compared(small, body.encode())) == [
        (State.INVALID, Why.OTHER_QUESTION), (State.NEW, None), (State.INVALID, Why.PHRASING_GONE),
    ]  # fmt: skip
    fact = "fact,statement\nkz.days,One.\nkz.days,Two.\n"
    assert telling(await compared(small, fact.encode()))[1] == (State.INVALID, Why.ROW_TWICE)


async def test_what_became_stale_is_skipped_and_the_rest_written(small: Sessions) -> None:
    """A fact that somebody changed between preview and apply."""
    rows = await compared(small, b"fact,statement\nkz.days,One.\nkz.fee,Two.\n")
    await applied(small, await compared(small, b"fact,statement\nkz.days,Meanwhile.\n"))
    outcomes = await applied(small, rows)
    assert [outcome.reason and outcome.reason.why for outcome in outcomes] == [Why.STALE, None]
    async with small() as session:
        found = await session.scalars(select(FactRevision.statement).where(FactRevision.number == 2))
        assert set(found) == {"Meanwhile.", "Two."}


async def test_columns_left_out_change_nothing(small: Sessions) -> None:
    """A translator may delete what is not needed."""
    rows = await compared(
        small, b"question,title:kk\nwork.allowed,\xd0\x96\xd2\xb1\xd0\xbc\xd1\x8b\xd1\x81\n"
    )
    assert [row.before for row in rows] == [{"title:kk": "Work 4"}]


def test_a_spreadsheet_program_may_change_how_it_is_written(tmp_path: Path) -> None:
    """Semicolons, other line ends, heads in capitals, numbers as numbers, days as days."""
    (table,) = read_file("FACT;Value;Valid_From\r\nkz.days;45;01.07.2026\r\n".encode("utf-8-sig"))
    assert table.rows[0].cells == {"fact": "kz.days", "value": "45", "valid_from": "01.07.2026"}
    book = load_workbook(BytesIO(workbook({Kind.FACTS: [{"fact": "kz.days"}]})))
    page = book["facts"]
    heads = {cell.value: number for number, cell in enumerate(page[1], 1)}
    page.cell(2, heads["value"], 45.0)
    page.cell(2, heads["checked_on"], datetime(2026, 7, 1))  # noqa: DTZ001 - a cell has no zone
    file = BytesIO()
    book.save(file)
    (table,) = read_file(file.getvalue())
    assert (table.rows[0].cells["value"], table.rows[0].cells["checked_on"]) == ("45", "2026-07-01")


def a_zip(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), body)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (a_zip(xl__workbook_xml=b"x", xl__vbaProject_bin=b"x"), Why.MACROS),
        (a_zip(xl__workbook_xml=b"\0" * 101 * 1024 * 1024), Why.TOO_BIG_INSIDE),
        (a_zip(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), Why.DAMAGED),
        (a_zip(xl__workbook_xml=b"not XML"), Why.DAMAGED),
        (a_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), Why.OPEN_DOCUMENT),
        (a_zip(word__document_xml=b"<x/>"), Why.NO_SPREADSHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, Why.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Why.ENCRYPTED),
        (b"question,question,language,text\na,b,c,d\n", Why.COLUMN_TWICE),
        (b'msgid ""\nmsgstr ""\n"Language: de\\n"\n', Why.NO_PO_LANGUAGE),
        (b"", Why.WRONG_COLUMNS),
    ],
    ids=lambda each: each.value if isinstance(each, Why) else "",
)
def test_a_file_that_cannot_be_read_says_why(body: bytes, why: Why) -> None:
    """Whatever it is, it is one of our reasons and never a stack trace."""
    with pytest.raises(Refused) as refused:
        read_file(body)
    assert refused.value.reason.why == why


def test_a_workbook_without_our_sheets_names_its_own() -> None:
    """So that the sender sees which file was taken by mistake."""
    book = load_workbook(BytesIO(workbook({Kind.FACTS: []})))
    book["facts"].title = "Budget"
    book["Budget"].delete_rows(1)
    book["Budget"].append(["month", "sum"])
    file = BytesIO()
    book.save(file)
    with pytest.raises(Refused) as refused:
        read_file(file.getvalue())
    assert refused.value.reason.why == Why.MISSING_SHEET
    assert refused.value.reason.about == {"sheets": "Budget, about"}


def test_a_broken_archive_of_any_kind_is_damaged() -> None:
    """Cut off, or with bits turned over."""
    body = workbook({Kind.FACTS: [{"fact": "kz.days", "statement": "x" * 500}]})
    for spoilt in (body[: len(body) // 2], body[:200] + b"\xff" * 300 + body[500:]):
        with pytest.raises(Refused):
            read_file(spoilt)
    entry = body.index(b"PK\x01\x02")
    lying = bytearray(body)
    struct.pack_into("<I", lying, entry + 24, 10)  # a part is larger than the directory says
    with pytest.raises(Refused):
        read_file(bytes(lying))


def test_no_name_in_a_zip_leads_out_of_its_folder(tmp_path: Path) -> None:
    """Only names of the format are written, and lists that grow by reference are refused."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("questions/../../../../tmp/evil.yaml", "- id: x")
        archive.writestr("places.yaml", "[]")
        archive.writestr("questions/work.yaml", "- {id: work.x, topic: work, related: [], answers: []}")
        archive.writestr("titles/ru.yaml", "work.x: Вопрос")
    (table,) = read_file(file.getvalue())
    assert [row.cells["question"] for row in table.rows] == ["work.x"]
    growing = "a: &a [x, x]\nb: &b [*a, *a]\nwork.x: [*b, *b]\n"
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("phrasings/ru.yaml", growing)
    with pytest.raises(Refused):
        read_file(bomb.getvalue())


def test_rows_of_a_file_are_compared_without_a_database() -> None:
    """What is here is given; a row of nothing is new."""
    table = Table(Kind.PHRASINGS, (TableRow(2, {"question": "none", "language": "en", "text": "weather"}),))
    rows = compare(table, Current({Kind.PHRASINGS: {}}), keeps=keeps_all)
    assert [(row.state, row.number) for row in rows] == [(State.NEW, 2)]
