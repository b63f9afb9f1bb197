"""The documents and the code agree, and nothing that must not leave this project is in it."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
OURS = ("danvan", "scripts", "tests", "bench")


def python_files():
    return [path for folder in OURS for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]


def committed_files():
    """Every file git would commit; in an exported tree, every file but what setting up leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_every_environment_variable_is_described():
    product = [path for path in python_files() if path.is_relative_to(ROOT / "danvan")]
    read = {
        name
        for path in product
        for name in re.findall(r'\b(?:text|flag|whole|words|folder|secret)\(\s*"([A-Z_]{2,})"', path.read_text())
    }
    described = set(re.findall(r"`((?:DANVAN_[A-Z_]+|DATABASE_URL))`", (ROOT / "docs/configuration.md").read_text()))

    # A secret may come from a file; that is the same variable.
    assert {name.removesuffix("_FILE") for name in described} == read


def test_the_environment_is_read_in_one_place():
    """What reads it directly would be missing from the documentation, and would not fail loudly."""
    allowed = {"env.py"}
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "danvan").rglob("*.py")
        if path.name not in allowed and re.search(r"os\.environ(?!\.setdefault)|os\.getenv", path.read_text())
    ]

    assert wrong == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_dependency_has_its_sentence(name):
    listed = {
        re.split(r"[\[><=]", line)[0].strip()
        for line in (ROOT / f"requirements/{name}.in").read_text().splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    }
    said = set(re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text(), flags=re.M))

    assert listed <= said


def test_every_front_end_package_has_its_sentence():
    package = json.loads((ROOT / "package.json").read_text())
    listed = set(package["dependencies"]) | set(package["devDependencies"])
    said = set(re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text(), flags=re.M))

    assert listed <= said


def test_every_model_is_in_the_glossary():
    glossary = (ROOT / "docs/glossary.md").read_text()
    models = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("danvan.")
        for model in config.get_models()
        if not model.__name__.endswith("Event")
    }

    assert {name for name in models if f"`{name}`" not in glossary} == set()


def test_every_template_is_used():
    sources = "\n".join(
        path.read_text() for path in [*python_files(), *(ROOT / "danvan").rglob("*.html")] if "tests" not in path.parts
    )
    # allauth and Django look these up by name themselves.
    looked_up = re.compile(r"^(account/|mfa/|allauth/|40\d(_csrf)?\.html|500\.html)")
    unused = []
    for template in (ROOT / "danvan").rglob("templates/**/*.html"):
        name = str(template).split("/templates/", 1)[1]
        if not looked_up.match(name) and f'"{name}"' not in sources and f"'{name}'" not in sources:
            unused.append(name)

    assert unused == []


def test_templates_carry_no_inline_style_or_script():
    """The content security policy would silently drop them."""
    wrong = [
        str(template.relative_to(ROOT))
        for template in (ROOT / "danvan").rglob("*.html")
        if re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=", template.read_text())
    ]

    assert wrong == []


def test_no_file_carries_a_path_of_a_machine_or_a_download_address():
    # Written in pieces, so that this file does not find itself.
    forbidden = re.compile(
        "|".join(["/ro" + "ot/", "/ho" + "me/[a-z]", "/wo" + "rk/", "py" + "pi\\.org", "registry\\.np" + "mjs",
                  '"reso' + 'lved"', "files\\.python" + "hosted"])
    )  # fmt: skip
    wrong = []
    for path in committed_files():
        if path.suffix in {".png", ".docx", ".xlsx", ".woff2", ".geojson"}:
            continue
        if found := forbidden.search(path.read_text(encoding="utf-8")):
            wrong.append(f"{path.relative_to(ROOT)}: {found.group()}")

    assert wrong == []


def test_locks_carry_hashes_and_no_addresses():
    for name in ("base", "dev"):
        lock = (ROOT / f"requirements/{name}.txt").read_text()
        pinned = re.findall(r"^([a-z0-9-_.]+)==", lock, flags=re.M | re.I)
        assert pinned
        assert len(re.findall(r"--hash=sha256:", lock)) >= len(pinned)
        assert "://" not in lock


def test_the_licence_is_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
