"""The command ``loa``: parse, call, exit code. Rooms are imported inside commands: ``loa --help`` is quick."""

import sys

import typer

from pipeline.cli import broadcast, chain, common, content, machine, playout, speech, usage

HELP = "Loa xã: một bài viết thành trang web, giọng đọc, chương trình phát thanh và nhật ký phát."


def make_app() -> typer.Typer:
    """Return the command line with every command registered."""
    app = usage.App(help=HELP, no_args_is_help=True)
    for room in (chain, content, speech, broadcast, playout, machine):
        room.register(app)
    return app


def main() -> None:
    """Run ``loa`` and leave with its exit code: 0 done, 1 content or request wrong, 2 environment wrong."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")  # type: ignore[union-attr]
    sys.exit(common.run(make_app()))
