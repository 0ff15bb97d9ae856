"""Progress on the screen: a step at a time, a bar where there is a count. Silent when not wanted."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Steps:
    """Tells on stderr what the build does. ``step`` starts one, ``advance`` moves its bar, ``note`` says a line."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(24),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task: TaskID | None = None

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self, text: str, *, total: int | None = None) -> None:
        """Begin a step; ``total`` is its count where known."""
        self._finish()
        self._console.print(f"• {text}", markup=False)
        if total:
            self._task = self._bar.add_task(text, total=total)

    def advance(self, done: int) -> None:
        """Set the bar to ``done``."""
        if self._task is not None:
            self._bar.update(self._task, completed=done)

    def note(self, text: str) -> None:
        """Say something the person should know, under the step."""
        self._console.print(f"  {text}", markup=False)

    def _finish(self) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
