"""SyncIt in Cinnamon's file manager, for nemo-python."""

import sys
from typing import Any

sys.path.insert(0, "/usr/share/syncit/file-managers")

from gi.repository import GLib, GObject, Nemo  # noqa: E402

from syncit_files import Files, GLibLoop, copy_by_gtk3, menu  # noqa: E402


class SyncItNemo(GObject.GObject, Nemo.InfoProvider, Nemo.MenuProvider):
    def __init__(self) -> None:
        super().__init__()
        self._files = Files(GLibLoop(GLib), copy_by_gtk3)

    def update_file_info(self, file: Any) -> Any:
        self._files.update(file)
        return Nemo.OperationResult.COMPLETE

    def get_file_items(self, window: Any, files: list[Any]) -> list[Any]:
        return menu(Nemo, self._files.items(files))
