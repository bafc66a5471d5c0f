"""`python -m configurator check FILE…`, `convert FROM TO`, `schema`."""

import argparse
import json
import sys
from contextlib import suppress
from pathlib import Path

from configurator.checking import check
from configurator.errors import ModelError
from configurator.lint import LintFinding, lint
from configurator.model import ProductModel
from configurator.reading.model import FORMATS, read_model, read_model_from
from configurator.writing import json_schema, left_out, write_uvl, write_yaml
from configurator.writing.schema import SHEETS


def main(words: list[str] | None = None) -> int:
    """The exit code of a command: 0, or 1 where a model cannot be read, sold or written."""
    given = _arguments().parse_args(words)
    try:
        return int(given.run(given))
    except ModelError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m configurator", description="Product models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checking = commands.add_parser("check", help=f"check models: {' '.join(FORMATS)}")
    checking.add_argument("files", nargs="+", type=Path)
    checking.set_defaults(run=_check)
    converting = commands.add_parser("convert", help="write a model as .uvl or .yaml")
    converting.add_argument("source", type=Path)
    converting.add_argument("target", type=Path)
    converting.set_defaults(run=_convert)
    schema = commands.add_parser("schema", help="print a JSON Schema of what authors write")
    schema.add_argument("name", nargs="?", choices=SHEETS, default="product-model")
    schema.set_defaults(run=_schema)
    return parser


def _check(given: argparse.Namespace) -> int:
    return 1 if sum([_checked(path) for path in given.files]) else 0


def _checked(path: Path) -> int:
    """How many problems a file has; they and what else is worth a look are printed."""
    advice: list[LintFinding] = []
    try:
        problems = check(read_model(path))
    except ModelError as error:
        problems = error.problems
    with suppress(ModelError):
        advice = lint(read_model(path, despite_gaps=True))
    for problem in problems:
        print(problem, file=sys.stderr)
    for each in advice:
        print(f"advice: {each}", file=sys.stderr)
    print(f"{path}: {len(problems) or 'no'} {'problem' if len(problems) == 1 else 'problems'}")
    return len(problems)


def _convert(given: argparse.Namespace) -> int:
    model = read_model(given.source)
    for remark in model.remarks:
        print(f"not held: {remark}", file=sys.stderr)
    for what in left_out(model) if given.target.suffix.lower() == ".uvl" else []:
        print(f"left out: {what}", file=sys.stderr)
    files = _written(model, given.target)
    read_model_from({name: text.encode() for name, text in files.items()}, given.target.name)
    for name, text in files.items():
        path = given.target.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


def _written(model: ProductModel, target: Path) -> dict[str, str]:
    match target.suffix.lower():
        case ".uvl":
            return {target.name: write_uvl(model)}
        case ".yaml" | ".yml":
            return write_yaml(model, target.name)
    raise OSError(0, "a model is written as .uvl or .yaml", str(target))


def _schema(given: argparse.Namespace) -> int:
    print(json.dumps(json_schema(given.name), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
