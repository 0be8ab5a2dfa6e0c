"""WhatsApp and SMS through Twilio: replies out."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels import ChannelBusy, ChatGone, Delivery, MessageRefused, Pace
from bot.channels.sms_text import fit_sms
from bot.channels.splitting import split_text, utf16_length
from bot.messages import Button, Reply

MAX_BODY: Final = 1600
PACES: Final = {"whatsapp": Pace(per_second=20.0), "sms": Pace(per_second=1.0)}

_TIMEOUT: Final = 10.0
#: Seconds to wait while an operator must mend something: a wrong token, a suspended account.
_ACCOUNT_PAUSE: Final = 300.0
_WHATSAPP: Final = "whatsapp:"
_MAX_TEMPLATE_BODY: Final = 1024
#: Kind of content template -> the most options and the longest label WhatsApp shows in it.
_TEMPLATES: Final = {"quick_reply": (3, 20), "list": (10, 24)}

# https://www.twilio.com/docs/api/errors tells each code.
_BUSY: Final = frozenset({14107, 20429, 21611, 30001, 30022, 63018})
_ACCOUNT: Final = frozenset({20003, 20005})
_GONE: Final = frozenset({21211, 21217, 21610, 21614, 63003, 63024})


class TwilioChannel:
    """One sender, a WhatsApp number or an SMS number. Made anywhere, it connects at the first message."""

    def __init__(
        self,
        name: str,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        api_url: str | None = None,
        status_callback: str | None = None,
        content_sids: Mapping[str, str] | None = None,
        pace: Pace | None = None,
        timeout: float = _TIMEOUT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`name` is whatsapp or sms; `sender` a number or, for a messaging service, its `MG...` id.

        `api_url` is scheme and host of another server that speaks Twilio's API; `status_callback` the
        address that hears of deliveries. `content_sids` maps `quick_reply_3`, `list_6` (kind and number of
        options) to a content template whose variables are 1: text, then label and id of each option;
        other names to templates without variables, which replies ask for by name.
        """
        self.name = name
        self.pace = pace or PACES[name]
        self._account_sid, self._auth_token = account_sid, auth_token
        self._sender = self._address(sender)
        self._api_url, self._timeout, self._now = api_url, timeout, now
        self._status_callback = status_callback
        self._content_sids = dict(content_sids or {})
        self._http: _HttpClient | None = None

    async def send(self, delivery: Delivery) -> str | None:
        """Send one reply, in as few messages as its form allows; return the id of the last one.

        Several messages are at-least-once as a whole: when a later one fails, the earlier ones have
        arrived and a retry sends them again.
        """
        if delivery.window_closes_at is not None and delivery.window_closes_at <= self._now():
            return await self._reopen(delivery)
        sid = None
        for content in self._contents(delivery.reply):
            sid = await self._create(self._address(delivery.address), content)
        return sid

    async def close(self) -> None:
        """Give back connections."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def _reopen(self, delivery: Delivery) -> str:
        """Send the reply's content template, which is all that WhatsApp takes after its 24 hours."""
        sid = self._content_sids.get(delivery.reply.template or "")
        if sid is None:
            raise MessageRefused("window_closed")
        return await self._create(self._address(delivery.address), {"content_sid": sid})

    def _contents(self, reply: Reply) -> list[dict[str, str]]:
        """The reply as parameters of one or more messages."""
        if self.name == "sms":
            return [{"body": body} for body in fit_sms(reply.text, reply.buttons)]
        template_sid = self._template(reply.buttons)
        # A template's variable holds no line break: the last line carries the options, the rest goes first.
        before, _, last = reply.text.strip().rpartition("\n")
        last = " ".join(last.split())
        if template_sid is None or not 0 < utf16_length(last) <= _MAX_TEMPLATE_BODY:
            return [{"body": part} for part in _split(_with_options(reply))]
        choices = [value for button in reply.buttons for value in (button.label, button.action)]
        variables = {str(number): value for number, value in enumerate([last, *choices], start=1)}
        template = {
            "content_sid": template_sid,
            "content_variables": json.dumps(variables, ensure_ascii=False),
        }
        return [{"body": part} for part in _split(before)] + [template]

    def _template(self, buttons: tuple[Button, ...]) -> str | None:
        """The configured template that can show these options, if there is one."""
        for kind, (most, longest) in _TEMPLATES.items():
            sid = self._content_sids.get(f"{kind}_{len(buttons)}")
            fits = len(buttons) <= most and all(0 < utf16_length(one.label) <= longest for one in buttons)
            if sid and buttons and fits:
                return sid
        return None

    async def _create(self, to: str, content: dict[str, str]) -> str:
        origin = "messaging_service_sid" if self._sender.startswith("MG") else "from_"
        parameters = {"to": to, origin: self._sender, **content}
        if self._status_callback:
            parameters["status_callback"] = self._status_callback
        try:
            message = await self._client().messages.create_async(**parameters)
        except (TwilioRestException, TwilioServiceException) as error:
            # Twilio's words may quote the number or the text: they end here.
            raise meaning_of(error.code, error.status) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise ChannelBusy from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, TwilioException):
            # Lost on the way back, or an answer that is none: the message may well be on its way.
            raise ChannelBusy(outcome_unknown=True) from None
        if not isinstance(message.sid, str):
            raise ChannelBusy(outcome_unknown=True)
        return message.sid

    def _client(self) -> Client:
        if self._http is None:
            self._http = _HttpClient(self._api_url, self._timeout)
        # An environment of our own: the library would read a region and an edge from the process's.
        environment = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
        return Client(self._account_sid, self._auth_token, http_client=self._http, environment=environment)

    def _address(self, number: str) -> str:
        if self.name != "whatsapp" or number.startswith((_WHATSAPP, "MG")):
            return number
        return _WHATSAPP + number


