"""``loa read`` and ``loa say``: hear what will be said."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.common import HERE, JsonOption, ProjectOption, emit, say, warn
from pipeline.errors import RequestError

VoiceOption = Annotated[str | None, typer.Option("--voice", help="Giọng: kokoro, espeak, piper hoặc gtts.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("read", help="Đọc chữ từ bàn phím hoặc tệp (mỗi dòng một câu), in ra cách đọc.")(read)
    app.command("say", help="Nghe thử một bài, hoặc ghi ra tệp âm thanh.")(speak)


def read(*, project: ProjectOption = HERE, as_json: JsonOption = False) -> None:
    """Stdin: text, one line each; stdout: its spoken form, one line each, in step (with --json a list at the end)."""
    from pipeline.build import project as projects

    reader = projects.reader_for(project)
    if as_json:
        written = [line.rstrip("\n") for line in sys.stdin]
        emit([{"written": line, "spoken": reader.read(line).spoken.replace("\n", " ")} for line in written])
        return
    for line in sys.stdin:
        sys.stdout.write(reader.read(line.rstrip("\n")).spoken.replace("\n", " ") + "\n")
        sys.stdout.flush()


def speak(
    article: Annotated[str | None, typer.Argument(metavar="BÀI", help="Mã bài, hoặc đường dẫn tệp bài.")] = None,
    *,
    project: ProjectOption = HERE,
    voice: VoiceOption = None,
    to: Annotated[Path | None, typer.Option("--to", help="Tệp MP3, hoặc thư mục khi dùng --lines.")] = None,
    play: Annotated[bool, typer.Option("--play", help="Phát ra loa của máy này.")] = False,
    script: Annotated[bool, typer.Option("--script", help="Chỉ in lời đọc, không ghi âm.")] = False,
    lines: Annotated[Path | None, typer.Option("--lines", help="Đọc từng dòng của tệp vào thư mục --to.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Synthesise one article, play it or write it; or speak line n of a file into DIR/n.wav, unmastered."""
    from pipeline.build import rehearse

    if lines is not None:
        if to is None:
            raise RequestError("--lines cần thêm --to THƯ_MỤC để ghi các tệp wav")
        made = rehearse.say_lines(project, lines, to, voice=voice)
        _done(f"Đã ghi {made} tệp vào {to}", {"files": made, "to": str(to)}, as_json=as_json)
    elif article is None:
        raise RequestError("hãy ghi mã bài, ví dụ: loa say dang-ky-khai-sinh (hoặc --lines TỆP --to THƯ_MỤC)")
    elif script:
        spoken = rehearse.script_lines(project, article)
        pairs = zip(spoken[::2], spoken[1::2], strict=True)
        facts = [{"written": written, "spoken": said.removeprefix("    → ")} for written, said in pairs]
        _done("\n".join(spoken), facts, as_json=as_json)
    else:
        done = rehearse.say_article(project, article, to, voice=voice, tell=warn)
        told = f"Đã ghi {done.path} (giọng {done.voice}, {done.duration_ms / 1000:.1f} giây)"
        made_as = {"path": str(done.path), "voice": done.voice, "duration_ms": done.duration_ms}
        _done(told, made_as, as_json=as_json)
        if play:
            rehearse.play(done.path)


def _done(told: str, facts: dict[str, Any] | list[Any], *, as_json: bool) -> None:
    if as_json:
        emit(facts)
    else:
        say(told)
