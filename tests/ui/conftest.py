"""The built front-end files, for tests that look at them."""

from pathlib import Path

import pytest

import danvan.ui


@pytest.fixture
def built():
    folder = Path(danvan.ui.__file__).parent / "static" / "ui" / "dist"
    if not (folder / "danvan.css").exists():
        pytest.skip("the front-end files are not built: run npm ci and node frontend/build.mjs")
    return folder
