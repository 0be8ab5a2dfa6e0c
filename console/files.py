"""Files out and in: export, upload, the preview of what a file would change, and applying it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import delete
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile

from bot.texts import later
from console.access import PageRefused, Visitor, Writer, desk_of
from console.activity import record, was_done
from console.exports import EVERYTHING, Export, make_broken, make_export
from console.file_words import KINDS, ROW_STATES, why_sentence
from console.importing import (
    ALL,
    CHOOSABLE,
    JobState,
    apply_job,
    begin_applying,
    counts_of,
    find_job,
    is_reading,
    jobs_of,
    keeps_of,
    read_job,
    rows_in,
)
from console.models import ImportJob, ImportRow
from console.nonces import form_id, new_nonce
from console.pages import page, see_other, texts_of
from knowledge_base.differences import Piece, compare_texts
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.comparing import State
from knowledge_base.spreadsheets.po_files import PO_LOCALES

router = APIRouter()

PAGE: Final = 50
RELOAD: Final = 2  #: seconds, while a file is worked on
_MAX_WHY: Final = 500
_NO_FILE: Final = later("Choose a file first.")
_ONE_AT_A_TIME: Final = later(
    "Your last file is still being read. Wait until it is done, then send the next."
)
_WORKBOOK_ONLY: Final = later("Everything at once fits a workbook only. Choose XLSX, or one kind.")
_NOTHING_CHOSEN: Final = later("Choose at least one row.")
_NO_FILE_HERE: Final = later("This file is no longer here. Files are forgotten after a day.")
#: Columns that say nothing about a row that is new or not taken.
_NOT_SHOWN: Final = frozenset({"revision", "source_text", "state"})
#: What the first tab shows: all but what would change nothing.
_TELLING: Final = tuple(state for state in ROW_STATES if state != "unchanged")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the preview: what it is about, what would become of each column, and why not."""

    id: int
    number: int
    kind: str
    key: str
    state: str
    changes: tuple[tuple[str, list[Piece]], ...]
    sentence: str
    can_be_chosen: bool


@router.get("/files")
async def files(request: Request, visitor: Writer) -> Response:
    """Show what can be exported, the form for a file, and the files of the last day."""
    return await _files_page(request, visitor)


