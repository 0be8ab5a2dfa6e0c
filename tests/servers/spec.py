"""The published descriptions of both APIs, and whether a call is what they describe."""

import functools
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.channels.splitting import utf16_length

SPEC_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "spec"
TELEGRAM_SPEC = SPEC_FOLDER / "telegram-bot-api.json"
TWILIO_SPEC = SPEC_FOLDER / "twilio-messages-openapi.json"

_TAG = re.compile(r"</?(b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|tg-spoiler|span)\b[^<>]*>")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_PHONE = re.compile(r"(whatsapp:)?\+[1-9]\d{5,14}")
_MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"


def missing_reason(path: Path) -> str | None:
    """Why calls cannot be checked against a description, or None where it is there."""
    return None if path.is_file() else f"{path.name} is not beside the repository, in shared/spec"


@functools.cache
def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def telegram_method(name: str) -> str | None:
    """The method's own spelling, whatever the case it was called in; None where it does not exist."""
    if missing_reason(TELEGRAM_SPEC):
        return name
    return {known.lower(): known for known in _load(TELEGRAM_SPEC)["methods"]}.get(name.lower())


def check_telegram(method: str, parameters: Mapping[str, Any]) -> list[str]:
    """Everything in which a call breaks the Bot API: names and types by description, limits by hand.

    Values of a form come as strings: those that are to be something else must be its JSON.
    """
    violations = _check_text(parameters) + _check_callback_data(parameters)
    if missing_reason(TELEGRAM_SPEC):
        return violations
    fields = {each["name"]: each for each in _load(TELEGRAM_SPEC)["methods"][method].get("fields", [])}
    for name, value in parameters.items():
        if name not in fields:
            violations.append(f"{method}: unknown parameter {name}")
        elif not any(_fits_form(kind, value) for kind in fields[name]["types"]):
            violations.append(f"{method}: {name} is not {' or '.join(fields[name]['types'])}")
    required = {name for name, each in fields.items() if each["required"]}
    return violations + [f"{method}: {name} is missing" for name in sorted(required - set(parameters))]


def _check_text(parameters: Mapping[str, Any]) -> list[str]:
    text = parameters.get("text")
    if not isinstance(text, str) or "chat_id" not in parameters:
        return []
    violations = []
    if parameters.get("parse_mode") == "HTML":
        plain = _TAG.sub("", text)
        if "<" in plain or ">" in plain or "&" in _ENTITY.sub("", plain):
            violations.append("text: can't parse entities")
        text = html.unescape(plain)
    if not 1 <= utf16_length(text.strip()) <= 4096:
        violations.append("text: must have 1 to 4096 characters")
    return violations


def _check_callback_data(parameters: Mapping[str, Any]) -> list[str]:
    markup = parameters.get("reply_markup", "{}")
    try:
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        actions = [button.get("callback_data", "-") for row in rows for button in row]
        return [
            "callback_data: must have 1 to 64 bytes"
            for action in actions
            if not 1 <= len(action.encode()) <= 64
        ]
    except (ValueError, AttributeError, TypeError):
        return ["reply_markup: cannot be read"]


def _fits_form(kind: str, value: Any) -> bool:
    if kind == "String" or not isinstance(value, str):
        return _fits(kind, value)
    try:
        return _fits(kind, json.loads(value))
    except ValueError:
        return False


def _fits(kind: str, value: Any) -> bool:
    """Whether a JSON value is of a type of the Bot API, all the way down."""
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(kind.removeprefix("Array of "), each) for each in value)
    if kind in ("Integer", "Float"):
        allowed = (int,) if kind == "Integer" else (int, float)
        return isinstance(value, allowed) and not isinstance(value, bool)
    if kind in ("String", "Boolean"):
        return isinstance(value, str if kind == "String" else bool)
    if kind == "True":
        return value is True
    described = _load(TELEGRAM_SPEC)["types"].get(kind)
    if described is None or not isinstance(value, dict):
        return False
    if described.get("subtypes"):
        return any(_fits(each, value) for each in described["subtypes"])
    fields = {each["name"]: each for each in described.get("fields", [])}
    required = {name for name, each in fields.items() if each["required"]}
    return required <= set(value) <= set(fields) and all(
        any(_fits(each, part) for each in fields[name]["types"]) for name, part in value.items()
    )


def check_twilio(account_sid: str, form: list[tuple[str, str]]) -> list[str]:
    """Everything in which a new message breaks Twilio's API: names and types by OpenAPI, limits by hand."""
    parameters = dict(form)
    violations = _check_message(parameters)
    if missing_reason(TWILIO_SPEC):
        return violations
    create = _load(TWILIO_SPEC)["paths"][_MESSAGES]["post"]
    schema = create["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    if not re.fullmatch(create["parameters"][0]["schema"]["pattern"].strip("^$"), account_sid):
        violations.append("AccountSid: is none")
    for name, value in form:
        described = _resolve(schema["properties"].get(name))
        if described is None:
            violations.append(f"unknown parameter {name}")
        elif not _fits_schema(described, value):
            violations.append(f"{name}: is not {described.get('format') or described.get('type')}")
    names = [name for name, _ in form]
    lists = {name for name, described in schema["properties"].items() if described.get("type") == "array"}
    single = {name for name in names if names.count(name) > 1 and name not in lists}
    violations += [f"{name}: is given twice" for name in sorted(single)]
    return violations + [f"{name} is missing" for name in schema["required"] if name not in parameters]


def _check_message(parameters: Mapping[str, str]) -> list[str]:
    violations = []
    if not {"Body", "MediaUrl", "ContentSid"} & set(parameters):
        violations.append("one of Body, MediaUrl, ContentSid is missing")
    if not {"From", "MessagingServiceSid"} & set(parameters):
        violations.append("one of From, MessagingServiceSid is missing")
    if "Body" in parameters and not 1 <= utf16_length(parameters["Body"]) <= 1600:
        violations.append("Body: must have 1 to 1600 characters")
    if "ContentVariables" in parameters:
        violations += _check_variables(parameters)
    return violations


def _check_variables(parameters: Mapping[str, str]) -> list[str]:
    if "ContentSid" not in parameters:
        return ["ContentVariables: needs a ContentSid"]
    try:
        values = list(json.loads(parameters["ContentVariables"]).values())
    except (ValueError, AttributeError):
        return ["ContentVariables: is no JSON object"]
    if not all(isinstance(value, str) and value for value in values):
        return ["ContentVariables: holds an empty value"]
    # Twilio's error 21656 names line breaks, tabs and runs of spaces.
    if any(re.search(r"[\n\t]| {5}", value) or utf16_length(value) > 1600 for value in values):
        return ["ContentVariables: holds a value WhatsApp refuses"]
    return []


def _resolve(schema: dict[str, Any] | None) -> dict[str, Any] | None:
    if schema is None or "$ref" not in schema:
        return schema
    resolved: dict[str, Any] = _load(TWILIO_SPEC)["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return resolved


def _fits_schema(schema: dict[str, Any], value: str) -> bool:
    kind = schema.get("type")
    if kind == "array":
        return _fits_schema(schema["items"], value)
    if kind == "boolean":
        return value in ("true", "false", "True", "False")
    if kind in ("integer", "number"):
        return re.fullmatch(r"-?\d+" if kind == "integer" else r"-?\d+(\.\d+)?", value) is not None
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    if schema.get("format") == "uri":
        return re.fullmatch(r"https?://[^\s/_]+(/\S*)?", value) is not None
    # A sender may also be an alphanumeric name; the people we write to have numbers.
    return schema.get("format") != "phone-number" or _PHONE.fullmatch(value) is not None
