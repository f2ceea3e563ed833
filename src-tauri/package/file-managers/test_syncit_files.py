"""Tests of what file managers show, with an engine, a main loop and file managers that are played by the test."""

from __future__ import annotations

import configparser
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import types
import unittest
import weakref
from pathlib import Path
from typing import Any, Callable, Optional
from urllib.parse import quote
from unittest import mock

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import syncit_files  # noqa: E402
from syncit_files import Files, GLibLoop, Item, Launcher, Places  # noqa: E402


class Loop:
    """A main loop that goes on when the test says so."""

    def __init__(self) -> None:
        self.due: list[tuple[int, Callable[[], None]]] = []
        self.readers: dict[int, tuple[int, Callable[[], None]]] = {}
        self.next = 0

    def when_readable(self, fd: int, call: Callable[[], None]) -> int:
        self.next += 1
        self.readers[self.next] = (fd, call)
        return self.next

    def stop(self, watch: int) -> None:
        del self.readers[watch]

    def later(self, milliseconds: int, call: Callable[[], None]) -> None:
        self.due.append((milliseconds, call))

    def waits(self) -> list[int]:
        return [milliseconds for milliseconds, _ in self.due]

    def go(self) -> None:
        """Runs what is due now, whenever that is."""
        due, self.due = self.due, []
        for _, call in due:
            call()

    def read(self) -> None:
        for _, call in list(self.readers.values()):
            call()


class Engine:
    """The other end of the connections, which answers by a table of paths."""

    def __init__(self, places: dict[str, tuple[Optional[str], Optional[str], Optional[str]]]) -> None:
        self.places, self.runs, self.asked = places, True, []
        self.ends: list[socket.socket] = []

    def connect(self) -> Optional[socket.socket]:
        if not self.runs:
            return None
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        ours.setblocking(False)
        self.ends.append(ours)
        return theirs

    def lines(self) -> list[tuple[socket.socket, Any]]:
        lines = []
        for end in self.ends:
            try:
                data = end.recv(1 << 20)
            except (BlockingIOError, OSError):
                continue
            lines += [(end, json.loads(line)) for line in data.splitlines()]
        return lines

    def answer(self) -> int:
        """Answers the questions that have come, and returns how many those were."""
        lines = self.lines()
        for end, line in lines:
            command = line["command"]
            if command["command"] == "watch":
                end.send(b'{"id":1,"reply":"changed"}\n')
                continue
            self.asked.append(command["paths"])
            places = [dict(zip(("folder", "path", "state"), self.places.get(path, (None,) * 3))) for path in command["paths"]]
            end.send(json.dumps({"id": line["id"], "reply": {"where": places}}).encode() + b"\n")
        return len(lines)

    def hint(self) -> None:
        self.ends[-1].send(b'{"id":1,"reply":"changed"}\n')

    def end(self) -> None:
        self.runs = False
        for end in self.ends:
            end.close()
        self.ends = []


class File:
    """A file of a file manager."""

    def __init__(self, path: Optional[str], is_directory: bool = False) -> None:
        self.path, self.directory = path, is_directory
        self.emblems: list[str] = []
        self.redrawn = 0

    def get_uri(self) -> str:
        return "sftp://attic/docs" if self.path is None else "file://" + quote(os.fsencode(self.path))

    def is_directory(self) -> bool:
        return self.directory

    def weak_ref(self) -> Callable[[], Any]:
        return weakref.ref(self)

    def add_emblem(self, name: str) -> None:
        self.emblems.append(name)

    def invalidate_extension_info(self) -> None:
        self.redrawn += 1
        self.emblems.clear()


DOCS = {
    "/docs": ("Docs", "", "conflict"),
    "/docs/a.txt": ("Docs", "a.txt", "in-sync"),
    "/docs/b.txt": ("Docs", "b.txt", "pending"),
    "/docs/x.log": ("Docs", "x.log", "not-synced"),
}


