"""Each event of the table, as a cell causes it: what is kept of it, or that it is refused. No kernel runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from analysttools.notebooks.audit import EVENTS, NotAllowedError, Watch
from analysttools.notebooks.wrappers import _make_shown

FIGURES = "A notebook that is rerun changes figures alone, through save_figure"
KEEP = "Put what it gives into data/, with its source"
ELSEWHERE = "192.0.2.1"
LIBRARY, CELL = "/x/site-packages/pandas/core/arrays.py", "/x/ipykernel_1/2.py"
# What each event gives, and what is kept: of a project with the file data/a.csv, whose folder is {data}.
KEPT: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "open": (("{data}/a.csv", "r", 0), {"read": ["{data}/a.csv"]}),
    "os.open from": (("{data}/a.csv", os.O_RDONLY, None), {"read": ["{data}/a.csv"]}),
    "starting from": ((None,), {}),
    "os.listdir": (("{data}",), {"asked": {"{data}": {"names": ["a.csv"]}}}),
    "os.scandir": (("{data}",), {"asked": {"{data}": {"entries": [["a.csv", "file"]]}}}),
    "os.stat": (("{data}/none", True, None), {"asked": {"{data}/none": {"status": None}}}),
    "os.access": (("{data}/a.csv", os.R_OK, None), {"asked": {"{data}/a.csv": {f"may {os.R_OK}": True}}}),
    "os.readlink": (("{data}/a.csv", None), {"asked": {"{data}/a.csv": {"target": None}}}),
    "os.getcwd": ((), {"asked": {"{here}": {"place": "{here}"}}}),
    "os.getxattr": (("{data}/a.csv",), {"doubts": ["it read attributes of a file"]}),
    "os.listxattr": (("{data}/a.csv",), {"doubts": ["it read attributes of a file"]}),
    "ask for the time": (("time.time",), {"doubts": ["it asked for the time (time.time)"]}),
    "ask for chance": (("os.urandom",), {"doubts": ["it asked for chance (os.urandom)"]}),
    "ask for this machine": (("os.uname",), {"doubts": ["it asked for this machine (os.uname)"]}),
    "ask for shared memory": (("shm_open",), {"doubts": ["it shares memory with other processes"]}),
    "ask for a program": (("fork_exec",), {"doubts": ["it ran a program (a process of Python)"]}),
    "socket.gethostname": ((), {"doubts": ["it asked for this machine (socket.gethostname)"]}),
    "os.environ": (("LEVEL",), {"variables": ["LEVEL"]}),
    "seed": (("random",), {}),
    "state": (("random", "random.getstate"), {"doubts": ["it asked for chance (random.getstate)"]}),
    "seed later": ((True,), {}),
    "seed after all": ((), {}),
    "log": ((), {"doubts": ["it asked for the time (logging)"]}),
    "take from": (("pyarrow",), {"doubts": ["pyarrow reads and writes files unseen"]}),
    **{
        event: ((), {"doubts": [f"it ran a program ({event})"]})
        for event in (
            *("subprocess.Popen", "os.posix_spawn", "os.system", "os.exec", "os.spawn", "pty.spawn"),
        )
    },
    **{
        event: ((), {"doubts": ["it called C, which reads and writes unseen (ctypes)"]})
        for event in (
            *("ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function", "ctypes.cdata"),
        )
    },
    "import": (
        ("mine", None, ["{data}"]),
        {"asked": {"{data}/mine": {"kind": None}, "{data}/mine.py": {"kind": None}}},
    ),
    "import again": (("h5py",), {"doubts": ["h5py reads and writes files unseen"]}),
    "sqlite3.connect": (("{data}/a.csv",), {"doubts": ["it read a database"]}),
}
WRITTEN = f"The cell wants to change {{data}}/new. {FIGURES}"
# What each event gives that is refused, and the words.
REFUSED: dict[str, tuple[tuple[Any, ...], str]] = {
    "open": (("{data}/new", "w", os.O_WRONLY), WRITTEN),
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mknod"), (("{data}/new", -1), WRITTEN)),
    **dict.fromkeys(("os.mkdir", "os.chmod"), (("{data}/new", 0, -1), WRITTEN)),
    **dict.fromkeys(("os.chown", "os.utime"), (("{data}/new", 0, 0, -1), WRITTEN)),
    **dict.fromkeys(("os.truncate", "os.setxattr", "os.removexattr"), (("{data}/new", None), WRITTEN)),
    **dict.fromkeys(("os.rename", "os.link"), (("{private}/a", "{data}/new", -1, -1), WRITTEN)),
    "os.symlink": (("a", "{data}/new", -1), WRITTEN),
    "sqlite3.connect": (("{data}/new",), WRITTEN),
    **dict.fromkeys(
        ("os.fork", "os.forkpty"),
        ((), "The cell forks. Two kernels would answer as one. Use a pool of new processes"),
    ),
    **dict.fromkeys(
        ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
        ((ELSEWHERE,), f"The cell asks the network for {ELSEWHERE}. {KEEP}"),
    ),
    **dict.fromkeys(
        ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"),
        ((None, (ELSEWHERE, 80)), f"The cell asks {ELSEWHERE} over the network. {KEEP}"),
    ),
}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the folders of a project, in whose notebooks this process is, and the run's own."""
    places = {
        "data": tmp_path / "project" / "data",
        "here": tmp_path / "project" / "notebooks",
        "private": tmp_path / "private",
    }
    for folder in places.values():
        folder.mkdir(parents=True)
    (places["data"] / "a.csv").touch()
    monkeypatch.chdir(places["here"])
    return {name: str(folder) for name, folder in places.items()}


