"""The status page over HTTP: only this machine, only its own forms, every value escaped; /health for a watchdog."""

import http.client
import json
import urllib.parse
from collections.abc import Iterator

import pytest

from pipeline.broadcast.playout.inbox import Command
from pipeline.broadcast.playout.page import StatusPage
from pipeline.broadcast.playout.snapshot import Card, Line, Snapshot
from pipeline.errors import MachineError
from tests.playout_fixtures import at

STATE = Snapshot(
    at=at("05:46"), station="Đài <script>alert(1)</script>", healthy=True, on_air="Buổi sáng", item="Mục 2",
    item_left_s=75.4, next_title="Buổi chiều", next_at=at("17:00"), player="mpv",
    today=(Card(key="2026-12-01/sang", title="Buổi sáng", starts_at=at("05:45"), ends_at=at("06:00"),
                items=(Line(title="Mục 2", starts_at=at("05:45"), now=True),)),),
)  # fmt: skip


class Desk:
    """A page that is open, what it was told, and how to ask it."""

    def __init__(self) -> None:
        self.told: list[Command] = []
        self.page = StatusPage(0, act=self.told.append)
        self.page.snapshot = STATE

    def ask(self, path: str, *, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Send a request; return status, text and headers."""
        line = http.client.HTTPConnection("127.0.0.1", self.page.port, timeout=5)
        body = urllib.parse.urlencode(form) if form is not None else None
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        line.request("GET" if form is None else "POST", path, body, {"Host": f"127.0.0.1:{self.page.port}", **named})
        answer = line.getresponse()
        text = answer.read().decode("utf-8")
        line.close()
        return answer.status, text, dict(answer.getheaders())


@pytest.fixture
def desk() -> Iterator[Desk]:
    """An open page."""
    made = Desk()
    with made.page:
        yield made


def test_the_page_is_whole_without_scripts(desk: Desk) -> None:
    """The server renders now, next, what is left, today's rundown and the buttons; nothing in it runs as script."""
    status, text, headers = desk.ask("/")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    for words in ("Buổi sáng", "Mục 2", "1:15", "Buổi chiều", "17:00 01/12", "đang phát", "Tạm dừng", "Phát ngay"):
        assert words in text
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    assert "script-src 'self'" in headers["Content-Security-Policy"] and "unsafe" not in str(headers)


def test_health_is_for_machines(desk: Desk) -> None:
    """/health is JSON with what is on air and next; 503 while there is trouble."""
    status, text, _ = desk.ask("/health")
    plain = json.loads(text)
    assert status == 200 and plain["on_air"] == "Buổi sáng" and plain["next_at"].startswith("2026-12-01T17:00")
    desk.page.snapshot = STATE.model_copy(update={"healthy": False, "last_error": "máy phát hỏng"})
    status, text, _ = desk.ask("/health")
    assert status == 503 and json.loads(text)["last_error"] == "máy phát hỏng"
    assert "máy phát hỏng" in desk.ask("/")[1] and 'role="alert"' in desk.ask("/tinh-trang")[1]


def test_a_button_reaches_the_playout(desk: Desk) -> None:
    """A form with the page's token becomes a command with the operator's name, which the page then remembers."""
    form = {"token": desk.page.token, "by": "Chị Hoa", "action": "air-now", "target": "2026-12-01/sang"}
    status, _, headers = desk.ask("/", form=form)
    assert status == 303 and headers["Location"] == "/"
    assert desk.told == [Command(action="air-now", by="Chị Hoa", target="2026-12-01/sang")]
    assert 'value="Chị Hoa"' in desk.ask("/", Cookie=headers["Set-Cookie"].split(";")[0])[1]


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({"token": "sai", "by": "A", "action": "hold"}, {}, 403),
        ({"by": "A", "action": "hold"}, {}, 403),
        ({"token": "", "by": "A", "action": "hold"}, {"Origin": "http://trang-khac.example"}, 403),
        ({"token": "", "by": "A", "action": "hold"}, {"Host": "trang-khac.example"}, 403),
        ({"token": "", "by": " ", "action": "hold"}, {}, 400),
        ({"token": "", "by": "A", "action": "xoa-het"}, {}, 400),
        ({"token": "", "by": "A" * 20_000, "action": "hold"}, {}, 403),
    ],
)
def test_other_pages_cannot_press_buttons(
    desk: Desk, form: dict[str, str], headers: dict[str, str], status: int
) -> None:
    """Without the token, from another page, under another name, unnamed, unknown or too long: nothing happens."""
    if form.get("token") == "":
        form = {**form, "token": desk.page.token}
    assert desk.ask("/", form=form, **headers)[0] == status and desk.told == []


@pytest.mark.parametrize("path", ["/", "/health", "/tinh-trang"])
def test_other_names_for_this_machine_are_refused(desk: Desk, path: str) -> None:
    """A name that somebody made point at this machine opens nothing."""
    assert desk.ask(path, Host="ke-xau.example")[0] == 403


def test_unknown_paths_and_early_questions(desk: Desk) -> None:
    """What is not there is 404, and before the first snapshot the page says to wait."""
    assert desk.ask("/../../etc/passwd")[0] == 404 and desk.ask("/trang.css")[0] == 200
    desk.page.snapshot = None
    assert desk.ask("/")[0] == 503 and desk.ask("/health")[0] == 503


def test_a_taken_port_is_told(desk: Desk) -> None:
    """A port that another program has is an error of the machine, with what to change."""
    with pytest.raises(MachineError, match="status_port"):
        StatusPage(desk.page.port, act=desk.told.append)
