"""The process that draws ahead: how it is started and asked, and what it does.

Belongs here: one process at the other end of a pipe. Does not belong here: what to draw (``prefetch.py``).
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

from analysttools.case.loading import Case
from analysttools.explorer.details import Details, collect_details
from analysttools.explorer.views import Asked, View, draw_view

# How much it yields to others.
NICE = 19
# Seconds after which is looked whether what is drawn is still wanted.
POLL_SECONDS = 0.2
Make = Callable[[str, Asked], "View | Details | None"]
JOBS: dict[str, Callable[[Case, Asked], View | Details]] = {"draw": draw_view, "tell": collect_details}


@contextlib.contextmanager
def drawing_process(case: Case, is_wanted: Callable[[], bool]) -> Iterator[Make]:
    """Start a process that draws views of a case, and end it; give a function that asks it for one.

    The function raises `EOFError` when the process has gone, or is no longer wanted while it draws.

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
    _yield_to_others(process.pid)
    try:
        ours.send(case)
        yield _asking(ours, is_wanted)
    finally:
        ours.close()
        process.kill()
        process.join()


@contextlib.contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Have a process that is started within not hear Ctrl-C: that is for the kernel (nothing on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # it is started with the first process, and lets interrupts through again when it is
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _yield_to_others(pid: int | None) -> None:
    """Let the kernel and the browser go first: what is drawn ahead may wait (nothing on Windows)."""
    if hasattr(os, "setpriority") and pid is not None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, NICE)


def _asking(ours: Connection, is_wanted: Callable[[], bool]) -> Make:
    def make(job: str, asked: Asked) -> View | Details | None:
        ours.send((job, asked))
        while not ours.poll(POLL_SECONDS):
            if not is_wanted():
                raise EOFError
        made: View | Details | None = ours.recv()
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
                made: View | Details | None = JOBS[job](case, asked)
            except Exception:
                made = None
            theirs.send(made)
