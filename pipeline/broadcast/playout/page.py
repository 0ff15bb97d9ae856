"""The status page on 127.0.0.1: what is on air, what is next, today's rundown, and buttons for the operator."""

import functools
import json
import secrets
import threading
import urllib.parse
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from pipeline.broadcast.playout.inbox import Command
from pipeline.broadcast.playout.snapshot import Snapshot
from pipeline.errors import MachineError, in_words

HERE = Path(__file__).parent
_STATIC = {"/trang.css": ("page.css", "text/css"), "/trang.js": ("page.js", "text/javascript")}
_MAX_FORM = 10_000  # bytes
_POLICY = "; ".join((
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "form-action 'self'",
    "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip


class StatusPage:
    """A context: serves while it is open. Set ``snapshot`` from any thread; ``act`` gets the operator's commands."""

    def __init__(self, port: int, *, act: Callable[[Command], None]) -> None:
        """Port 0 takes a free one. Raises MachineError when the port is taken."""
        self.snapshot: Snapshot | None = None
        self.act = act
        self.token = secrets.token_urlsafe(24)
        handler = functools.partial(_Handler, self)
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError as error:
            message = f"không mở được trang theo dõi ở cổng {port}: {in_words(error)}; đổi status_port trong lịch phát"
            raise MachineError(message) from error
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> "StatusPage":
        threading.Thread(target=self._server.serve_forever, name="status-page", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def render(self, template: str, **values: Any) -> str:
        """Return a template of this folder as text, every value escaped."""
        from jinja2 import Environment, FileSystemLoader

        environment = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        return environment.get_template(template).render(s=self.snapshot, token=self.token, **values)


class _Handler(BaseHTTPRequestHandler):
    """One request. Only this machine's own browser may ask: the Host must be local, a form must carry the token."""

    server_version = "loa"
    sys_version = ""
    timeout = 20

    def __init__(self, page: StatusPage, *rest: Any) -> None:
        self.page = page
        super().__init__(*rest)

    def do_GET(self) -> None:
        """Answer /, /tinh-trang (the part that changes), /health, and the page's own files."""
        path = urllib.parse.urlsplit(self.path).path
        if not self._is_local():
            self._send("Chỉ mở được từ chính máy này.", status=HTTPStatus.FORBIDDEN)
        elif path in _STATIC:
            name, kind = _STATIC[path]
            self._send((HERE / name).read_text("utf-8"), kind=kind)
        elif path == "/health":
            self._health()
        elif self.page.snapshot is None and path in ("/", "/tinh-trang"):
            self._send("Đang khởi động, xin tải lại sau vài giây.", status=HTTPStatus.SERVICE_UNAVAILABLE)
        elif path in ("/", "/tinh-trang"):
            template = "page.html" if path == "/" else "status.html"
            self._send(self.page.render(template, by=self._name()), kind="text/html")
        else:
            self._send("Không có trang này.", status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take a button's form, answer with the page."""
        form = self._form()
        if not self._is_local() or not secrets.compare_digest(form.get("token", ""), self.page.token):
            self._send("Trang đã cũ, hãy tải lại rồi bấm lại.", status=HTTPStatus.FORBIDDEN)
            return
        by = form.get("by", "").strip()[:80]
        try:
            command = Command.model_validate({"action": form.get("action"), "by": by, "target": form.get("target", "")})
        except ValidationError:
            command = None
        if command is None or not by:
            self._send("Hãy ghi tên người trực rồi bấm lại.", status=HTTPStatus.BAD_REQUEST)
            return
        self.page.act(command)
        self._redirect(by)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the page asks every two seconds."""

    def _health(self) -> None:
        state = self.page.snapshot
        plain = state.model_dump(mode="json", exclude={"today"}) if state else {"healthy": False}
        status = HTTPStatus.OK if plain["healthy"] else HTTPStatus.SERVICE_UNAVAILABLE
        self._send(json.dumps(plain, ensure_ascii=False), kind="application/json", status=status)

    def _is_local(self) -> bool:
        """Refuse names that merely resolve to this machine (DNS rebinding), and forms of other pages."""
        hosts = {f"127.0.0.1:{self.page.port}", f"localhost:{self.page.port}"}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in hosts and (origin is None or origin.removeprefix("http://") in hosts)

    def _form(self) -> dict[str, str]:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MAX_FORM:
            return {}
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        return {key: values[0] for key, values in urllib.parse.parse_qs(body).items()}

    def _name(self) -> str:
        """Return the operator's name as last given in this browser."""
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            return ""
        return urllib.parse.unquote(cookie["truc"].value)[:80] if "truc" in cookie else ""

    def _redirect(self, by: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        kept = "Max-Age=31536000; SameSite=Strict; HttpOnly; Path=/"
        self.send_header("Set-Cookie", f"truc={urllib.parse.quote(by)}; {kept}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, text: str, *, kind: str = "text/plain", status: HTTPStatus = HTTPStatus.OK) -> None:
        data = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)
