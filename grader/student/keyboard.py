"""Single keys from a terminal, read while something else runs; the terminal is always put back."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator

_LOOK_SECONDS = 0.1


@contextlib.contextmanager
def keys(on_key: Callable[[str], None]) -> Iterator[bool]:
    """Call `on_key` for every key pressed, from a thread of its own; give False where there are no keys."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        yield False
        return
    stop = threading.Event()
    if os.name == "nt":
        thread = threading.Thread(target=_windows, args=(on_key, stop), daemon=True)
        thread.start()
        try:
            yield True
        finally:
            stop.set()
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    thread = threading.Thread(target=_posix, args=(descriptor, on_key, stop), daemon=True)
    # Whoever ends us politely gets the terminal back as well.
    ended = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        tty.setcbreak(descriptor)  # single keys, no echo; Ctrl-C still interrupts
        thread.start()
        yield True
    finally:
        stop.set()
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for number, handler in ended.items():
            signal.signal(number, handler)


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _posix(descriptor: int, on_key: Callable[[str], None], stop: threading.Event) -> None:
    while not stop.is_set():
        ready, _, _ = select.select([descriptor], [], [], _LOOK_SECONDS)
        if not ready:
            continue
        data = os.read(descriptor, 32)
        if not data:
            return
        if data.startswith(b"\x1b"):  # an arrow or a function key: one press, several bytes
            continue
        for character in data.decode("utf-8", "ignore"):
            on_key(character)


def _windows(on_key: Callable[[str], None], stop: threading.Event) -> None:
    import importlib

    console = importlib.import_module("msvcrt")
    while not stop.wait(_LOOK_SECONDS / 4):
        while console.kbhit():
            on_key(console.getwch())
