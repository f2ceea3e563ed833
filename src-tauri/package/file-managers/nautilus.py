"""SyncIt in GNOME's file manager, for nautilus-python."""

import sys
from typing import Any

import gi

sys.path.insert(0, "/usr/share/syncit/file-managers")

from gi.repository import GLib, GObject, Nautilus  # noqa: E402

from syncit_files import Files, GLibLoop, copy_by_gtk3, menu  # noqa: E402


def copy(text: str) -> None:
    if Nautilus._version.startswith("3."):
        # Before version 43.
        copy_by_gtk3(text)
        return
    gi.require_version("Gdk", "4.0")
    from gi.repository import Gdk

    Gdk.Display.get_default().get_clipboard().set(text)


class SyncItNautilus(GObject.GObject, Nautilus.InfoProvider, Nautilus.MenuProvider):
    def __init__(self) -> None:
        super().__init__()
        self._files = Files(GLibLoop(GLib), copy)

    def update_file_info(self, file: Any) -> Any:
        self._files.update(file)
        return Nautilus.OperationResult.COMPLETE

    # Before version 43 the window comes first.
    def get_file_items(self, *arguments: Any) -> list[Any]:
        return menu(Nautilus, self._files.items(arguments[-1]))
