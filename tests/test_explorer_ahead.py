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
from analysttools.explorer.ahead import Views
from analysttools.explorer.drawing import Asked, draw_view
from analysttools.explorer.states import State

ASKED = Asked(State(measure=("missing",)), "estimates", "en")
DAYS = [replace(ASKED, state=replace(ASKED.state, as_of=day)) for day in ("2024-12-16", "2025-01-31")]
OWNER = """
import time
import analysttools as at
from analysttools.explorer.ahead import Views
from analysttools.explorer.drawing import Asked
from analysttools.explorer.states import State

if __name__ == "__main__":
    views = Views(at.load_case("data"))
    views.expect([asked := Asked(State(measure=("missing",)), "estimates", "en")])
    while not views.is_known(asked):
        time.sleep(0.05)
    print("drawn", flush=True)
    time.sleep(60)
"""


def _wait(is_so: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something is so, or give up."""
    end = time.monotonic() + seconds
    while not (held := is_so()) and time.monotonic() < end:
        time.sleep(0.05)
    return held


def _children(pid: int) -> list[int]:
    """Give the processes that a process started to draw ahead."""
    run = subprocess.run(["ps", "-wwo", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line.split()[0]) for line in run.stdout.splitlines() if "spawn_main" in line]


def _is_there(pid: int) -> bool:
    """Tell whether a process runs: one that ended and waits for its parent does not."""
    run = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return run.stdout.strip()[:1] not in ("", "Z")


@pytest.fixture
def views(case: at.Case):
    """Give views of the shipped case, and end their process."""
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
    views.expect(DAYS)
    assert _wait(lambda: bool(_children(os.getpid())))
    own = _children(os.getpid())
    assert _wait(lambda: [os.kill(pid, signal.SIGINT) for pid in own] and views.is_known(DAYS[0]))
    assert [pid for pid in own if not _is_there(pid)] == []


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
    monkeypatch.setattr("analysttools.explorer.ahead.KEPT", 1)
    for asked in DAYS:
        views.get(asked)
    assert [views.is_known(asked) for asked in DAYS] == [False, True]


def test_what_was_drawn_and_forgotten_is_not_drawn_for_ever(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More views than are kept are drawn once each, and then the process rests."""
    monkeypatch.setattr("analysttools.explorer.ahead.KEPT", 1)
    kept: list[Asked] = []
    keep = views._keep
    monkeypatch.setattr(views, "_keep", lambda asked, made: (kept.append(asked), keep(asked, made)))
    views.expect(DAYS)
    assert _wait(lambda: len(kept) == 4)
    time.sleep(2)
    assert len(kept) == 4  # a picture and what is behind it, of two days


def test_a_process_that_died_is_begun_anew(views: Views) -> None:
    """Killed for its memory, say: the next move starts another, though not for ever."""
    views.expect(DAYS[:1])
    assert _wait(lambda: views.is_known(DAYS[0]))
    for pid in _children(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    views.expect(DAYS[1:])
    _wait(lambda: not any(thread.is_alive() for thread in views._threads), 5)
    views.expect(DAYS[1:])
    assert _wait(lambda: views.is_known(DAYS[1]))
