"""Files that are there whole or not at all, whatever dies while they are written."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes under a name nobody asks for, brings it to the disk, and only then gives it its own.

    What a killed process leaves under such a name the nightly sweep removes.
    """

    def _save(self, name: str, content: Any) -> str:
        # Django documents this method for storages of one's own; its types leave it out.
        unfinished: str = super()._save(f"{name}.{uuid4().hex}.part", content)  # type: ignore[misc]
        whole = self.path(name)
        with Path(self.path(unfinished)).open("rb") as written:
            os.fsync(written.fileno())
        # Places are named after what lies there: whoever was first wrote the same.
        os.replace(self.path(unfinished), whole)
        folder = os.open(os.path.dirname(whole), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name
