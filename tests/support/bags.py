"""BagIt packages to verify, in both forms, and what may happen to them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bks_tui.storage.bag.write import write_bag

FILES: Mapping[str, tuple[str, ...]] = {
    "records.jsonl": tuple(f'{{"event": {number}}}\n' for number in range(500)),
    "report.html": ("<!DOCTYPE html>\n",),
    "more/empty.txt": (),
}
INFO = (("Bag-Software-Agent", "bks 0"),)


def a_bag(path: Path, *, overwrite: bool = False) -> Path:
    """A package of FILES at this path."""
    write_bag(path, FILES, INFO, overwrite=overwrite)
    return path


def edit_archive(path: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    """Write an archive again with its entries edited."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    edit(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def edit_files(path: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    """Edit the files of a package in either form, by their paths in it."""
    if path.suffix == ".zip":
        base = f"{path.stem}/"

        def based(entries: dict[str, bytes]) -> None:
            files = {name.removeprefix(base): content for name, content in entries.items()}
            edit(files)
            entries.clear()
            entries.update({f"{base}{name}": content for name, content in files.items()})

        edit_archive(path, based)
        return
    before = {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}
    after = dict(before)
    edit(after)
    for name in before.keys() - after.keys():
        (path / name).unlink()
    for name, content in after.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
