"""Views drawn ahead are those drawn when asked for; the process behind them never outlives its user."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import ROOT

import analysttools as at
from analysttools.explorer.prefetch import WORKERS, Views
from analysttools.explorer.state import State
from analysttools.explorer.views import Asked, draw_view

ASKED = Asked(State(measure=("missing",)), "estimates", "en")
DAYS = [replace(ASKED, state=replace(ASKED.state, as_of=day)) for day in ("2024-12-16", "2025-01-31")]
OWNER = """
import time
import analysttools as at
from analysttools.explorer.prefetch import Views
from analysttools.explorer.views import Asked
from analysttools.explorer.state import State

if __name__ == "__main__":
    views = Views(at.load_case("tests/cases/kursk"))
    views.expect([asked := Asked(State(measure=("missing",)), "estimates", "en")])
    while not views.is_known(asked):
        time.sleep(0.05)
    print("drawn", flush=True)
    time.sleep(60)
"""


def _wait(is_so: Callable[[], bool], seconds: float = 120) -> bool:
    """Wait until something is so, or give up; what draws ahead lets everybody else go first."""
    end = time.monotonic() + seconds
    while not (held := is_so()) and time.monotonic() < end:
        time.sleep(0.05)
    return held


def _children(pid: int) -> list[int]:
    """Return the processes that a process started to draw ahead."""
    run = subprocess.run(["ps", "-wwo", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line.split()[0]) for line in run.stdout.splitlines() if "spawn_main" in line]


def _is_there(pid: int) -> bool:
    """Return whether a process runs: one that ended and waits for its parent does not."""
    run = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return run.stdout.strip()[:1] not in ("", "Z")


@pytest.fixture
def views(case: at.Case):
    """Return views of the frozen case, and end their process."""
    opened = Views(case)
    yield opened
    opened.close()


def test_what_is_drawn_ahead_is_what_would_be_drawn(case: at.Case, views: Views) -> None:
    """Another process draws the same bytes, the same lines and the same spots."""
    views.expect(DAYS)
    assert _wait(lambda: all(views.is_known(asked) for asked in DAYS))
    assert [views.get(asked) for asked in DAYS] == [draw_view(case, asked) for asked in DAYS]


def test_what_cannot_be_drawn_is_known_ahead_as_well(case: at.Case, views: Views) -> None:
    """A view that fails is a sentence there too, and the next one is drawn."""
    fails = replace(ASKED, chart="drift")
    views.expect([fails, ASKED])
    assert _wait(lambda: views.is_known(ASKED))
    assert views.get(fails).problem == draw_view(case, fails).problem != ""


def test_what_is_expected_last_is_drawn_first(views: Views) -> None:
    """A new place of the slider is more urgent than the days around the old one."""
    far = [replace(ASKED, state=replace(ASKED.state, as_of=f"2025-02-{day:02}")) for day in range(1, 29)]
    views.expect(far)
    assert _wait(lambda: views.is_known(far[0]))
    views.expect(DAYS)
    assert _wait(lambda: all(views.is_known(asked) for asked in DAYS))
    assert not views.is_known(far[-1])


def test_without_its_process_everything_is_drawn_when_asked_for(views: Views) -> None:
    """A process that was killed costs time and nothing else."""
    views.expect([ASKED])
    assert _wait(lambda: views.is_known(ASKED))
    for pid in _children(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    views.expect(DAYS)
    assert views.get(DAYS[0]).pictures


def test_an_interrupted_kernel_does_not_interrupt_what_is_drawn(views: Views) -> None:
    """Ctrl-C reaches every process of a terminal: the one that draws goes on, also while it begins."""
    others = set(_children(os.getpid()))  # of a test before, that may be ending
    views.expect(DAYS)
    assert _wait(lambda: bool(set(_children(os.getpid())) - others))
    own = set(_children(os.getpid())) - others
    assert _wait(lambda: [os.kill(pid, signal.SIGINT) for pid in own] and views.is_known(DAYS[0]))
    assert [pid for pid in own if not _is_there(pid)] == []


def test_the_first_process_of_all_does_not_hear_interrupts_either() -> None:
    """Ctrl-C while the very first one still imports: nothing is written on the terminal."""
    command = [sys.executable, "-c", textwrap.dedent(OWNER).replace("60", "0")]
    ignoring = "import signal; signal.signal(signal.SIGINT, lambda *_: None)\n"
    command[2] = ignoring + command[2]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    ) as owner:
        assert _wait(lambda: bool(_children(owner.pid)))
        assert _wait(lambda: os.killpg(owner.pid, signal.SIGINT) or owner.poll() is not None)
        assert owner.communicate() == ("drawn\n", "")


def test_closing_ends_the_process(case: at.Case) -> None:
    """Nothing is left once the explorer is closed."""
    before, views = set(_children(os.getpid())), Views(case)
    views.expect([ASKED])
    assert _wait(lambda: views.is_known(ASKED))
    own = [pid for pid in set(_children(os.getpid())) - before if _is_there(pid)]
    views.close()
    assert own
    assert _wait(lambda: not any(_is_there(pid) for pid in own))


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_with_its_owner(end: signal.Signals, tmp_path) -> None:
    """However a kernel ends, the process that drew for it ends too."""
    script = tmp_path / "owner.py"
    script.write_text(textwrap.dedent(OWNER), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "drawn\n"
        own = _children(owner.pid)
        owner.send_signal(end)
    assert own
    assert _wait(lambda: not any(_is_there(pid) for pid in own))


def test_old_views_are_forgotten_when_there_are_too_many(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures are kept up to so many bytes; the one that was asked for last stays."""
    monkeypatch.setattr("analysttools.explorer.prefetch.MOST_PICTURE_BYTES", 1)
    for asked in DAYS:
        views.get(asked)
    assert [views.is_known(asked) for asked in DAYS] == [False, True]


