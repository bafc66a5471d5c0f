"""A file of any format we read → ProductModel."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from configurator.errors import ModelError, Problem
from configurator.model import ProductModel
from configurator.reading.dimacs import model_from_dimacs
from configurator.reading.document import Document
from configurator.reading.uvl import model_from_uvl
from configurator.reading.yaml import model_from_document

FORMATS = (".yaml", ".yml", ".uvl", ".dimacs", ".cnf")
LARGEST = 50_000_000
"""Bytes read of any one file; each format refuses what is too large for it."""


def read_model(path: str | Path, *, despite_gaps: bool = False) -> ProductModel:
    """The product model in a file: YAML with its CSV tables beside or below it, UVL, or DIMACS.

    `despite_gaps`: labels, translations and bounds of numbers that YAML files lack are filled
    in, so that lint can look at all the rest; such a model is good for nothing else. Raises
    ModelError with file, line and id of everything that is wrong; OSError where the file itself
    cannot be read.
    """
    path = Path(path)
    return _read(path.read_bytes(), path.name, _Folder(path.parent), despite_gaps)


def read_model_from(
    files: Mapping[str, bytes], path: str, *, despite_gaps: bool = False
) -> ProductModel:
    """The product model at `path` among files held in memory; tables are found beside it."""
    if path not in files:
        raise ModelError([Problem(path, 1, "", "there is no such file")])
    return _read(files[path], path, files, despite_gaps)


def _read(
    content: bytes, file: str, files: Mapping[str, bytes], despite_gaps: bool
) -> ProductModel:
    match Path(file).suffix.lower():
        case ".dimacs" | ".cnf":
            return model_from_dimacs(content, file)
        case ".uvl":
            return model_from_uvl(content, file, files)
        case ".yaml" | ".yml":
            return model_from_document(Document(content, file), files, despite_gaps=despite_gaps)
    raise ModelError([Problem(file, 1, "", f"not one of the formats {', '.join(FORMATS)}")])


class _Folder(Mapping[str, bytes]):
    """The files below a folder, read when asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __getitem__(self, name: str) -> bytes:
        try:
            with (self._root / name).open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return (self._root / str(name)).is_file()

    def __iter__(self) -> Iterator[str]:
        return (str(p.relative_to(self._root)) for p in self._root.rglob("*") if p.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)
