"""A bar on standard error while futures are simulated, and only where somebody sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from simfunnel.cli.screen import screen_of
from simfunnel.units.formats import format_count
from simfunnel.words import mark, say, say_n

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = ["progress_bar"]

INDENT = "  "
_PREPARING = mark("preparing ...")
_FORMAT = "{desc} {bar} {elapsed_s:.1f} s"
_WIDTH = 66
_ROWS = 20  # said, for a terminal that does not know its height would hide the bar
_HEAVY_LINE = " \N{BOX DRAWINGS HEAVY HORIZONTAL}"
_PLAIN_LINE = " -"


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """Yield what to call with (finished, asked); nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """A line that says "preparing" until the first future is finished, then a bar."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        sys.stderr.write(INDENT + say(_PREPARING))
        sys.stderr.flush()

    def show(self, finished: int, asked: int) -> None:
        """Show how many futures are finished."""
        if self._bar is None:
            self._bar = self._started(asked)
        self._bar.update(finished - self._bar.n)

    def close(self) -> None:
        """Leave the finished bar, or nothing where it never began."""
        if self._bar is None:
            self._wipe()
        else:
            self._bar.close()
            sys.stderr.write("\n")
            sys.stderr.flush()

    def _wipe(self) -> None:
        """Take away the first line."""
        sys.stderr.write(f"\r{' ' * (len(INDENT) + len(say(_PREPARING)))}\r")
        sys.stderr.flush()

    def _started(self, asked: int) -> tqdm[Any]:
        """Return the bar in the place of the first line."""
        from tqdm import tqdm

        self._wipe()
        screen = screen_of(sys.stderr)
        return tqdm(
            total=asked,
            desc=INDENT + say_n("{n} future", "{n} futures", asked, n=format_count(asked)),
            bar_format=_FORMAT,
            ncols=min(_WIDTH, screen.columns - 1),
            nrows=_ROWS,
            ascii=_HEAVY_LINE if screen.utf8 else _PLAIN_LINE,
            colour="blue" if screen.colour else None,
            file=sys.stderr,
        )
