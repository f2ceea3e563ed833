"""What file managers show of SyncIt: an emblem on each file of a synced folder, and items in the menu of a file.

The running engine is asked over its control socket: one connection for questions, one on which it says that something
may have changed. Nothing here blocks, starts a process for a file, or has a thread: everything happens in the file
manager's own main loop, many files are asked about at once, and what was answered is remembered. Without an engine
there are no emblems and no items.

This module knows no file manager. `nautilus.py`, `nemo.py` and `caja.py` pass in what they have.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections import OrderedDict
from functools import partial
from typing import Any, Callable, NamedTuple, Optional, Protocol
from urllib.parse import unquote_to_bytes

#: Paths in one question, and about how many bytes of them.
MAX_PATHS = 256
MAX_QUESTION = 32 << 10
#: The longest answer that is taken, in bytes.
MAX_ANSWER = 4 << 20
#: Files that are remembered.
MAX_KNOWN = 4096
#: Milliseconds in which files are gathered before they are asked about together.
GATHER = 20
#: Milliseconds between two questions about everything that is shown, while something changes.
REFRESH = 2_000
#: Milliseconds until an engine that is gone is looked for again; doubled each time, up to the second number.
RETRY, RETRY_MAX = 5_000, 300_000

EMBLEMS = {
    "in-sync": "emblem-syncit-in-sync",
    "pending": "emblem-syncit-pending",
    "conflict": "emblem-syncit-conflict",
    "problem": "emblem-syncit-problem",
}


#: The items of the menu, with their tips, in each language.
ENGLISH = {
    "share": ("Share with SyncIt…", "Sync this folder with your other machines"),
    "versions": ("Versions…", "View and restore past versions of this file in SyncIt"),
    "copy-place": ("Copy Folder and Path", "Copy the name of the SyncIt folder and the path in it, which are the same on all machines"),
}
GERMAN = {
    "share": ("Mit SyncIt teilen …", "Diesen Ordner mit Ihren anderen Rechnern synchronisieren"),
    "versions": ("Versionen …", "Frühere Versionen dieser Datei in SyncIt ansehen und wiederherstellen"),
    "copy-place": ("Ordner und Pfad kopieren", "Den Namen des SyncIt-Ordners und den Pfad darin kopieren, die auf allen Rechnern gleich sind"),
}


def words() -> dict[str, tuple[str, str]]:
    """Returns the items in the language of the session, by the variables that every program follows."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return GERMAN if next(filter(None, named), "").startswith("de") else ENGLISH


class Place(NamedTuple):
    """Where a path lies: the folder, the path in it and how it stands; nothing outside of folders."""

    folder: Optional[str]
    path: Optional[str]
    state: Optional[str]


class Item(NamedTuple):
    """An item of the menu."""

    name: str
    label: str
    tip: str
    act: Callable[[], None]


class Loop(Protocol):
    """The main loop of the file manager."""

    def when_readable(self, fd: int, call: Callable[[], None]) -> Any:
        """Calls whenever something can be read, until `stop` is called with what this returns."""

    def stop(self, watch: Any) -> None:
        """Ends that."""

    def later(self, milliseconds: int, call: Callable[[], None]) -> None:
        """Calls once."""


def home() -> str:
    """Returns the directory of the installation that the app uses: as `syncit` finds it."""
    given = os.environ.get("SYNCIT_HOME")
    if given:
        return os.path.abspath(given)
    data = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        data = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "syncit")


def connect() -> Optional[socket.socket]:
    """Connects to the running engine; nothing if there is none, or if it is another user's."""
    try:
        path = os.readlink(os.path.join(home(), "control"))
    except OSError:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        connection.connect(path)
        peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        if struct.unpack("3i", peer)[1] == os.getuid():
            return connection
    except OSError:
        pass
    connection.close()
    return None


