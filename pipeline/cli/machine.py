"""``loa doctor`` and ``loa init``: this machine, and a new commune's project."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say


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
        say(prune_cache(project, prune))
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
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục mới.")],
    *,
    commune: Annotated[str, typer.Option("--commune", help="Tên xã, ví dụ “xã Gia Lộc”.")] = "xã Mẫu",
    province: Annotated[str, typer.Option("--province", help="Tên tỉnh, thành phố.")] = "tỉnh Mẫu",
) -> None:
    """Make a new commune's project in FOLDER: schedule, call music, a first article, lexicon."""
    from pipeline.build.starter import start_project

    made = start_project(folder, commune=commune, province=province)
    for path in made:
        say(f"Đã tạo {path}")
    say(f"Bước tiếp theo: sửa {folder / 'broadcast_schedule.yaml'}, rồi chạy: loa build --project {folder}")
