"""Views drawn ahead, in a process of their own, and kept.

Belongs here: which views are known, and the process that draws the next. Drawing takes longer than a slider
waits; its next positions are known, so their pictures can be there before they are asked for. Without the
process everything still works, only slower.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

from analysttools.case import Case
from analysttools.explorer.drawing import Asked, View, draw_view
from analysttools.explorer.telling import Told, tell

# Bytes of pictures that are kept.
KEPT = 64 * 2**20
# So many views of which is kept what is behind them.
TOLD = 200


class Views:
    """The views of a case that were drawn.

    `get` draws what is not there. `expect` has views drawn ahead, the first first, and forgets what was
    expected before.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: OrderedDict[Asked, View] = OrderedDict()
        self._told: OrderedDict[Asked, Told] = OrderedDict()
        self._expected: list[Asked] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def get(self, asked: Asked) -> View:
        """Give a view, drawn now if it is not known."""
        with self._changed:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        view = draw_view(self._case, asked)
        self._keep(asked, view)
        return view

    def told(self, asked: Asked) -> Told | None:
        """Give what is behind a view, if it is known."""
        with self._changed:
            return self._told.get(asked)

    def is_known(self, asked: Asked) -> bool:
        """Tell whether a view is drawn already."""
        with self._changed:
            return asked in self._known

    def expect(self, views: Sequence[Asked]) -> None:
        """Have views drawn in a process of their own, in this order, instead of those expected before."""
        with self._changed:
            self._expected = [asked for asked in views if asked not in self._known or asked not in self._told]
            if self._thread is None and self._expected and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name="views drawn ahead", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """End the process; views are then drawn when asked for."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _keep(self, asked: Asked, made: View | Told) -> None:
        with self._changed:
            if isinstance(made, Told):
                self._told[asked] = made
                while len(self._told) > TOLD:
                    self._told.popitem(last=False)
                return
            self._known[asked] = made
            size = sum(len(one.png) for known in self._known.values() for one in known.pictures)
            while size > KEPT and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                size -= sum(len(one.png) for one in dropped.pictures)

    def _next(self) -> tuple[str, Asked] | None:
        """Wait for what is expected and not known: first the pictures, then what is behind them."""
        with self._changed:
            while not self._is_closed:
                for job, known in (("draw", self._known), ("tell", self._told)):
                    for asked in self._expected:
                        if asked not in known:
                            return job, asked
                self._expected = []
                self._changed.wait()
        return None

    def _work(self) -> None:
        """Hand views to the process, one after the other, and keep what it gives; a thread does this."""
        with contextlib.suppress(OSError, EOFError), drawing_process(self._case) as make:
            while (job := self._next()) is not None:
                if (made := make(*job)) is None:  # what failed there is left to whoever asks for it
                    with self._changed:
                        self._expected = [one for one in self._expected if one != job[1]]
                else:
                    self._keep(job[1], made)


Make = Callable[[str, Asked], "View | Told | None"]
JOBS: dict[str, Callable[[Case, Asked], View | Told]] = {"draw": draw_view, "tell": tell}


@contextlib.contextmanager
def drawing_process(case: Case) -> Iterator[Make]:
    """Start a process that draws views of a case, and end it; give a function that asks it for one.

    The process is new, not forked: kernels have threads and sockets that no copy may hold. It ends by itself
    when whoever started it is gone, however that ended.
    """
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_draw_for_ever, args=(theirs,), daemon=True)
    with _unheard_interrupts():
        process.start()
    theirs.close()
    try:
        ours.send(case)
        yield _asking(ours)
    finally:
        ours.close()
        process.join(1)
        process.kill()


@contextlib.contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Have a process that is started within not hear Ctrl-C: that is for the kernel (nothing on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _asking(ours: Connection) -> Make:
    def make(job: str, asked: Asked) -> View | Told | None:
        ours.send((job, asked))
        made: View | Told | None = ours.recv()
        return made

    return make


def _draw_for_ever(theirs: Connection) -> None:
    """Draw and tell what is asked for until the other end is closed; what fails is given as nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted kernel goes on, and so does this
    with contextlib.suppress(EOFError, OSError):
        case = theirs.recv()
        while True:
            job, asked = theirs.recv()
            try:
                made: View | Told | None = JOBS[job](case, asked)
            except Exception:
                made = None
            theirs.send(made)
