"""YAML read fast; as content files use it, every mapping knows its line and no key may stand twice."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path) -> Any:
    """Return what a file holds; the C parser, since the pure Python one takes ten times as long."""
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)


class Lines(dict[str, Any]):
    """A YAML mapping that remembers the line it began on."""

    line: int = 1


class ContentLoader(yaml.CSafeLoader):
    """The safe loader, with line numbers on mappings and an error for a key that stands twice."""


def _mapping(loader: ContentLoader, node: yaml.MappingNode) -> Lines:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise yaml.constructor.ConstructorError(None, None, f"{twice!r} stands here twice", node.start_mark)
    mapping = Lines({str(key): value for key, value in loader.construct_mapping(node, deep=True).items()})
    mapping.line = node.start_mark.line + 1
    return mapping


ContentLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