class Shown(unittest.TestCase):
    def setUp(self) -> None:
        english = mock.patch.dict(os.environ, LC_ALL="C")
        english.start()
        self.addCleanup(english.stop)
        self.loop, self.engine = Loop(), Engine(dict(DOCS))
        self.copied: list[str] = []
        self.launched: list[tuple[str, str]] = []
        launch = lambda wanted, path: self.launched.append((wanted, path))
        self.files = Files(self.loop, self.copied.append, launch, self.engine.connect)

    def tearDown(self) -> None:
        self.engine.end()
        self.loop.read()

    def show(self, *files: File) -> None:
        """Shows files, as a file manager does: also those anew that were asked to be."""
        redrawn = [file.redrawn for file in files]
        for file in files:
            self.files.update(file)
        self.rest()
        for file, before in zip(files, redrawn):
            if file.redrawn > before:
                self.files.update(file)

    def turn(self) -> int:
        self.loop.go()
        answered = self.engine.answer()
        self.loop.read()
        return answered

    def rest(self) -> None:
        """Goes on until nothing is due. A new connection gives a hint, so everything is asked about once more."""
        for _ in range(50):
            if self.turn() == 0 and not self.loop.due:
                return
        self.fail(f"it never rests: {self.loop.waits()}")

    def emblems(self, *paths: str) -> list[list[str]]:
        files = [File(path) for path in paths]
        self.show(*files)
        return [file.emblems for file in files]

    def labels(self, *files: File) -> list[str]:
        self.show(*files)
        return [item.label for item in self.files.items(list(files))]

    def item(self, file: File, label: str) -> Item:
        self.show(file)
        return next(item for item in self.files.items([file]) if item.label == label)

    def test_each_state_has_its_emblem_and_what_is_not_synced_has_none(self) -> None:
        found = self.emblems("/docs", "/docs/a.txt", "/docs/b.txt", "/docs/x.log", "/elsewhere")
        names = ["emblem-syncit-conflict", "emblem-syncit-in-sync", "emblem-syncit-pending"]
        self.assertEqual(found, [[name] for name in names] + [[], []])
        icons = HERE.parents[2] / "icons/emblems"
        for emblem in syncit_files.EMBLEMS.values():
            self.assertTrue((icons / f"{emblem}.svg").is_file(), emblem)

    def test_many_files_are_asked_about_together_and_only_once(self) -> None:
        files = [File(f"/docs/{number}") for number in range(600)]
        for _ in range(2):
            for file in files:
                self.files.update(file)
        for _ in range(3):
            self.loop.go()
            self.engine.answer()
            [questions] = [call for _, call in self.loop.readers.values() if call == self.files._places._answered]
            questions()
        self.assertEqual([len(paths) for paths in self.engine.asked], [256, 256, 88])
        self.assertEqual(len(self.engine.ends), 2)

    def test_long_paths_are_asked_about_in_questions_that_the_engine_takes(self) -> None:
        files = [File("/" + "ü" * 1000 + str(number)) for number in range(40)]
        for file in files:
            self.files.update(file)
        self.rest()
        self.assertEqual(set(sum(self.engine.asked, [])), {file.path for file in files})
        self.assertTrue(all(len(json.dumps(paths)) < 48 << 10 for paths in self.engine.asked))

    def test_what_changes_is_drawn_anew_and_nothing_else(self) -> None:
        a, b = File("/docs/a.txt"), File("/docs/b.txt")
        self.show(a, b)
        drawn = (a.redrawn, b.redrawn)
        self.engine.places["/docs/b.txt"] = ("Docs", "b.txt", "in-sync")
        self.engine.hint()
        self.loop.read()
        self.engine.hint()
        self.loop.read()
        self.assertEqual(self.loop.waits(), [syncit_files.REFRESH], "hints come together")
        self.rest()
        self.assertEqual((a.redrawn, b.redrawn), (drawn[0], drawn[1] + 1))
        self.files.update(b)
        self.assertEqual(b.emblems, ["emblem-syncit-in-sync"])

    def test_what_is_no_longer_shown_is_not_asked_about_again(self) -> None:
        file, kept = File("/docs/a.txt"), File("/docs/b.txt")
        self.show(file, kept)
        del file
        self.engine.asked.clear()
        self.engine.hint()
        self.loop.read()
        self.rest()
        self.assertEqual(self.engine.asked, [["/docs/b.txt"]])

    def test_without_an_engine_there_is_nothing_and_it_is_looked_for_ever_less_often(self) -> None:
        self.engine.runs = False
        file = File("/docs/a.txt", is_directory=True)
        self.files.update(file)
        self.assertEqual(self.files.items([file]), [])
        pauses = []
        for _ in range(12):
            pauses += self.loop.waits()
            self.turn()
        found = [pause for pause in pauses if pause != syncit_files.GATHER]
        self.assertEqual(found[:4], [5_000, 10_000, 20_000, 40_000])
        self.assertLessEqual(max(found), syncit_files.RETRY_MAX)
        self.engine.runs = True
        self.rest()
        self.files.update(file)
        self.assertEqual(file.emblems, ["emblem-syncit-in-sync"])

    def test_an_engine_that_ends_takes_its_emblems_away(self) -> None:
        file = File("/docs/a.txt")
        self.show(file)
        self.engine.end()
        self.loop.read()
        self.files.update(file)
        self.assertEqual(file.emblems, [])
        self.assertEqual(self.loop.readers, {})

    def test_what_is_no_answer_ends_the_connection(self) -> None:
        for answer in [b"{}\n", b"[" * 100_000 + b"\n", b"\xff\n", b'{"reply":{"where":[]}}\n', b'{"error":{"code":"x"}}\n']:
            with self.subTest(answer[:40]):
                self.engine = Engine({})
                loop = Loop()
                places = Places(loop, lambda paths: None, lambda path: True, self.engine.connect)
                places.get("/docs/a.txt")
                loop.go()
                end = self.engine.ends[0]
                end.setblocking(True)
                end.recv(1 << 16)
                end.send(answer)
                for _ in range(3):
                    loop.read()
                self.assertEqual((loop.readers, loop.waits()[-1]), ({}, syncit_files.RETRY))
                self.engine.end()

    def test_an_answer_without_an_end_is_not_taken(self) -> None:
        places = Places(self.loop, lambda paths: None, lambda path: True, self.engine.connect)
        places.get("/docs/a.txt")
        self.loop.go()
        self.engine.ends[0].setblocking(True)
        with mock.patch.object(syncit_files, "MAX_ANSWER", 1 << 16):
            for _ in range(4):
                if self.loop.readers:
                    self.engine.ends[0].send(b"x" * (32 << 10))
                    self.loop.read()
        self.assertEqual(self.loop.readers, {})

    def test_no_more_files_are_remembered_than_the_bound(self) -> None:
        with mock.patch.object(syncit_files, "MAX_KNOWN", 10):
            files = [File(f"/docs/{number}") for number in range(50)]
            for file in files:
                self.files.update(file)
            self.turn()
        self.assertEqual(self.engine.asked, [[file.path for file in files[-10:]]])

    def test_a_fault_is_none_of_the_file_manager(self) -> None:
        file = File("/docs/a.txt")
        with mock.patch.object(file, "weak_ref", side_effect=RuntimeError), mock.patch("sys.stderr"):
            self.files.update(file)

    def test_items_appear_where_they_make_sense(self) -> None:
        versions, copy, share = "Versions…", "Copy Folder and Path", "Share with SyncIt…"
        for path, is_directory, expected in [
            ("/elsewhere", True, [share]),
            ("/elsewhere.txt", False, []),
            ("/docs/a.txt", False, [versions, copy]),
            ("/docs/x.log", False, [copy]),
            ("/docs", True, [copy]),
            (None, False, []),
            ("/docs/\udcff.txt", False, []),
        ]:
            with self.subTest(path):
                self.assertEqual(self.labels(File(path, is_directory)), expected)
        self.assertEqual(self.labels(File("/docs/a.txt"), File("/docs/b.txt")), [])

    def test_items_are_in_the_language_of_the_session(self) -> None:
        for environment, expected in [
            ({"LC_ALL": "de_DE.UTF-8", "LANG": "en_US.UTF-8"}, "Mit SyncIt teilen …"),
            ({"LC_ALL": "", "LC_MESSAGES": "de_AT.UTF-8"}, "Mit SyncIt teilen …"),
            ({"LANG": "fr_FR.UTF-8"}, "Share with SyncIt…"),
            ({}, "Share with SyncIt…"),
        ]:
            with self.subTest(environment), mock.patch.dict(os.environ, environment, clear=True):
                self.assertEqual(self.labels(File("/elsewhere", is_directory=True)), [expected])
        self.assertEqual(syncit_files.ENGLISH.keys(), syncit_files.GERMAN.keys())

    def test_the_app_is_started_with_the_path_and_nothing_else(self) -> None:
        for name in ["a b", "--home=x", "two\nlines", "'\"`$(x)\\", "Käse"]:
            with self.subTest(name):
                self.item(File(f"/else/{name}", is_directory=True), "Share with SyncIt…").act()
                self.assertEqual(self.launched.pop(), ("share", f"/else/{name}"))
        self.item(File("/docs/a.txt"), "Versions…").act()
        self.assertEqual(self.launched.pop(), ("versions", "/docs/a.txt"))

    def test_the_place_is_copied_and_what_cannot_be_seen_is_left_to_the_app(self) -> None:
        odd = "/docs/two\nlines"
        self.engine.places[odd] = ("Docs", "two\nlines", "in-sync")
        for path in ["/docs/a.txt", "/docs", odd]:
            self.item(File(path), "Copy Folder and Path").act()
        self.assertEqual(self.copied, ["Docs/a.txt", "Docs"])
        self.assertEqual(self.launched, [("copy-place", odd)])