def meaning_of(code: int, status: int = 400) -> ChannelBusy | ChatGone | MessageRefused:
    """What Twilio's error code (and HTTP status) means for a message, at sending or reported later."""
    if code in _ACCOUNT or status == 401:
        # Every message would fail until the account is mended; none of them may be lost meanwhile.
        return ChannelBusy(_ACCOUNT_PAUSE)
    if code in _BUSY or status == 429:
        return ChannelBusy()
    if code in _GONE:
        return ChatGone()
    if status >= 500:
        return ChannelBusy(outcome_unknown=True)
    return MessageRefused(str(code))


class _HttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The library's transport with a time limit, another server if need be, and Retry-After read."""

    def __init__(self, api_url: str | None, timeout: float) -> None:
        # The library logs addresses; a logger that is off keeps them out at any level.
        silent = logging.Logger("twilio.silent", logging.CRITICAL + 1)
        super().__init__(timeout=timeout, logger=silent)
        self._server = urlsplit(api_url) if api_url else None

    async def request(self, method: str, url: str, **options: Any) -> Response:
        """Ask Twilio; raises `ChannelBusy` for 429, since the library drops the pause it names."""
        if self._server is not None:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._server.scheme, netloc=self._server.netloc))
        auth = options.pop("auth", None)
        if auth is not None:
            # Handing `auth` on is deprecated below the library.
            options["headers"] = {
                **(options.get("headers") or {}),
                "Authorization": aiohttp.encode_basic_auth(*auth),
            }
        # The library keeps its own time limit to itself: without this one a request could hang for ever.
        response = await super().request(method, url, **{**options, "timeout": self.timeout})
        if response.status_code == 429:
            raise ChannelBusy(_seconds(response.headers))
        return response


def _seconds(headers: Mapping[str, str] | None) -> float | None:
    value = (headers or {}).get("Retry-After", "")
    return float(value) if value.isdecimal() else None


def _with_options(reply: Reply) -> str:
    options = "\n".join(f"{number}. {button.label}" for number, button in enumerate(reply.buttons, 1))
    return f"{reply.text.strip()}\n\n{options}".strip()


def _split(text: str) -> list[str]:
    return split_text(text, MAX_BODY, measure=utf16_length)
