"""``loa build``, ``loa check`` and ``loa serve``: the whole chain, its problems, its preview."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say, warn
from pipeline.errors import Problem


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("build", help="Làm tất cả: kiểm tra, giọng đọc, lịch phát, gói phát thanh, trang web.")(build)
    app.command("check", help="Chỉ ra mọi chỗ sai trong bài và lịch phát.")(check)
    app.command("serve", help="Xem trước trang web trên máy này; tự làm lại khi bài thay đổi.")(serve)


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
    paths: Annotated[list[Path] | None, typer.Argument(help="Chỉ xem các tệp hoặc thư mục này.")] = None,
    *,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """List every problem of content and schedule; exit code 1 when something must be mended."""
    from pipeline.build.project import open_project, problems

    opened = open_project(project)
    found = [problem for problem in problems(opened) if _wanted(problem, paths, project)]
    errors = [problem for problem in found if not problem.advice]
    if as_json:
        emit([vars(problem) for problem in found])
        return 1 if errors else 0
    for problem in found:
        (say if problem.advice else warn)(f"{problem}" + (" [góp ý]" if problem.advice else ""))
    say(f"Đã xem {len(opened.library.articles)} bài: {len(errors)} chỗ phải sửa, {len(found) - len(errors)} góp ý.")
    return 1 if errors else 0


def serve(
    *,
    project: ProjectOption = HERE,
    port: Annotated[int, typer.Option("--port", help="Cổng trên máy này.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Địa chỉ nghe; mặc định chỉ máy này.")] = "127.0.0.1",
) -> None:
    """Serve output/site on 127.0.0.1 and rebuild when content or schedule change."""
    from pipeline.build.preview import serve_site

    serve_site(project, host=host, port=port, tell=say)


def _wanted(problem: Problem, paths: list[Path] | None, project: Path) -> bool:
    if not paths:
        return True
    place = (project / problem.path).resolve()
    return any(
        place.is_relative_to(path.resolve()) or place.is_relative_to((project / path).resolve()) for path in paths
    )
