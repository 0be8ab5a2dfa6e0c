"""Logs that can be read by anybody: ids, outcomes and durations, never what a person said or who they are."""

import logging
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final

import structlog

#: A key that is not here does not reach the log, whatever a programmer passes by mistake.
ALLOWED_KEYS: Final = {
    *("event", "level", "timestamp", "where", "error", "version", "port", "rows"),
    *("message_id", "outbox_id", "chat_id", "handoff_id", "channel", "kind", "is_new"),
    *("outcome", "locale", "question_id", "seconds", "result", "attempts"),
}


def configure_logs(level: str) -> None:
    """Send structured lines to standard error; libraries only speak up when something is wrong."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutWords())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # The server brings handlers of its own, which print the words of every exception.
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            only_allowed_keys,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


class WithoutWords(logging.Formatter):
    """Says who complains and where it broke; a library's words can quote what it was working on."""

    def format(self, record: logging.LogRecord) -> str:
        """Return level, logger and, for an exception, its class and its way through the files."""
        line = f"{record.levelname} {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return line
        return f"{line} {record.exc_info[0].__name__} {_way(record.exc_info[2])}"


def only_allowed_keys(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every key that is not known to be harmless."""
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say file and line of an exception instead of its words, which can quote a person's message."""
    if event.pop("exc_info", None):
        event["where"] = _way(sys.exc_info()[2])
    return event


def _way(traceback: TracebackType | None) -> str:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return " ".join(frames[-6:])
