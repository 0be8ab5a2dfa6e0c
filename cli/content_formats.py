"""The formats of content on the command line; alone here, so that asking for help loads no library."""

from enum import StrEnum


class Format(StrEnum):
    """As what the content goes out or comes in."""

    YAML = "yaml"
    XLSX = "xlsx"
    CSV = "csv"
    PO = "po"
