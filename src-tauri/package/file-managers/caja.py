"""SyncIt in MATE's file manager, for python-caja."""

import sys
from typing import Any

sys.path.insert(0, "/usr/share/syncit/file-managers")

from gi.repository import GLib, GObject, Caja  # noqa: E402

from syncit_files import Files, GLibLoop, copy_by_gtk3, menu  # noqa: E402


class SyncItCaja(GObject.GObject, Caja.InfoProvider, Caja.MenuProvider):
    def __init__(self) -> None:
        super().__init__()
        self._files = Files(GLibLoop(GLib), copy_by_gtk3)

    def update_file_info(self, file: Any) -> Any:
        self._files.update(file)
        return Caja.OperationResult.COMPLETE

    def get_file_items(self, window: Any, files: list[Any]) -> list[Any]:
        return menu(Caja, self._files.items(files))
