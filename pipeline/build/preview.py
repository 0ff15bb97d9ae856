"""The preview: output/preview on this machine, drafts included, rebuilt when an editor saves."""

import functools
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline import settings
from pipeline.build.chain import Silent, build_preview
from pipeline.errors import ContentError, LoaError, MachineError, in_words


def serve_site(root: Path, *, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. Raises MachineError when the port is taken, ContentError where there is no project."""
    from watchfiles import watch

    if not (root / settings.FILE).is_file():
        settings.load(root)  # says what is missing, and how to make it
    (root / "content").mkdir(exist_ok=True)
    _rebuild(root, tell)
    with _server(root / "output" / "preview", host, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tell(f"Mở http://{host}:{server.server_address[1]}/ để xem. Bấm Ctrl-C để dừng.")
        for _ in watch(root / "content", root / settings.FILE, raise_interrupt=False):
            _rebuild(root, tell)
        server.shutdown()


def _rebuild(root: Path, tell: Callable[[str], None]) -> None:
    try:
        report = build_preview(root, steps=Silent())
        tell(f"Đã làm lại trang: {report.pages} trang, {report.written} tệp mới.")
    except ContentError as error:
        tell(str(error))
        tell("Trang đang xem là bản trước; sửa xong, lưu lại là trang tự làm mới.")
    except LoaError as error:
        tell(f"Lỗi: {error}")


def _server(folder: Path, host: str, port: int) -> ThreadingHTTPServer:
    from RangeHTTPServer import RangeRequestHandler  # a browser seeks in audio by byte ranges

    class Handler(RangeRequestHandler):  # type: ignore[misc]
        """Files of the site, without a log line for each."""

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    try:
        return ThreadingHTTPServer((host, port), functools.partial(Handler, directory=str(folder)))
    except OSError as error:
        raise MachineError(f"không mở được cổng {port}: {in_words(error)}; hãy chọn cổng khác bằng --port") from error
