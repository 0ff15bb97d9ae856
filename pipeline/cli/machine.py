"""``loa doctor`` and ``loa init``: this machine, and a new commune's project."""

import re
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say, warn
from pipeline.errors import RequestError


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("doctor", help="Xem máy này còn thiếu gì.")(doctor)
    app.command("init", help="Tạo dự án cho một xã mới.")(init)


def doctor(
    *,
    project: ProjectOption = HERE,
    prune: Annotated[int | None, typer.Option("--prune", min=0, help="Xóa câu đã đọc mà N ngày không dùng.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Show what this machine has and lacks; exit code 2 when the main job cannot run."""
    from pipeline.build.doctor import examine, prune_cache

    if prune is not None:
        (warn if as_json else say)(prune_cache(project, prune))
    findings = examine(project)
    if as_json:
        emit([{"name": f.name, "ok": f.ok, "needed": f.needed, "message": f.message} for f in findings])
    else:
        for finding in findings:
            mark = "Tốt  " if finding.ok else ("THIẾU" if finding.needed else "Chưa ")
            say(f"{mark}  {finding.name}: {finding.message}")
    broken = [finding for finding in findings if finding.needed and not finding.ok]
    if not as_json:
        say(
            "Máy này chạy được toàn bộ việc chính." if not broken else f"Còn {len(broken)} chỗ phải sửa trước khi chạy."
        )
    return 2 if broken else 0


def init(
    folder: Annotated[Path | None, typer.Argument(metavar="THƯ_MỤC", help="Thư mục mới.")] = None,
    *,
    commune: Annotated[str, typer.Option("--commune", help="Tên xã, ví dụ “xã Gia Lộc”.")] = "xã Mẫu",
    province: Annotated[str, typer.Option("--province", help="Tên tỉnh, thành phố.")] = "tỉnh Mẫu",
    project: Annotated[Path | None, typer.Option("--project", help="Như THƯ_MỤC.", file_okay=False)] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new commune's project in FOLDER: schedule, call music, a first article, lexicon."""
    from pipeline.build.starter import start_project

    place = folder or project
    if place is None or (folder and project and folder.resolve() != project.resolve()):
        raise RequestError("hãy ghi một thư mục mới, ví dụ: loa init xa-moi --commune “xã Mới”")
    made = start_project(place, commune=commune, province=province)
    if as_json:
        emit({"project": str(place), "files": [path.as_posix() for path in made]})
        return
    for path in made:
        say(f"Đã tạo {path}")
    shown = f'"{place}"' if re.search(r"[^\w./\\:-]", str(place)) else str(place)
    say(f"Bước tiếp theo: sửa {place / 'broadcast_schedule.yaml'}, rồi chạy: loa build --project {shown}")