class Places:
    """Where the files lie that are shown, as the engine last said."""

    def __init__(
        self,
        loop: Loop,
        changed: Callable[[list[str]], None],
        is_shown: Callable[[str], bool],
        connect: Callable[[], Optional[socket.socket]] = connect,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loop, self._changed, self._is_shown, self._connect, self._clock = loop, changed, is_shown, connect, clock
        self._known: OrderedDict[str, Optional[Place]] = OrderedDict()
        # In the order in which they are asked about.
        self._wanted: dict[str, None] = {}
        self._asked: list[str] = []
        self._answer = bytearray()
        self._questions: Optional[socket.socket] = None
        self._hints: Optional[socket.socket] = None
        self._watches: list[Any] = []
        self._is_gathering = self._is_refreshing = self._is_retrying = False
        self._retry = RETRY

    def get(self, path: str) -> Optional[Place]:
        """Returns where a path lies, or nothing if that is not known yet: `changed` is called when it is."""
        if path in self._known:
            self._known.move_to_end(path)
            return self._known[path]
        self._known[path] = None
        while len(self._known) > MAX_KNOWN:
            self._wanted.pop(self._known.popitem(last=False)[0], None)
        self._want([path])
        return None

    def _want(self, paths: list[str]) -> None:
        self._wanted.update(dict.fromkeys(paths))
        if not self._is_gathering and not self._is_retrying:
            self._is_gathering = True
            self._loop.later(GATHER, self._gathered)

    def _gathered(self) -> None:
        self._is_gathering = False
        self._ask()

    def _ask(self) -> None:
        """Asks about the next paths that are wanted, unless an answer is still to come."""
        if self._asked or not self._wanted or not self._open():
            return
        size = 0
        for path in list(self._wanted)[:MAX_PATHS]:
            size += len(json.dumps(path)) + 1
            if self._asked and size > MAX_QUESTION:
                break
            del self._wanted[path]
            self._asked.append(path)
        self._send(self._questions, {"command": "where", "paths": self._asked})

    def _open(self) -> bool:
        if self._questions is not None:
            return True
        if self._is_retrying:
            return False
        self._questions, self._hints = self._connect(), self._connect()
        if self._questions is None or self._hints is None:
            self._lose()
            return False
        self._watches = [
            self._loop.when_readable(self._questions.fileno(), self._answered),
            self._loop.when_readable(self._hints.fileno(), self._hinted),
        ]
        self._send(self._hints, {"command": "watch"})
        return self._questions is not None

    def _send(self, connection: Optional[socket.socket], command: dict[str, Any]) -> None:
        line = json.dumps({"id": 1, "command": command}).encode() + b"\n"
        try:
            # Nothing else is on its way, so all of it fits into the socket's buffer.
            if connection is not None and connection.send(line) == len(line):
                return
        except OSError:
            pass
        self._lose()

    def _lose(self) -> None:
        """Forgets what was known, because the engine is gone, and looks for it again later."""
        for watch in self._watches:
            self._loop.stop(watch)
        for connection in (self._questions, self._hints):
            if connection is not None:
                connection.close()
        self._watches, self._questions, self._hints = [], None, None
        self._answer.clear()
        self._asked = []
        self._wanted.clear()
        lost = [path for path, place in self._known.items() if place is not None]
        self._known.update(dict.fromkeys(lost))
        if not self._is_retrying:
            self._is_retrying = True
            self._loop.later(self._retry, self._look_again)
            self._retry = min(2 * self._retry, RETRY_MAX)
        if lost:
            self._changed(lost)

    def _look_again(self) -> None:
        self._is_retrying = False
        self._want_shown()

    def _want_shown(self) -> None:
        for path in [path for path in self._known if not self._is_shown(path)]:
            del self._known[path]
            self._wanted.pop(path, None)
        if self._known:
            self._want(list(self._known))

    def _answered(self) -> None:
        data = self._read(self._questions)
        if data is None:
            return
        self._answer += data
        if len(self._answer) > MAX_ANSWER:
            return self._lose()
        end = self._answer.find(b"\n")
        if end < 0:
            return
        line = bytes(self._answer[:end])
        del self._answer[: end + 1]
        asked, self._asked = self._asked, []
        places = places_of(line, len(asked))
        if places is None:
            # An engine of another version, which cannot be asked this.
            return self._lose()
        self._retry = RETRY
        news = []
        for path, place in zip(asked, places):
            if path in self._known and self._known[path] != place:
                self._known[path] = place
                news.append(path)
        if news:
            self._changed(news)
        self._ask()

    def _hinted(self) -> None:
        if self._read(self._hints) and not self._is_refreshing:
            self._is_refreshing = True
            self._loop.later(REFRESH, self._refreshed)

    def _refreshed(self) -> None:
        self._is_refreshing = False
        if self._questions is not None:
            self._want_shown()

    def _read(self, connection: Optional[socket.socket]) -> Optional[bytes]:
        """Reads what has come, if something has; `None` if the connection ended."""
        if connection is None:
            return None
        try:
            data = connection.recv(64 << 10)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if data:
            return data
        self._lose()
        return None


def places_of(line: bytes, count: int) -> Optional[list[Place]]:
    """Reads an answer; nothing if it is not one about so many paths."""
    try:
        lines = json.loads(line)["reply"]["where"]
        places = [Place(text_of(one["folder"]), text_of(one["path"]), text_of(one["state"])) for one in lines]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return places if len(places) == count else None


def text_of(value: object) -> Optional[str]:
    return value if isinstance(value, str) else None


class Launcher:
    """Starts the app, which passes on to the running one what it is asked for."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []

    def __call__(self, wanted: str, path: str) -> None:
        # Those that have ended need not be waited for.
        self._started = [one for one in self._started if one.poll() is None]
        try:
            # The path is a part of one argument, so that nothing in it can be taken for another.
            one = subprocess.Popen(
                ["syncit-desktop", f"--{wanted}={path}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            print(f"syncit: syncit-desktop cannot be started: {error}", file=sys.stderr)
        else:
            self._started.append(one)


def path_of(file: Any) -> Optional[str]:
    """Returns the path of a file of the file manager; nothing if it is not on this computer, or its name is not UTF-8."""
    # A URI is text whatever the name is. The path as such may be none that Python can make text of.
    uri: str = file.get_uri()
    if not uri.startswith("file:///"):
        return None
    try:
        return unquote_to_bytes(uri[len("file://") :]).decode()
    except UnicodeDecodeError:
        return None


class Files:
    """The files that the file manager shows."""

    def __init__(
        self,
        loop: Loop,
        copy: Callable[[str], None],
        launch: Optional[Callable[[str, str], None]] = None,
        connect: Callable[[], Optional[socket.socket]] = connect,
    ) -> None:
        self._copy = copy
        self._launch = launch or Launcher()
        # Weak references: what is no longer shown is forgotten.
        self._shown: dict[str, Callable[[], Any]] = {}
        self._places = Places(loop, self._redraw, self._is_shown, connect)

    def update(self, file: Any) -> None:
        """Gives a file its emblem, if it is known. A fault here costs the emblem: Nautilus would wait for the file for ever."""
        try:
            self._update(file)
        except Exception:
            traceback.print_exc()

    def _update(self, file: Any) -> None:
        path = path_of(file)
        if path is None:
            return
        self._shown[path] = file.weak_ref()
        if len(self._shown) > 2 * MAX_KNOWN:
            self._shown = {path: reference for path, reference in self._shown.items() if reference() is not None}
        place = self._places.get(path)
        emblem = EMBLEMS.get(place.state or "") if place is not None else None
        if emblem is not None:
            file.add_emblem(emblem)

    def items(self, files: list[Any]) -> list[Item]:
        """Returns the items for the files that are selected: those that make sense for where they lie."""
        path = path_of(files[0]) if len(files) == 1 else None
        place = self._places.get(path) if path is not None else None
        if path is None or place is None:
            return []
        is_directory = files[0].is_directory()
        if place.folder is None:
            return [self._item("share", path)] if is_directory else []
        items = []
        if not is_directory and place.state != "not-synced":
            items.append(self._item("versions", path))
        items.append(Item("SyncIt::copy-place", *words()["copy-place"], partial(self._copy_place, path, place)))
        return items

    def _item(self, wanted: str, path: str) -> Item:
        return Item(f"SyncIt::{wanted}", *words()[wanted], partial(self._launch, wanted, path))

    def _copy_place(self, path: str, place: Place) -> None:
        text = f"{place.folder}/{place.path}" if place.path else str(place.folder)
        # The app makes visible what would not be.
        if text.isprintable() and "\\" not in text:
            self._copy(text)
        else:
            self._launch("copy-place", path)

    def _is_shown(self, path: str) -> bool:
        reference = self._shown.get(path)
        if reference is not None and reference() is not None:
            return True
        self._shown.pop(path, None)
        return False

    def _redraw(self, paths: list[str]) -> None:
        for path in paths:
            file = self._shown[path]() if path in self._shown else None
            if file is not None:
                file.invalidate_extension_info()


class GLibLoop:
    """The main loop of GLib."""

    def __init__(self, glib: Any) -> None:
        self._glib = glib

    def when_readable(self, fd: int, call: Callable[[], None]) -> Any:
        def ready(*_: Any) -> bool:
            call()
            return True

        condition = self._glib.IOCondition.IN | self._glib.IOCondition.HUP | self._glib.IOCondition.ERR
        return self._glib.io_add_watch(fd, self._glib.PRIORITY_DEFAULT_IDLE, condition, ready)

    def stop(self, watch: Any) -> None:
        self._glib.source_remove(watch)

    def later(self, milliseconds: int, call: Callable[[], None]) -> None:
        def due() -> bool:
            call()
            return False

        self._glib.timeout_add(milliseconds, due)


def copy_by_gtk3(text: str) -> None:
    """Puts a text on the clipboard of a file manager that uses GTK 3."""
    import gi

    gi.require_version("Gdk", "3.0")
    gi.require_version("Gtk", "3.0")
    from gi.repository import Gdk, Gtk

    Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_text(text, -1)


def menu(toolkit: Any, items: list[Item]) -> list[Any]:
    """Makes items of a file manager's own kind."""

    def make(item: Item) -> Any:
        made = toolkit.MenuItem(name=item.name, label=item.label, tip=item.tip)
        made.connect("activate", lambda *_: item.act())
        return made

    return [make(item) for item in items]