def _placed(value: Any, places: dict[str, str]) -> Any:
    """Return a value with the folders of this test in all of its texts."""
    if isinstance(value, str):
        return value.format(**places)
    if isinstance(value, dict):
        return {_placed(key, places): _placed(one, places) for key, one in value.items()}
    return type(value)(_placed(one, places) for one in value) if isinstance(value, list | tuple) else value


def _kept(seen: Watch) -> dict[str, Any]:
    """Return what a watch keeps, without what is empty."""
    kept = {
        **{"read": list(seen.read), "asked": seen.asked, "variables": list(seen.variables)},
        **{"doubts": list(seen.doubts), "faults": [words for _, words in seen.faults]},
    }
    return {name: value for name, value in kept.items() if value}


def test_each_event_of_the_table_is_tried() -> None:
    """None is added without a test of what is made of it."""
    assert {*KEPT, *REFUSED} == set(EVENTS)


@pytest.mark.parametrize("event", KEPT)
def test_what_is_kept_of_an_event(places: dict[str, str], event: str) -> None:
    """An input, a doubt, or nothing: and no more than that."""
    given, kept = _placed(KEPT[event], places)
    seen = Watch(places["private"], places["here"])
    seen.on_event(event, given)
    assert _kept(seen) == kept


@pytest.mark.parametrize("event", REFUSED)
def test_what_is_refused_in_whole_words(places: dict[str, str], event: str) -> None:
    """The cell fails where it tries, and the run knows it even if the cell goes on."""
    given, words = _placed(REFUSED[event], places)
    seen = Watch(places["private"], places["here"])
    with pytest.raises(NotAllowedError, match=r"^The cell "):
        seen.on_event(event, given)
    assert _kept(seen)["faults"] == [words]


def test_an_event_that_is_not_in_the_table_is_passed_over(places: dict[str, str]) -> None:
    """Python tells of much besides."""
    seen = Watch(places["private"], places["here"])
    seen.on_event("gc.get_objects", (0,))
    assert _kept(seen) == {}


def test_a_name_that_is_opened_starts_from_the_folder_that_was_told(places: dict[str, str]) -> None:
    """Until the start is taken back: then it is where the process is."""
    seen = Watch(places["private"], places["here"])
    folder = os.open(places["data"], os.O_RDONLY)
    seen.on_event("starting from", (folder,))
    with pytest.raises(NotAllowedError, match=r"data/new[.] A notebook"):
        seen.on_event("open", ("new", "w", os.O_WRONLY))
    seen.on_event("starting from", (None,))
    with pytest.raises(NotAllowedError, match=r"notebooks/new[.] A notebook"):
        seen.on_event("open", ("new", "w", os.O_WRONLY))
    os.close(folder)


@pytest.mark.parametrize(
    ("then", "doubts"), [([], ["it asked for chance (os.urandom)"]), (["seed after all"], [])]
)
def test_a_seed_by_chance_is_a_doubt_unless_one_is_given_after_all(
    places: dict[str, str], then: list[str], doubts: list[str]
) -> None:
    """A generator that was made without a seed and then gets one draws the same each time."""
    seen = Watch(places["private"], places["here"])
    seen.on_event("seed later", (True,))
    seen.on_event("ask for chance", ("os.urandom",))
    seen.on_event("seed later", (False,))
    [seen.on_event(event, ()) for event in then]
    of_chance = [one for one in seen.report()["doubts"] if "chance" in one]
    assert of_chance == doubts


def test_what_a_cell_takes_from_a_watched_module_is_told() -> None:
    """And not what libraries take, which is most: pandas asks pyarrow for each column of text."""
    told: list[tuple[str, tuple[Any, ...]]] = []
    module = _make_shown(lambda *event: told.append(event))("pyarrow")
    module.csv = "read"
    code = {file: compile("module.csv", file, "eval") for file in (LIBRARY, CELL)}
    assert (eval(code[LIBRARY], {"module": module}), told) == ("read", [])  # noqa: S307
    assert eval(code[CELL], {"module": module}) == "read"  # noqa: S307
    assert told == [("take from", ("pyarrow",))]
