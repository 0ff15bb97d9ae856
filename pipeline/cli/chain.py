"""``loa build``, ``loa check`` and ``loa serve``: the whole chain, its problems, its preview."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, marked, say, warn
from pipeline.errors import RequestError


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("build", help="Làm tất cả: kiểm tra, giọng đọc, lịch phát, gói phát thanh, trang web.")(build)
    app.command("check", help="Chỉ ra mọi chỗ sai trong bài và lịch phát.")(check)
    app.command("serve", help="Xem trước trang web trên máy này, cả bài nháp; tự làm lại khi bài thay đổi.")(serve)


def build(*, project: ProjectOption = HERE, as_json: JsonOption = False) -> None:
    """Run the whole chain; safe to run again, does only what changed."""
    from pipeline.build.chain import build_all, summary_lines
    from pipeline.cli.progress import Steps

    with Steps(quiet=as_json) as steps:
        summary = build_all(project, steps=steps)
    if as_json:
        emit(summary)
        return
    for line in summary_lines(summary):
        say(line)


def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="TỆP", help="Chỉ xem các tệp hoặc thư mục này.")] = None,
    *,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """List every problem of content and schedule; exit code 1 when something must be mended."""
    from pipeline.build.project import survey

    seen = survey(project)
    wanted = _wanted(paths or [], project)
    found = [problem for problem in seen.problems if wanted(problem.path)]
    errors = [problem for problem in found if not problem.advice]
    if as_json:
        emit([vars(problem) for problem in found])
        return 1 if errors else 0
    for problem in found:
        (say if problem.advice else warn)(marked(problem))
    count = sum(map(wanted, seen.articles))
    say(f"Đã xem {count} bài: {len(errors)} chỗ phải sửa, {len(found) - len(errors)} góp ý.")
    return 1 if errors else 0


def serve(
    *,
    project: ProjectOption = HERE,
    port: Annotated[int, typer.Option("--port", help="Cổng trên máy này.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Địa chỉ nghe; mặc định chỉ máy này.")] = "127.0.0.1",
    as_json: JsonOption = False,
) -> None:
    """Serve output/preview on 127.0.0.1, drafts included, and rebuild it when content or schedule change."""
    from pipeline.build.preview import serve_site

    serve_site(project, host=host, port=port, tell=_tell_address if as_json else say)


def _tell_address(text: str) -> None:
    """Print what the preview says on stderr, and the address it names as JSON on stdout."""
    warn(text)
    if found := re.search(r"https?://\S+", text):
        emit({"url": found[0]})


def _wanted(paths: list[Path], project: Path) -> Callable[[str], bool]:
    """Return what tells whether a file of the project (its path there) is among ``paths``; all are when none is named.

    A path may be relative to the folder one is in, or to the project. Raises RequestError where there is no such file.
    """
    places = [place for path in paths for place in {path.resolve(), (project / path).resolve()} if place.exists()]
    missing = [path for path in paths if not path.exists() and not (project / path).exists()]
    if missing:
        raise RequestError(f"không thấy tệp {', '.join(f'“{path}”' for path in missing)}; kiểm tra tên và thư mục")
    return lambda name: not places or any((project / name).resolve().is_relative_to(place) for place in places)
