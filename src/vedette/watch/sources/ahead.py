"""Work done in a thread ahead of the one who needs it.

Comes in: an iterator. Goes out: the same items in the same order, made a little earlier.
Never runs ahead by more than `depth` items, so memory stays bounded.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Final, TypeVar

Item = TypeVar("Item")

_POLL: Final = 0.1


def ahead(items: Iterator[Item], depth: int = 1) -> Iterator[Item]:
    """The items, made in a thread of their own; its exception is raised here."""
    made: queue.Queue[tuple[Item | None, BaseException | None, bool]] = queue.Queue(depth)
    stopped = threading.Event()

    def put(entry: tuple[Item | None, BaseException | None, bool]) -> None:
        while not stopped.is_set():
            try:
                made.put(entry, timeout=_POLL)
            except queue.Full:
                continue
            return

    def work() -> None:
        try:
            for item in items:
                put((item, None, False))
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - handed over to the one who waits
            put((None, error, True))
        else:
            put((None, None, True))

    thread = threading.Thread(target=work, name="vedette-read", daemon=True)
    thread.start()
    try:
        while True:
            item, error, last = made.get()
            if error is not None:
                raise error
            if last:
                return
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        thread.join(timeout=5)