@router.get("/files/export")
async def export(
    request: Request,
    visitor: Writer,
    what: Annotated[str, Query(max_length=16)] = "",
    form: Annotated[str, Query(max_length=8)] = "xlsx",
    language: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Send a file; the address holds nothing but what was chosen."""
    wanted = Export(what, form, language)
    if not wanted.is_known:
        raise PageRefused(404, later("There is no such page."))
    if wanted.what == EVERYTHING and wanted.form == "csv":
        return await _files_page(request, visitor, notice=_WORKBOOK_ONLY, status=422)
    desk = desk_of(request)
    body = await make_export(desk.sessions, wanted)
    return _download(body, wanted.name(desk.clock().date()), wanted.media_type)


@router.post("/files/upload")
async def upload(request: Request, visitor: Writer) -> Response:
    """Take a file and read it behind the page; what is not a file of ours is not kept."""
    # Read by hand: a form of FastAPI is read, however large, before anybody is asked who sent it.
    async with request.form() as form:
        nonce, file = form.get("nonce"), form.get("file")
        body = await file.read() if isinstance(file, UploadFile) else b""
        name = (file.filename or "") if isinstance(file, UploadFile) else ""
    desk, id_ = desk_of(request), form_id(visitor, nonce if isinstance(nonce, str) else "")
    if not body:
        return await _files_page(request, visitor, notice=_NO_FILE, status=422)
    async with desk.sessions.begin() as session:
        if await was_done(session, id_):
            return see_other("/files")
        if await is_reading(session, visitor.staff.id, now=desk.clock()):
            job = None
        else:
            job = _new_job(visitor.staff.id, name, desk.clock())
            session.add(job)
            await session.flush()
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="file_uploaded",
                subject=f"file:{job.id}",
                form_id=id_,
                bytes=len(body),
            )
    if job is None:
        return await _files_page(request, visitor, notice=_ONE_AT_A_TIME, status=409)
    response = see_other(f"/files/{job.id}")
    response.background = BackgroundTask(read_job, desk, job.id, body, keeps_of(visitor))
    return response


@router.get("/files/{job_id}")
async def preview(
    request: Request,
    visitor: Writer,
    job_id: int,
    state: Annotated[str, Query(max_length=16)] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """Show what a file would change, or how far the reading is."""
    return await _preview_page(request, visitor, job_id, state=state, number=page_number)


@router.post("/files/{job_id}/apply")
async def apply(
    request: Request,
    visitor: Writer,
    job_id: int,
    act: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
    state: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Apply all rows that conflict with nothing, or the chosen ones."""
    desk, id_ = desk_of(request), form_id(visitor, nonce)
    sent = (await request.form()).getlist("row")[:PAGE]
    chosen = [int(each) for each in sent if isinstance(each, str) and each.isdecimal() and len(each) < 10]
    if act != "all" and not chosen:
        return await _preview_page(
            request, visitor, job_id, state=state, why=why, notice=_NOTHING_CHOSEN, status=422
        )
    async with desk.sessions.begin() as session:
        await _own_job(session, job_id, visitor, desk.clock())
        if await was_done(session, id_) or not await begin_applying(session, job_id, now=desk.clock()):
            return see_other(f"/files/{job_id}")
        await record(
            session,
            staff_id=visitor.staff.id,
            at=desk.clock(),
            action="file_apply_asked",
            subject=f"file:{job_id}",
            form_id=id_,
            rows=act if act == "all" else len(chosen),
        )
    response = see_other(f"/files/{job_id}")
    words = " ".join(why.split())[:_MAX_WHY] or None
    response.background = BackgroundTask(
        apply_job, desk, job_id, visitor, None if act == "all" else chosen, words
    )
    return response


@router.get("/files/{job_id}/broken")
async def broken(
    request: Request, visitor: Writer, job_id: int, form: Annotated[str, Query(max_length=8)] = "xlsx"
) -> Response:
    """Send the rows that were not taken, each with its reason, ready to be put right and sent again."""
    desk, texts = desk_of(request), texts_of(request)
    async with desk.sessions() as session:
        job = await _own_job(session, job_id, visitor, desk.clock())
        rows = await rows_in(session, job_id, ("invalid", "stale"))
    body, ending, media_type = await make_broken(rows, texts, form if job.kind in set(Kind) else "xlsx")
    return _download(body, f"import-{job.id}-problems.{ending}", media_type)


@router.post("/files/{job_id}/delete")
async def discard(request: Request, visitor: Writer, job_id: int) -> Response:
    """Forget a file and its rows at once; what was applied stays."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        await session.execute(
            delete(ImportJob).where(
                ImportJob.id == job_id,
                ImportJob.staff_id == visitor.staff.id,
                ImportJob.state.not_in((JobState.READING, JobState.APPLYING)),
            )
        )
    return see_other("/files")


async def _files_page(request: Request, visitor: Visitor, *, notice: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        jobs = await jobs_of(session, visitor.staff.id, now=desk.clock())
    return page(
        request,
        "files.html",
        status=status,
        notice=notice,
        jobs=jobs,
        kinds=KINDS,
        sheets={kind: KINDS[kind] for kind in Kind},
        everything=EVERYTHING,
        locales={locale: NATIVE_NAMES[locale] for locale in LOCALES},
        translated={locale: NATIVE_NAMES[locale] for locale in PO_LOCALES},
        nonce=new_nonce(),
    )


async def _preview_page(
    request: Request,
    visitor: Visitor,
    job_id: int,
    *,
    state: str = "",
    number: int = 1,
    why: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    state = state if state in ROW_STATES else ""
    async with desk.sessions() as session:
        job = await _own_job(session, job_id, visitor, desk.clock())
        is_ready = job.state == JobState.READY
        counts = await counts_of(session, job_id) if is_ready else {}
        states = (state,) if state else _TELLING
        first = (number - 1) * PAGE
        rows = await rows_in(session, job_id, states, first=first, limit=PAGE + 1) if is_ready else []
    lines = [_line(row, why_sentence(texts, row.reason)) for row in rows[:PAGE]]
    return page(
        request,
        "import.html",
        status=status,
        notice=notice,
        job=job,
        problem=why_sentence(texts, job.reason),
        is_busy=job.state in (JobState.READING, JobState.APPLYING),
        reload=RELOAD,
        kinds=KINDS,
        counts=counts,
        telling=sum(counts.get(each, 0) for each in _TELLING),
        row_states=ROW_STATES,
        state=state,
        number=number,
        has_more=len(rows) > PAGE,
        lines=lines,
        can_choose=any(line.can_be_chosen for line in lines),
        all_count=sum(counts.get(each, 0) for each in ALL),
        problem_count=counts.get("invalid", 0) + counts.get("stale", 0),
        why=why,
        nonce=new_nonce(),
    )


def _line(row: ImportRow, sentence: str) -> Line:
    if row.before:
        shown = {name: compare_texts(text, row.cells.get(name, "")) for name, text in row.before.items()}
    else:
        # What is not taken is shown as it stands in the file, what is new as added.
        cells = {name: text for name, text in row.cells.items() if text and name not in _NOT_SHOWN}
        is_new = row.state != State.INVALID
        shown = {name: compare_texts("" if is_new else text, text) for name, text in cells.items()}
    return Line(
        row.id,
        row.number,
        row.kind,
        row.key,
        row.state,
        tuple(shown.items()),
        sentence,
        row.state in CHOOSABLE,
    )


async def _own_job(session: Any, job_id: int, visitor: Visitor, now: datetime) -> ImportJob:
    job = await find_job(session, job_id, visitor.staff.id, now=now)
    if job is None:
        raise PageRefused(404, _NO_FILE_HERE)
    return job


def _new_job(staff_id: int, file_name: str, now: datetime) -> ImportJob:
    # Only ever shown, never opened: a name is not a path here.
    last = file_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in last if character.isprintable())[:128]
    return ImportJob(
        staff_id=staff_id,
        file_name=shown,
        kind="",
        state=JobState.READING,
        total=0,
        done=0,
        ignored=[],
        created_at=now,
    )


def _download(body: bytes, name: str, media_type: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})
