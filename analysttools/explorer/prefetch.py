"""Views drawn ahead, in processes of their own, and kept.

Belongs here: which views are known, and which come next. Drawing takes longer than a slider waits; its next
positions are known, so their pictures can be there before they are asked for. Without the processes
(``worker.py``) everything still works, only slower.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from analysttools.case.loading import Case
from analysttools.explorer.details import Details
from analysttools.explorer.views import Asked, View, draw_view
from analysttools.explorer.worker import drawing_process

# The memory holds at most so many bytes of pictures, and the details of so many views.
MOST_PICTURE_BYTES = 64 * 2**20
MOST_DETAILS = 200
# Processes that draw at once: with one the slider overtakes the slowest charts.
WORKERS = 2
# So many are begun in all: those that end by themselves are not begun anew for ever.
STARTS = 6


class Views:
    """The views of a case that were drawn.

    `get` draws what is not there. `expect` has views drawn ahead, the first first, and forgets what was
    expected before.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: OrderedDict[Asked, View] = OrderedDict()
        self._told: OrderedDict[Asked, Details] = OrderedDict()
        self._jobs: list[tuple[str, Asked]] = []
        self._busy: set[tuple[str, Asked]] = set()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._starts, self._is_closed = STARTS, False

    def get(self, asked: Asked) -> View:
        """Return a view, drawn now if it is not known."""
        with self._changed:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        view = draw_view(self._case, asked)
        self._keep(asked, view)
        return view

    def told(self, asked: Asked) -> Details | None:
        """Return what is behind a view, if it is known."""
        with self._changed:
            return self._told.get(asked)

    def is_known(self, asked: Asked) -> bool:
        """Return whether a view is drawn already."""
        with self._changed:
            return asked in self._known

    def expect(self, views: Sequence[Asked]) -> None:
        """Have views drawn in other processes, in this order, instead of those expected before.

        First their pictures, then what is behind them.
        """
        with self._changed:
            self._jobs = [(job, asked) for job in ("draw", "tell") for asked in views]
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            is_due = bool(views) and not self._is_closed
            while is_due and self._starts and len(self._threads) < WORKERS:
                self._starts -= 1
                thread = threading.Thread(target=self._work, name="views drawn ahead", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify_all()

    def rest(self) -> None:
        """End the processes and forget all views, for nobody looks; all can be drawn again."""
        with self._changed:
            self._threads, self._starts = [], STARTS
            self._known.clear()
            self._told.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """End the processes for good; views are then drawn when asked for."""
        self._is_closed = True
        self.rest()

    def _keep(self, asked: Asked, made: View | Details) -> None:
        with self._changed:
            if isinstance(made, Details):
                self._told[asked] = made
                while len(self._told) > MOST_DETAILS:
                    self._told.popitem(last=False)
                return
            self._known[asked] = made
            size = sum(len(one.png) for known in self._known.values() for one in known.pictures)
            while size > MOST_PICTURE_BYTES and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                size -= sum(len(one.png) for one in dropped.pictures)

    def _next(self) -> tuple[str, Asked] | None:
        """Wait for something that is expected and not known; None if this thread is no longer wanted."""
        with self._changed:
            while self._is_wanted():
                while self._jobs:
                    job, asked = one = self._jobs.pop(0)
                    if one not in self._busy and asked not in (self._known if job == "draw" else self._told):
                        self._busy.add(one)
                        return one
                self._changed.wait()
        return None

    def _work(self) -> None:
        """Hand views to the process, one after the other, and keep what it gives; a thread does this."""
        # whatever ends the process, nothing is lost: a view is then drawn when asked for
        with contextlib.suppress(Exception), drawing_process(self._case, self._is_wanted) as make:
            while (job := self._next()) is not None:
                try:
                    made = make(*job)
                    if made is not None and self._is_wanted():
                        self._keep(job[1], made)
                finally:
                    self._busy.discard(job)

    def _is_wanted(self) -> bool:
        return threading.current_thread() in self._threads
