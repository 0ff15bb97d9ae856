"""The online voice: Google Translate's, through gTTS. What is sent there: the spoken words, nothing else.

gTTS itself neither retries nor checks the server's certificate nor gives up; here it does.
"""

import base64
import binascii
import json
import os
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import requests
from gtts import gTTS
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

from pipeline import ffmpeg
from pipeline.errors import MachineError, VoiceError
from pipeline.model.audio import Pcm

RATE = 24_000
URL_VARIABLE = "LOA_GTTS_URL"  # another server with the same protocol: a station's own relay, a test's
_TIMEOUT_S = 10.0
_ATTEMPTS = 3
_CALL = "jQ1olc"  # the name of the speech call in Google's batch protocol


class GttsVoice:
    """Google's Vietnamese; see Voice. Asks one phrase at a time, ``wait_s`` apart, and again after a passing fault."""

    name = "gtts"

    def __init__(
        self, *, speed: float = 1.0, url: str | None = None, wait_s: float = 0.5, timeout_s: float = _TIMEOUT_S
    ) -> None:
        """Connect to nothing yet. ``url`` replaces Google's; ``timeout_s`` bounds each silence of the server."""
        self.version = gtts_version()
        self._speed, self._wait_s, self._timeout_s = speed, wait_s, timeout_s
        self._url = url or os.environ.get(URL_VARIABLE)
        self._next = 0.0
        self._gave_up: VoiceError | None = None

    def speak(self, text: str) -> Pcm:
        """Speak a phrase; see Voice. Once it gave up, it asks no more.

        Raises VoiceError when the service cannot be reached or gives no sound.
        """
        if self._gave_up is not None:
            raise self._gave_up
        try:
            return ffmpeg.decode_bytes(self._ask(text), rate=RATE, filters=f"atempo={self._speed}")
        except requests.RequestException as error:
            self._gave_up = VoiceError(f"không hỏi được giọng trực tuyến gtts ({_reason(error)}); kiểm tra mạng")
            raise self._gave_up from error
        except (ValueError, MachineError) as error:
            self._gave_up = VoiceError(f"giọng trực tuyến gtts trả lời lạ: {error}")
            raise self._gave_up from error

    def _ask(self, text: str) -> bytes:
        waits = wait_exponential(multiplier=2 * self._wait_s, max=20) + wait_random(0, self._wait_s)
        tries = stop_after_attempt(_ATTEMPTS)
        return Retrying(stop=tries, wait=waits, retry=retry_if_exception(_passes), reraise=True)(self._fetch, text)

    def _fetch(self, text: str) -> bytes:
        time.sleep(max(0.0, self._next - time.monotonic()))
        try:
            return b"".join(_Request(text, self._url, self._timeout_s).stream())
        finally:
            self._next = time.monotonic() + self._wait_s


def gtts_version() -> str:
    """Return the package's version. Raises VoiceError when it is absent."""
    try:
        return version("gTTS")
    except PackageNotFoundError as error:
        raise VoiceError("thiếu gói gTTS; cài lại phần mềm theo README") from error


class _Request(gTTS):  # type: ignore[misc]
    """gTTS's requests, sent with the certificate checked and a limit of time."""

    def __init__(self, text: str, url: str | None, timeout_s: float) -> None:
        super().__init__(text, lang="vi", lang_check=False, timeout=timeout_s)
        self._other_url = url

    def _prepare_requests(self) -> list[requests.PreparedRequest]:
        prepared: list[requests.PreparedRequest] = super()._prepare_requests()
        for request in prepared:
            if self._other_url:
                request.prepare_url(self._other_url, None)
        return prepared

    def stream(self) -> Iterator[bytes]:
        """Yield the MP3 of each part. Raises requests.RequestException, or ValueError for a reply without sound."""
        with requests.Session() as session:
            for request in self._prepare_requests():
                reply = session.send(request, timeout=self.timeout, verify=True)
                reply.raise_for_status()
                yield _sound(reply.text)


def _sound(reply: str) -> bytes:
    """Find the sound in a reply: lines of JSON, one of which holds the call's name and its base64 result."""
    for line in reply.splitlines():
        if _CALL in line:
            try:
                found: list[Any] = [part for part in json.loads(line) if part[1] == _CALL]
                return base64.b64decode(json.loads(found[0][2])[0], validate=True)
            except (ValueError, LookupError, TypeError, binascii.Error) as error:
                raise ValueError("không có âm thanh trong trả lời") from error
    raise ValueError("không có âm thanh trong trả lời")


def _passes(error: BaseException) -> bool:
    """Tell whether the fault may pass by itself: too many requests, a server fault, a lost connection."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code == requests.codes.too_many_requests or error.response.status_code >= 500
    lost = isinstance(error, requests.ConnectionError | requests.Timeout)
    return lost and not isinstance(error, requests.exceptions.SSLError)


def _reason(error: requests.RequestException) -> str:
    if error.response is not None:
        return f"máy chủ trả lời {error.response.status_code}"
    if isinstance(error, requests.exceptions.SSLError):
        return "chứng thư của máy chủ không hợp lệ"
    return "quá thời gian chờ" if isinstance(error, requests.Timeout) else "không kết nối được"