def test_what_was_drawn_and_forgotten_is_not_drawn_for_ever(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More views than are kept are drawn once each, and then the process rests."""
    monkeypatch.setattr("analysttools.explorer.prefetch.MOST_PICTURE_BYTES", 1)
    kept: list[Asked] = []
    keep = views._keep
    monkeypatch.setattr(views, "_keep", lambda asked, made: (kept.append(asked), keep(asked, made)))
    views.expect(DAYS)
    assert _wait(lambda: len(kept) == 4)
    time.sleep(2)
    assert len(kept) == 4  # a picture and what is behind it, of two days


def test_a_process_that_died_is_begun_anew(views: Views) -> None:
    """Killed for its memory, say: the next move starts another."""
    _draw_and_kill(views)
    views.expect(DAYS[1:])
    assert _wait(lambda: views.is_known(DAYS[1]))


def test_processes_that_die_are_not_begun_anew_for_ever(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many, views are drawn when asked for."""
    monkeypatch.setattr(views, "_starts", WORKERS)
    _draw_and_kill(views)
    views.expect(DAYS[1:])
    assert views._threads == []
    assert views.get(DAYS[1]).pictures


def test_nobody_who_looks_needs_no_process(case: at.Case, views: Views) -> None:
    """What draws ends at once, in the middle of its work; a later look begins anew."""
    before = set(_children(os.getpid()))
    views.expect(DAYS)
    assert _wait(lambda: views.is_known(DAYS[0]))
    own = set(_children(os.getpid())) - before
    views.rest()
    assert own
    assert _wait(lambda: not any(_is_there(pid) for pid in own), 5)
    views.expect(DAYS)
    assert _wait(lambda: views.is_known(DAYS[0]))


def test_what_is_closed_stays_closed(case: at.Case) -> None:
    """A last word from the browser that comes too late begins nothing."""
    views = Views(case)
    views.close()
    views.rest()
    views.expect(DAYS)
    assert views._threads == []


def _draw_and_kill(views: Views) -> None:
    """Have a view drawn, then kill what drew it."""
    before = set(_children(os.getpid()))
    views.expect(DAYS[:1])
    assert _wait(lambda: views.is_known(DAYS[0]))
    for pid in set(_children(os.getpid())) - before:
        os.kill(pid, signal.SIGKILL)
    views.expect(DAYS[1:])  # two jobs: each of the two that wait finds out
    assert _wait(lambda: not any(thread.is_alive() for thread in views._threads), 10)
