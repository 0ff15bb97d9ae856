"""``loa new`` and ``loa import``: a new article from a form, or from a Word document."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, now, say, warn
from pipeline.errors import ContentError, Problem, RequestError
from pipeline.model.article import Kind, Procedure, Theme, Unit

if TYPE_CHECKING:
    from pipeline.content.drafting import Draft
    from pipeline.settings import Settings

_KIND = {kind.value: kind.label for kind in Kind}
_THEME = {theme.value: theme.label for theme in Theme}
_UNIT = {unit.value: unit.label for unit in Unit}
_CHANGE = {"moi": "Mới ban hành", "sua-doi": "Sửa đổi, bổ sung", "bai-bo": "Bãi bỏ"}

TitleOption = Annotated[str, typer.Option("--title", help="Tiêu đề bài.")]
KindOption = Annotated[str, typer.Option("--kind", help=f"Loại bài: {', '.join(_KIND)}.")]
ThemeOption = Annotated[str, typer.Option("--theme", help=f"Chủ đề: {', '.join(_THEME)}.")]
UnitOption = Annotated[str, typer.Option("--unit", help=f"Đơn vị cung cấp tin: {', '.join(_UNIT)}.")]
SectionOption = Annotated[str, typer.Option("--section", help="Chuyên mục: thư mục trong content/.")]
SlugOption = Annotated[str, typer.Option("--slug", help="Địa chỉ và tên tệp; mặc định lấy từ tiêu đề.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("new", help="Tạo một bài mới (bản nháp) theo mẫu.")(new)
    app.command("import", help="Tạo một bài nháp từ tệp Word .docx.")(import_word)


def new(
    *,
    title: TitleOption = "",
    kind: KindOption = "",
    theme: ThemeOption = "",
    unit: UnitOption = "",
    section: SectionOption = "",
    slug: SlugOption = "",
    day: Annotated[str, typer.Option("--date", help="Ngày đăng; mặc định hôm nay.")] = "",
    summary: Annotated[str, typer.Option("--summary", help="Tóm tắt, nhiều nhất 300 ký tự.")] = "",
    change: Annotated[str, typer.Option("--change", help="Bài thu-tuc: moi, sua-doi hoặc bai-bo.")] = "",
    decision: Annotated[str, typer.Option("--decision", help="Bài thu-tuc: số quyết định.")] = "",
    decided: Annotated[str, typer.Option("--decided", help="Bài thu-tuc: ngày quyết định.")] = "",
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write a draft with every key explained; asks for what is missing when someone sits at a terminal."""
    from pipeline import settings
    from pipeline.content import drafting, names

    station = settings.load(project)[0]
    form = _Form(asks=not as_json)
    title = form.text("--title", "Tiêu đề", title)
    kind = form.choice("--kind", "Loại bài", kind, _KIND)
    theme = form.choice("--theme", "Chủ đề", theme, _THEME)
    unit = form.choice("--unit", "Đơn vị cung cấp tin", unit, _UNIT)
    section = form.choice("--section", "Chuyên mục", section, station.site.sections)
    posted = form.day("--date", "Ngày đăng", day) if day else now(station).date()
    summary = form.summary(summary)
    procedure = _procedure(form, change, (decision, decided)) if kind == Kind.THU_TUC else None
    form.finish()
    draft = drafting.Draft(
        title=title,
        slug=slug or names.slug_of(title),
        date=posted,
        kind=Kind(kind),
        theme=Theme(theme),
        unit=Unit(unit),
        summary=summary or drafting.SUMMARY,
        procedure=procedure,
    )
    form.until_saved(draft, lambda named: _save(project, section, named, as_json=as_json, station=station))


