"""Changed inputs: whatever a notebook's result rests on, it runs again when that changes, or always."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from watched_cells import Cells

from analysttools.files.atomic_write import write_whole
from analysttools.notebooks.executor import list_inputs
from analysttools.notebooks.jobs import Outcome
from analysttools.notebooks.staleness import digest_package, find_reason, remember

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="cells are run in forks")
# What a test has of a project: its folder, and pytest's way to set variables.
Change = Callable[[Path, pytest.MonkeyPatch], object]


@pytest.fixture(scope="module")
def cells() -> Iterator[Cells]:
    """Return a process that runs cells."""
    cells = Cells()
    yield cells
    cells.close()


@pytest.fixture(scope="module")
def package() -> str:
    """Return the digest of the package."""
    return digest_package()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with some data, an empty home, and a folder for the run, beside it."""
    project = tmp_path / "project"
    for folder in ("data/deep", "notebooks"):
        (project / folder).mkdir(parents=True)
    for folder in ("home", "private", "elsewhere"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NUMBER", "12000")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "private"))
    for name, number in (("a.txt", "12000"), ("deep/b.txt", "50000")):
        (project / "data" / name).write_text(number, encoding="utf-8")
    (project / "data" / "link").symlink_to("a.txt")
    (project / "notebooks" / "mine.py").write_text("NUMBER = 12000\n", encoding="utf-8")
    return project


def _reason(cells: Cells, project: Path, package: str, code: str, change: Change | None, patch: Any) -> str:
    """Run a cell, keep what it rests on as a run does, change an input; say why it would run again."""
    path = project / "notebooks" / "01.ipynb"
    cell = new_code_cell(code, id="a")
    write_whole(path, json.dumps(new_notebook(cells=[cell])).encode())
    seen = cells.run(code, path.parent, project.parent / "private")
    assert (seen["error"], seen["faults"]) == ("", [])
    outcome = Outcome(1.0, **list_inputs(seen, SimpleNamespace(cells=[cell])))
    assert remember(path, outcome, [], package) == []
    if change is not None:
        change(project, patch)
    return find_reason(path, package)


def _write(name: str, text: str = "50000") -> Change:
    return lambda project, _: (project / name).write_text(text, encoding="utf-8")


def _set(name: str, value: str = "50000") -> Change:
    return lambda _, patch: patch.setenv(name, value)


def _retarget(project: Path, _: object) -> None:
    (project / "data" / "link").unlink()
    (project / "data" / "link").symlink_to("deep/b.txt")


def _touch(project: Path, _: object) -> None:
    os.utime(project / "data" / "a.txt", (1, 1))


def _remove(project: Path, _: object) -> None:
    (project / "data" / "a.txt").unlink()


def _forbid(project: Path, _: object) -> None:
    (project / "data" / "a.txt").chmod(0o555)


A = "../data/a.txt"
# A link to the data in the run's own folder, made by the first lines of a cell.
LINK = "import os; d = os.environ['TMPDIR'] + '/d'; os.symlink(os.path.abspath('../data'), d)\n"
NUMBER = "the variable NUMBER changed"
ENTROPY = "it asked for chance (os.urandom)"
WHOLE = "it read the whole environment"
C = "reads and writes files unseen"
ARROW = f"pyarrow {C}"
STATE = "it asked for chance (random.getstate)"
# Each: the lines of the cell, what changes, and why it runs again.
FILES = {
    "open": (f"open('{A}').read()", _write("data/a.txt"), "a.txt changed"),
    "pathlib": (f"import pathlib; pathlib.Path('{A}').read_text()", _write("data/a.txt"), "a.txt changed"),
    "os.open": (f"import os; os.read(os.open('{A}', 0), 9)", _write("data/a.txt"), "a.txt changed"),
    "io.FileIO": (f"import io; io.FileIO('{A}').read()", _write("data/a.txt"), "a.txt changed"),
    "posix.open": (f"import posix; posix.open('{A}', 0)", _write("data/a.txt"), "posix reads"),
    "codecs": (f"import codecs; codecs.open('{A}').read()", _write("data/a.txt"), "a.txt changed"),
    "dir_fd": (
        "import os; d = os.open('../data', 0); os.read(os.open('a.txt', 0, dir_fd=d), 9)",
        _write("data/a.txt"),
        "a.txt changed",
    ),
    "opener": (
        "import os; d = os.open('../data', 0)\n"
        "open('a.txt', opener=lambda n, f: os.open(n, f, dir_fd=d)).read()",
        _write("data/a.txt"),
        "a.txt changed",
    ),
    "by the number of a folder": (
        "import os; d = os.open('../data', 0); open(f'/dev/fd/{d}/a.txt').read()",
        _write("data/a.txt"),
        "a.txt changed",
    ),
    "by the number of a file": (
        f"import os; d = os.open('{A}', os.O_PATH); open(f'/proc/self/fd/{{d}}').read()",
        _write("data/a.txt"),
        "a.txt changed",
    ),
    "a link of its own": (f"{LINK}open(d + '/a.txt').read()", _write("data/a.txt"), "a.txt changed"),
    "up from such a link": (
        f"{LINK}open(d + '/../notebooks/mine.py').read()",
        _write("notebooks/mine.py", "NUMBER = 50000\n"),
        "mine.py changed",
    ),
    "memory map": (
        f"import mmap; f = open('{A}'); mmap.mmap(f.fileno(), 0, access=1)[:]",
        _write("data/a.txt"),
        "a.txt changed",
    ),
    "numpy": (f"import numpy; numpy.fromfile('{A}', 'u1')", _write("data/a.txt"), "a.txt changed"),
    "pandas": (f"import pandas; pandas.read_csv('{A}')", _write("data/a.txt"), "a.txt changed"),
    "a link": ("open('../data/link').read()", _retarget, "link changed"),
    "a file that comes": (
        "import os\ntry: open('../data/c')\nexcept OSError: pass",
        _write("data/c"),
        "c changed",
    ),
    "a pipe": (
        "import os; os.path.exists('/dev/stdin'); open('/dev/random', 'rb').read(1)",
        None,
        "not a file",
    ),
    "the system": ("open('/proc/uptime').read()", None, "it read /proc/uptime"),
    "a name with __pycache__": (
        "try: open('../data/__pycache__.txt')\nexcept OSError: pass",
        _write("data/__pycache__.txt"),
        "__pycache__.txt changed",
    ),
    "a module": ("import mine", _write("notebooks/mine.py", "NUMBER = 50000\n"), "mine.py changed"),
    "a module that comes": (
        "try: import yours\nexcept ImportError: pass",
        _write("notebooks/yours.py"),
        "yours.py changed",
    ),
    "a library's view": ("import pkgutil; pkgutil.get_data('mine', 'x.txt') if 0 else open('mine.py').read()",
        _write("notebooks/mine.py", "NUMBER = 50000\n"), "mine.py changed"),
    "shared memory": (
        "from multiprocessing.shared_memory import SharedMemory\n"
        "try: SharedMemory('analysttools-none')\nexcept FileNotFoundError: pass",
        None,
        "it shares memory",
    ),
    "memory as a file": (
        "try: open('/dev/shm/analysttools-none')\nexcept OSError: pass",
        None,
        "",
    ),
}  # fmt: skip
QUESTIONS = {
    "exists": (f"import os; os.path.exists('{A}')", _remove, "a.txt changed"),
    "isfile": (f"from os.path import isfile; isfile('{A}')", _remove, "a.txt changed"),
    "isdir": ("import os; os.path.isdir('../data/c')", _write("data/c"), "c changed"),
    "islink": ("import os; os.path.islink('../data/c')", _write("data/c"), "c changed"),
    "Path.exists": ("import pathlib; pathlib.Path('../data/c').exists()", _write("data/c"), "c changed"),
    "Path.is_file": (f"import pathlib; pathlib.Path('{A}').is_file()", _remove, "a.txt changed"),
    "getsize": (f"import os; os.path.getsize('{A}')", _write("data/a.txt", "5"), "a.txt changed"),
    "getmtime": (f"import os; os.path.getmtime('{A}')", _touch, "a.txt changed"),
    "stat": (f"import os; os.stat('{A}').st_mtime", _touch, "a.txt changed"),
    "stat under another name": (f"from os import stat as s; s('{A}').st_size", _touch, "a.txt changed"),
    "lstat": (f"import os; os.lstat('{A}')", _forbid, "a.txt changed"),
    "fstat": (f"import os; os.fstat(os.open('{A}', 0)).st_mtime", _touch, "a.txt changed"),
    "stat by dir_fd": (
        "import os; os.stat('a.txt', dir_fd=os.open('../data', 0)).st_mtime",
        _touch,
        "a.txt changed",
    ),
    "Path.stat": (f"import pathlib; pathlib.Path('{A}').stat().st_mtime", _touch, "a.txt changed"),
    "exists through a link": (f"{LINK}os.path.exists(d + '/c')", _write("data/c"), "c changed"),
    "listdir through a link": (f"{LINK}os.listdir(d)", _write("data/c"), "data changed"),
    "listdir through a number": (
        "import os; d = os.open('../data', 0); os.listdir(f'/dev/fd/{d}')", _write("data/c"), "data changed"
    ),
    "access": (f"import os; os.access('{A}', os.X_OK)", _forbid, "a.txt changed"),
    "readlink": ("import os; os.readlink('../data/link')", _retarget, "link changed"),
    "realpath": ("import os; os.path.realpath('../data/link')", _retarget, "link changed"),
    "resolve": ("import pathlib; pathlib.Path('../data/link').resolve()", _retarget, "link changed"),
    "listdir": ("import os; os.listdir('../data')", _write("data/c"), "data changed"),
    "listdir of what is hidden": ("import os; os.listdir('../data')", _write("data/.c"), "data changed"),
    "listdir by number": ("import os; os.listdir(os.open('../data', 0))", _write("data/c"), "data changed"),
    "scandir": ("import os; list(os.scandir('../data'))", _write("data/c"), "data changed"),
    "an entry's stat": ("import os; [e.stat() for e in os.scandir('../data')]", _touch, "a.txt changed"),
    "walk": ("import os; list(os.walk('../data'))", _write("data/deep/c"), "deep changed"),
    "fwalk": ("import os; list(os.fwalk('../data'))", _write("data/deep/c"), "deep changed"),
    "glob": ("import glob; glob.glob('../data/*.txt')", _write("data/c.txt"), "data changed"),
    "Path.glob": ("import pathlib; list(pathlib.Path('../data').rglob('*.txt'))",
        _write("data/deep/c.txt"), "deep changed"),
    "iterdir": ("import pathlib; list(pathlib.Path('../data').iterdir())", _write("data/c"), "data changed"),
    "attributes": (f"import os; os.listxattr('{A}')", None, "it read attributes of a file"),
    "disk_usage": ("import shutil; shutil.disk_usage('.')", None, "it asked for this machine (os.statvfs)"),
}  # fmt: skip
VARIABLES = {
    "environ": ("import os; os.environ['NUMBER']", _set("NUMBER"), NUMBER),
    "another name": ("import os; e = os.environ; e.get('NUMBER')", _set("NUMBER"), NUMBER),
    "from os": ("from os import environ as e; e['NUMBER']", _set("NUMBER"), NUMBER),
    "getenv": ("from os import getenv as g; g('NUMBER')", _set("NUMBER"), NUMBER),
    "none yet": ("import os; os.getenv('OTHER')", _set("OTHER"), "the variable OTHER changed"),
    "is there": ("import os; 'OTHER' in os.environ", _set("OTHER"), "the variable OTHER changed"),
    "bytes": ("import os; os.environb[b'NUMBER']", _set("NUMBER"), NUMBER),
    "a copy": ("import os; os.environ.copy()['NUMBER']", _set("NUMBER"), WHOLE),
    "a dict": ("import os; dict(os.environ)", _set("NUMBER"), WHOLE),
    "all shown": ("import os; str(os.environ)", _set("NUMBER"), WHOLE),
    "counted": ("import os; len(os.environ)", _set("OTHER"), WHOLE),
    "what is beneath": ("import os; os.environ._data", _set("NUMBER"), WHOLE),
    "expandvars": ("import os; os.path.expandvars('$NUMBER')", _set("NUMBER"), NUMBER),
    "expanduser": ("import os; os.path.expanduser('~')", _set("HOME", "/"), "the variable HOME changed"),
    "a template": ("import os; '{0[NUMBER]}'.format(os.environ)", _set("NUMBER"), NUMBER),
    "posix.environ": ("import posix; posix.environ[b'NUMBER']", _set("NUMBER"), "posix reads"),
}  # fmt: skip
ALWAYS = {
    "now": ("from datetime import datetime as d; d.now()", "it asked for the time (datetime.now)"),
    "utcnow": ("import datetime as d, warnings; warnings.simplefilter('ignore'); d.datetime.utcnow()",
        "it asked for the time (datetime.utcnow)"),
    "today": ("import datetime; datetime.date.today()", "it asked for the time (date.today)"),
    "time": ("from time import time as t; t()", "it asked for the time (time.time)"),
    "perf_counter": ("import time; time.perf_counter()", "it asked for the time (time.perf_counter)"),
    "localtime": ("import time; time.localtime()", "it asked for the time (time.localtime)"),
    "strftime": ("import time; time.strftime('%Y')", "it asked for the time (time.strftime)"),
    "pandas": ("import pandas; pandas.Timestamp.now()", "it asked for the time (datetime.now)"),
    "pandas' words": ("import pandas; pandas.to_datetime(['no' + 'w'])",
        "it asked for the time (datetime.now)"),
    "numpy's words": ("import numpy; numpy.datetime64('now')", 'its code says "now"'),
    "numpy's words in capitals": ("import numpy; numpy.datetime64('NOW')", 'its code says "now"'),
    "numpy's words, built": ("import numpy; numpy.datetime64('no' + 'w')", "its code builds a text of time"),
    "numpy's words, named": ("import numpy; t = 'today'; numpy.datetime64(t)", 'its code says "today"'),
    "numpy's words, converted": ("import numpy; numpy.array(['now']).astype('M8[s]')",
        'its code says "now"'),
    "messages of the time": (
        "import logging; logging.basicConfig(format='%(asctime)s'); logging.warning('a')",
        "it asked for the time (logging)"),
    "messages of the process": (
        "import logging; logging.basicConfig(format='{process}', style='{'); logging.warning('a')",
        "it asked for the time (logging)"),
    "times": ("import os; os.times()", "it asked for the time (os.times)"),
    "a thread": ("import threading as a, time; t = a.Thread(target=lambda: time.time()); t.start(); t.join()",
        "it asked for the time (time.time)"),
    "random": ("import random; random.random()", "it drew random numbers"),
    "Random": ("from random import Random as R; R().random()", "it asked for chance (random.Random)"),
    "SystemRandom": ("import random; random.SystemRandom().random()", ENTROPY),
    "seeded by chance": ("import random; random.seed(1); random.seed()",
        "it asked for chance (random.Random)"),
    "drawn before a seed": ("import random; random.random(); random.seed(1)", "it drew random numbers"),
    "a state put back": (
        "import random; s = random.getstate(); random.random(); random.setstate(s)",
        STATE),
    "a state that is shown": ("import random; random.getstate()[1][0]", STATE),
    "numpy's state": ("import numpy; numpy.random.get_state()",
        "it asked for chance (numpy.random.get_state)"),
    "a base class": ("import random; random.Random.__base__().random()", "its code says __base__"),
    "numpy's, seeded by chance": (
        "import numpy; numpy.random.seed(1); numpy.random.seed(); numpy.random.rand()",
        "it asked for chance (numpy.random.seed)"),
    "numpy's": ("import numpy; numpy.random.rand()", "it drew random numbers"),
    "default_rng": ("from numpy.random import default_rng as r; r().random()", ENTROPY),
    "RandomState": ("import numpy; numpy.random.RandomState().rand()", ENTROPY),
    "sample": ("import pandas; pandas.Series(range(99)).sample(1)", "it drew random numbers"),
    "urandom": ("from os import urandom as u; u(1)", ENTROPY),
    "secrets": ("import secrets; secrets.token_hex()", ENTROPY),
    "uuid4": ("import uuid; uuid.uuid4()", ENTROPY),
    "uuid1": ("import uuid; uuid.uuid1()", "it asked for chance (uuid.uuid1)"),
    "getpid": ("import os; os.getpid()", "it asked for this machine (os.getpid)"),
    "hostname": ("import socket; socket.gethostname()", "it asked for this machine (socket.gethostname)"),
    "node": ("import platform; platform.node()", "it asked for this machine (platform.node)"),
    "cpus": ("import os; os.cpu_count()", "it asked for this machine (os.cpu_count)"),
    "cpus of multiprocessing": ("import multiprocessing; multiprocessing.cpu_count()",
        "it asked for this machine (os.cpu_count)"),
    "its process": ("import multiprocessing; multiprocessing.current_process().pid",
        "it asked for this machine (os.getpid)"),
    "users": ("import pwd; pwd.getpwuid(0)", "it asked for this machine (pwd.getpwuid)"),
    "a server here": (
        "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass",
        "it asked another program of this machine (a socket)"),
    "a server, awaited": (
        "import asyncio\ntry: asyncio.run(asyncio.open_connection('127.0.0.1', 9))\nexcept OSError: pass",
        "it asked another program of this machine (a socket)"),
    "a Unix socket": (
        "import socket\ntry: socket.socket(socket.AF_UNIX).connect('../data/none')\nexcept OSError: pass",
        "it asked another program of this machine (a socket)"),
    "a socket that listens": ("import socket; socket.socket().bind(('127.0.0.1', 0))",
        "it asked another program of this machine (a socket)"),
    "a program": ("import subprocess; subprocess.run(['true'])", "it ran a program (subprocess.Popen)"),
    "system": ("import os; os.system('true')", "it ran a program (os.system)"),
    "a database": ("import sqlite3; sqlite3.connect('../data/a.db')", "it read a database"),
    "a database attached": (
        "import sqlite3; sqlite3.connect(':memory:').execute('ATTACH ? AS a', ('../data/a.db',))",
        "it read a database"),
    "ctypes": ("import ctypes; ctypes.CDLL(None).getpid()",
        "it called C, which reads and writes unseen (ctypes)"),
    "parquet": ("import pandas\ntry: pandas.read_parquet('../data/a.txt')\nexcept Exception: pass",
        f"pyarrow.parquet {C}"),
    "arrow of pandas": ("import pandas; pandas.compat.pyarrow.pa.OSFile('../data/a.txt').read()",
        ARROW),
    "arrow that is loaded": ("import sys; sys.modules['pyarrow'].memory_map('../data/a.txt')", ARROW),
    "simdjson": ("import simdjson; simdjson.Parser().load('../data/a.txt')", f"simdjson {C}"),
    "csimdjson": ("import csimdjson", f"csimdjson {C}"),
    "arrow": ("import pyarrow; pyarrow.OSFile('../data/a.txt').read()", ARROW),
    "lxml": ("try: import lxml\nexcept ImportError: import zmq", C),
    "the place": ("import os; os.getcwd()", ""),
}  # fmt: skip
WAYS = {
    **FILES,
    **QUESTIONS,
    **VARIABLES,
    **{name: (code, None, why) for name, (code, why) in ALWAYS.items()},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_changed_input_is_noticed(
    cells: Cells, project: Path, package: str, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """However a cell asked for it: the notebook runs again, and the reason names it."""
    code, change, why = WAYS[way]
    (project / "data" / "a.db").touch()
    reason = _reason(cells, project, package, code, change, monkeypatch)
    assert why in reason


CALM = {
    "a column named now": "import pandas; pandas.DataFrame({'then': [1], 'now': [2]})",
    "a day that is built": "import numpy; numpy.datetime64(f'{2024}-08-06', 'D')",
    "a column of days named today": "import pandas; pandas.DataFrame({'today': [1]}).astype('float64')",
    "a seeded sample": "import pandas; pandas.DataFrame({'a': range(9)}).sample(2, random_state=1)",
    "a seeded RandomState": "import numpy; numpy.random.RandomState(3).rand()",
    "a seeded generator": "import numpy; numpy.random.default_rng(3).random()",
    "Python's, seeded": "import random; random.seed(3); random.random(); random.Random(3).random()",
    "a temporary folder": "import tempfile; tempfile.mkdtemp()",
    "a message": "import logging; logging.warning('a')",
    "a version": "import importlib.metadata as m; m.version('pandas')",
}


@pytest.mark.parametrize("code", CALM.values(), ids=CALM)
def test_what_gives_the_same_again_is_not_run_again(
    cells: Cells, project: Path, package: str, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Words that look like a question for the time, draws that are seeded, and what is installed."""
    assert _reason(cells, project, package, code, None, monkeypatch) == ""


def test_temporary_names_are_those_of_the_run_before(
    cells: Cells, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shows the end of one shows the same again."""
    code = "import tempfile; raise SystemExit(tempfile.mkdtemp()[-8:])"
    shown = []
    for name in ("private", "elsewhere"):
        monkeypatch.setenv("TMPDIR", str(project.parent / name))
        shown.append(cells.run(code, project / "notebooks", project.parent / name)["error"])
    assert shown[0] == shown[1]
