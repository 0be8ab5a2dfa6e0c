"""What is looked at before a library opens an uploaded archive: what it is, and how much it holds."""

import zipfile
from io import BytesIO
from typing import Final

from knowledge_base.spreadsheets.reasons import Refused, Why

MAX_INSIDE: Final = 100 * 1024 * 1024  #: bytes of all parts together
MAX_PARTS: Final = 20_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  #: the container of old Excel, and of encrypted new one
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 1024 * 1024


def refuse_old_containers(body: bytes) -> None:
    """Raise Refused for an Excel file of the last century or one with a password."""
    if body.startswith(_OLE):
        raise Refused(Why.ENCRYPTED if _ENCRYPTED in body else Why.OLD_EXCEL)


def open_archive(body: bytes) -> zipfile.ZipFile:
    """Return the archive. Raises Refused for one that is broken, locked or holds too much.

    What its directory announces is a bound: reading a part stops there, however much is packed in it.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(body))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(Why.DAMAGED) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INSIDE:
        raise Refused(Why.TOO_BIG_INSIDE, megabytes=str(MAX_INSIDE // _CHUNK))
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(Why.ENCRYPTED)
    return archive


def refuse_unsafe_workbook(archive: zipfile.ZipFile) -> None:
    """Raise Refused for macros, other programs' formats, and XML that declares entities."""
    names = {name.lower() for name in archive.namelist()}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names) or any(
        "/macrosheets/" in name for name in names
    ):
        raise Refused(Why.MACROS)
    if "mimetype" in names:
        raise Refused(Why.OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise Refused(Why.NO_SPREADSHEET)
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")) and _declares_types(archive, part):
            raise Refused(Why.DAMAGED)


def _declares_types(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    # No program writes this into a workbook; who does wants small XML to become large.
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            seen = tail + chunk.replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                return True
            tail = seen[-16:]
    return False