class Started(unittest.TestCase):
    def test_the_path_is_a_part_of_one_argument(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            program = Path(place, "syncit-desktop")
            program.write_text('#!/bin/sh\nprintf "%s\\0" "$@" > "$0.new"\nmv "$0.new" "$0.told"\n')
            program.chmod(0o755)
            launcher = Launcher()
            with mock.patch.dict(os.environ, PATH=f"{place}:{os.environ['PATH']}"):
                for path in ["/a b", "/-x", "/two\nlines", "/'\"`$(x)\\", "/\udcff"]:
                    launcher("share", path)
                    launcher._started[-1].wait()
                    told = Path(place, "syncit-desktop.told").read_bytes()
                    self.assertEqual(told, b"--share=" + os.fsencode(path) + b"\0")
            self.assertEqual(len(launcher._started), 1, "those that have ended are forgotten")

    def test_an_app_that_is_not_installed_is_no_error_of_the_file_manager(self) -> None:
        with mock.patch.dict(os.environ, PATH="/nonexistent"), mock.patch("sys.stderr"):
            Launcher()("share", "/a")


class Found(unittest.TestCase):
    def test_the_engine_is_found_as_the_command_line_finds_it(self) -> None:
        for environment, expected in [
            ({"HOME": "/h"}, "/h/.local/share/syncit"),
            ({"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/syncit"),
            ({"HOME": "/h", "XDG_DATA_HOME": "d"}, "/h/.local/share/syncit"),
            ({"HOME": "/h", "SYNCIT_HOME": "/s"}, "/s"),
        ]:
            with mock.patch.dict(os.environ, environment, clear=True):
                self.assertEqual(syncit_files.home(), expected)

    def test_without_a_socket_there_is_no_connection(self) -> None:
        with tempfile.TemporaryDirectory() as place, mock.patch.dict(os.environ, SYNCIT_HOME=place):
            self.assertIsNone(syncit_files.connect())
            os.symlink("/nonexistent/x.sock", Path(place, "control"))
            self.assertIsNone(syncit_files.connect())


class Extensions(unittest.TestCase):
    """The files that the file managers load, each with a stand-in for what it has."""

    def load(self, name: str, toolkit: str, version: str = "4.0") -> Any:
        """Returns the module that a file manager loads."""

        class Base:
            pass

        made = types.SimpleNamespace
        self.copied: list[tuple[str, str]] = []
        self.versions: list[tuple[str, str]] = []
        module = made(
            _version=version,
            InfoProvider=type("InfoProvider", (), {}),
            MenuProvider=type("MenuProvider", (), {}),
            OperationResult=made(COMPLETE="complete"),
            MenuItem=lambda **given: made(given=given, connect=lambda signal, call: self.connected.append((signal, call))),
        )
        self.connected: list[tuple[str, Callable[..., None]]] = []
        repository = types.ModuleType("gi.repository")
        new = made(set=lambda text: self.copied.append(("new", text)))
        old = made(set_text=lambda text, length: self.copied.append(("old", text)))
        gdk = made(
            SELECTION_CLIPBOARD="clipboard",
            Display=made(get_default=lambda: made(get_clipboard=lambda: new)),
        )
        gtk = made(Clipboard=made(get=lambda selection: old))
        parts = {"GLib": made(), "GObject": made(GObject=Base), "Gdk": gdk, "Gtk": gtk, toolkit: module}
        for part, value in parts.items():
            setattr(repository, part, value)
        gi = types.ModuleType("gi")
        setattr(gi, "require_version", lambda *given: self.versions.append(given))
        modules = mock.patch.dict(sys.modules, {"gi": gi, "gi.repository": repository})
        modules.start()
        self.addCleanup(modules.stop)
        spec = importlib.util.spec_from_file_location(f"syncit_{name}", HERE / f"{name}.py")
        assert spec is not None and spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        return loaded

    def test_the_clipboard_is_that_of_the_toolkit(self) -> None:
        for name, toolkit, version, gtk in [
            ("nautilus", "Nautilus", "4.1", "new"),
            ("nautilus", "Nautilus", "3.0", "old"),
            ("nemo", "Nemo", "3.0", "old"),
            ("caja", "Caja", "2.0", "old"),
        ]:
            with self.subTest(name):
                getattr(self.load(name, toolkit, version), f"SyncIt{toolkit}")()._files._copy("Docs/a.txt")
                self.assertEqual(self.copied, [(gtk, "Docs/a.txt")])
                self.assertIn(("Gdk", "4.0" if gtk == "new" else "3.0"), self.versions)

    def test_each_asks_about_the_files_that_it_is_given(self) -> None:
        file = File("/docs/a.txt")
        for name, toolkit, arguments in [
            ("nautilus", "Nautilus", ([file],)),
            ("nautilus", "Nautilus", ("window", [file])),
            ("nemo", "Nemo", ("window", [file])),
            ("caja", "Caja", ("window", [file])),
        ]:
            with self.subTest(name):
                provider = getattr(self.load(name, toolkit), f"SyncIt{toolkit}")()
                acted: list[str] = []
                provider._files = types.SimpleNamespace(
                    update=acted.append,
                    items=lambda files: [Item("n", "l", "t", lambda: acted.append(files))],
                )
                self.assertEqual(provider.update_file_info(file), "complete")
                [item] = provider.get_file_items(*arguments)
                self.assertEqual(item.given, {"name": "n", "label": "l", "tip": "t"})
                self.connected[0][1]("item")
                self.assertEqual((self.connected[0][0], acted), ("activate", [file, [file]]))

    def test_the_loop_is_that_of_glib(self) -> None:
        calls: list[Any] = []
        glib = types.SimpleNamespace(
            IOCondition=types.SimpleNamespace(IN=1, HUP=16, ERR=8),
            PRIORITY_DEFAULT_IDLE=200,
            io_add_watch=lambda *given: calls.append(given) or 7,
            source_remove=calls.append,
            timeout_add=lambda *given: calls.append(given),
        )
        loop, ran = GLibLoop(glib), []
        watch = loop.when_readable(3, lambda: ran.append("readable"))
        loop.later(20, lambda: ran.append("due"))
        loop.stop(watch)
        self.assertEqual((calls[0][:3], calls[1][0], calls[2]), ((3, 200, 25), 20, 7))
        self.assertTrue(calls[0][3](3, 1), "it goes on")
        self.assertFalse(calls[1][1](), "once")
        self.assertEqual(ran, ["readable", "due"])


class Menus(unittest.TestCase):
    """The files for menus that cannot ask, and what the packages have of all of them."""

    ROOT = HERE.parents[2]

    def read(self, path: Path) -> configparser.RawConfigParser:
        parser = configparser.RawConfigParser(delimiters="=", strict=True)
        setattr(parser, "optionxform", str)
        parser.read_string(path.read_text(encoding="utf-8"))
        return parser

    def check_command(self, line: str, code: str) -> None:
        program, wanted, given = line.split(" ")
        self.assertEqual((program, given), ("syncit-desktop", code))
        arguments = (self.ROOT / "src-tauri/src/args.rs").read_text(encoding="utf-8")
        self.assertIn(f"pub {wanted.removeprefix('--').replace('-', '_')}: Option<PathBuf>", arguments)

    def test_service_menus_start_the_app_with_one_uri(self) -> None:
        for path in HERE.glob("*.desktop"):
            parser = self.read(path)
            actions = parser["Desktop Entry"]["Actions"].rstrip(";").split(";")
            self.assertEqual(parser.sections(), ["Desktop Entry"] + [f"Desktop Action {action}" for action in actions])
            self.assertEqual(parser["Desktop Entry"]["X-KDE-RequiredNumberOfUrls"], "1")
            for action in actions:
                self.check_command(parser[f"Desktop Action {action}"]["Exec"], "%u")

    def test_service_menus_are_valid_but_for_what_only_kde_knows(self) -> None:
        for path in HERE.glob("*.desktop"):
            with tempfile.TemporaryDirectory() as place:
                copy = Path(place, path.name)
                text = path.read_text(encoding="utf-8").replace("Type=Service", "Type=Application\nExec=true")
                copy.write_text(text.replace("X-KDE-ServiceTypes=KonqPopupMenu/Plugin\n", ""), encoding="utf-8")
                found = subprocess.run(["desktop-file-validate", copy], capture_output=True, text=True)
                self.assertEqual((found.returncode, found.stdout), (0, ""))

    def test_actions_of_nemo_pass_one_uri_in_quotes_that_nothing_in_it_can_end(self) -> None:
        # Whatever a name is: of the characters that matter within double quotes a URI has none.
        self.assertFalse(set(quote("".join(map(chr, range(1, 0x250))), safe="!$&'()*+,;=:@/")) & set('"\\`\n '))
        for path in HERE.glob("*.nemo_action"):
            action = self.read(path)["Nemo Action"]
            self.check_command(action["Exec"], "%U")
            self.assertEqual((action["Quote"], action["Selection"], action["UriScheme"]), ("double", "s", "file"))
            self.assertTrue(action["Dependencies"].startswith("syncit-desktop;!/"), "it gives way to nemo-python")

    def test_the_packages_have_all_of_it(self) -> None:
        files = {path.name for path in HERE.iterdir() if path.is_file()} - {Path(__file__).name}
        linux = json.loads((self.ROOT / "tauri.conf.json").read_text(encoding="utf-8"))["bundle"]["linux"]
        for package in ("deb", "rpm"):
            packed = [Path(source) for source in linux[package]["files"].values()]
            self.assertEqual({path.name for path in packed if path.parent.name == HERE.name}, files, package)
            self.assertTrue(all((self.ROOT / path).is_file() for path in packed))


if __name__ == "__main__":
    unittest.main()