def import_word(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Word .docx.")],
    *,
    title: TitleOption = "",
    kind: KindOption = "",
    theme: ThemeOption = "",
    unit: UnitOption = "",
    section: SectionOption = "",
    slug: SlugOption = "",
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Turn a Word document into a draft and its pictures; tells whatever could not be carried over."""
    from pipeline import settings
    from pipeline.content import drafting, importing, word

    station = settings.load(project)[0]
    document = word.read(_bytes_of(file), file.name)
    form = _Form(asks=not as_json, defaults=True)
    start = drafting.Draft(
        title=title,
        slug=slug,
        date=now(station).date(),
        kind=Kind(form.choice("--kind", "Loại bài", kind, _KIND)),
        theme=Theme(form.choice("--theme", "Chủ đề", theme, _THEME)),
        unit=Unit(form.choice("--unit", "Đơn vị cung cấp tin", unit, _UNIT)),
    )
    section = form.choice("--section", "Chuyên mục", section, station.site.sections)
    form.finish()
    made = importing.to_draft(document, start, file_name=file.name)
    notes = [*form.notes, *made.notes]
    _save(project, section, made.draft, as_json=as_json, station=station, pictures=made.pictures, notes=notes)


class _Form:
    """Takes what the options say, asks at a terminal for the rest, and collects what is wrong or assumed."""

    def __init__(self, *, asks: bool, defaults: bool = False) -> None:
        self._problems: list[Problem] = []
        self._defaults, self._asks = defaults, asks and sys.stdin.isatty()
        self.notes: list[str] = []

    def text(self, option: str, label: str, given: str) -> str:
        """Return one line of text."""
        value = re.sub(r"\s+", " ", given or (str(typer.prompt(label)) if self._asks else "")).strip()
        if not value:
            self._wrong(option, f"thiếu {label.lower()}; viết {option} “…”")
        return value

    def choice(self, option: str, label: str, given: str, choices: Mapping[str, str]) -> str:
        """Return one of ``choices`` (code → name)."""
        from pipeline.content import names

        first = next(iter(choices))
        if given in choices:
            return given
        if given:
            self._wrong(option, f"“{given}” không có trong danh sách; {names.nearest(given, choices)}")
        if self._asks:
            return _pick(label, choices)
        if given:
            return first
        if self._defaults:
            self.notes.append(f"{option[2:]}: ghi tạm “{first}”; sửa lại cho đúng")
        else:
            self._wrong(option, f"thiếu {label.lower()}; viết một trong: {', '.join(choices)}")
        return first

    def day(self, option: str, label: str, given: str) -> date:
        """Return a day; at a terminal it is asked for until it is one."""
        from pipeline.yamltext import parse_date

        while text := self.text(option, label, given):
            try:
                return parse_date(text)
            except ValueError:
                self._wrong(option, f"“{text}” không phải ngày; viết như 2026-05-04 hoặc 04/05/2026")
                if not self._asks:
                    break
                given = ""
        return date.min

    def summary(self, given: str) -> str:
        """Return the summary, which may stay empty."""
        while len(given) > 300:
            self._wrong("--summary", f"dài {len(given)} ký tự, quá 300; hãy rút gọn")
            if not self._asks:
                break
            given = str(typer.prompt("Tóm tắt", default="", show_default=False))
        return given.strip()

    def until_saved(self, draft: "Draft", save: Callable[["Draft"], None]) -> None:
        """Save a draft; at a terminal a name that is taken or unfit is asked for again, and no answer is lost."""
        from pipeline.content import names

        while True:
            try:
                return save(draft)
            except RequestError as error:
                if not self._asks:
                    raise
                warn(str(error))
                draft = replace(draft, slug=names.slug_of(self.text("--slug", "Địa chỉ khác, không dấu", "")))

    def finish(self) -> None:
        """Raise ContentError when anything was wrong."""
        if self._problems:
            raise ContentError(self._problems)

    def _wrong(self, option: str, message: str) -> None:
        """Note what is wrong; at a terminal say it, since it is asked for again."""
        if self._asks:
            warn(f"{option}: {message}")
        else:
            self._problems.append(Problem("loa", 0, option, message))


def _pick(label: str, choices: Mapping[str, str]) -> str:
    """Ask at the terminal for one of ``choices``, by number or code, until the answer is one."""
    codes = list(choices)
    say(f"{label}:")
    for number, code in enumerate(codes, 1):
        say(f"  {number}. {choices[code]} ({code})")
    while True:
        answer = str(typer.prompt("Chọn số", default="1")).strip()
        if answer in choices:
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(codes):
            return codes[int(answer) - 1]
        say(f"Gõ một số từ 1 đến {len(codes)}.")


def _procedure(form: _Form, change: str, decision: tuple[str, str]) -> Procedure:
    changed = form.choice("--change", "Thủ tục này", change, _CHANGE)
    number = form.text("--decision", "Số quyết định", decision[0])
    day = form.day("--decided", "Ngày quyết định", decision[1])
    return Procedure.model_validate({"change": changed, "decision": number or "-", "decided": day})


def _bytes_of(file: Path) -> bytes:
    if not file.is_file():
        raise RequestError(f"không thấy tệp “{file}”; kiểm tra tên và thư mục")
    if file.stat().st_size > 100_000_000:
        raise RequestError(f"{file.name}: tệp lớn hơn 100 MB; bớt ảnh hoặc chia thành nhiều tệp")
    return file.read_bytes()


def _save(
    project: Path,
    section: str,
    draft: "Draft",
    *,
    station: "Settings",
    as_json: bool,
    pictures: Iterable[tuple[str, bytes]] = (),
    notes: Iterable[str] = (),
) -> None:
    from pipeline.content.saving import save

    path, moved = save(project, section, draft, audiences=tuple(station.audiences), pictures=tuple(pictures))
    if as_json:
        emit({"path": path, "slug": draft.slug, "pictures": list(moved), "notes": list(notes)})
        return
    say(f"Đã tạo {path} (bản nháp).")
    for picture in moved:
        say(f"Đã tạo content/{picture}")
    for note in notes:
        warn(f"Cần xem: {note}")
    say("Sửa xong, đổi status thành review hoặc published, rồi chạy “loa check”.")
