"""UVL files that import others → one tree."""

import posixpath
from collections.abc import Iterator, Mapping

from configurator.errors import ModelError, Problem
from configurator.reading.document import decode
from configurator.reading.uvl.tree import Feature, FeatureTree, Import, read_tree

MAX_BYTES = 20_000_000


def read_with_imports(
    content: bytes, file: str, files: Mapping[str, bytes], chain: tuple[str, ...] = ()
) -> FeatureTree:
    """The tree of a file, in which imported roots stand with all that is below them.

    Names of an imported file begin with the name it is imported by. Raises ModelError for a file
    that is not there, lies outside, or imports itself.
    """
    tree = read_tree(decode(content, file, MAX_BYTES), file)
    places = {feature.name: feature for feature in features_of(tree.roots[0])}
    for each in tree.imports:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), each.path))
        if path in (*chain, file):
            message = f"the imports run in a circle: {' > '.join([*chain, file, path])}"
            raise ModelError([Problem(file, each.line, each.alias, message)])
        if path.startswith(("..", "/")) or path not in files:
            message = f"there is no file '{each.path}'"
            raise ModelError([Problem(file, each.line, each.alias, message)])
        imported = read_with_imports(files[path], path, files, (*chain, file))
        _graft(tree, places, each, imported)
    return tree


def features_of(root: Feature) -> Iterator[Feature]:
    """A feature and all below it, in the order they are written."""
    waiting = [root]
    while waiting:
        feature = waiting.pop()
        yield feature
        below = [child for group in feature.groups for child in group.features]
        waiting += reversed(below)


def _graft(
    tree: FeatureTree, places: Mapping[str, Feature], by: Import, imported: FeatureTree
) -> None:
    root = imported.roots[0]
    for feature in features_of(root):
        feature.name = f"{by.alias}.{feature.name}"
    place = places.get(root.name)
    if place is None:
        message = f"'{root.name}' stands nowhere among the features"
        raise ModelError([Problem(tree.file, by.line, by.alias, message)])
    place.groups += root.groups
    place.attributes = {**root.attributes, **place.attributes}
    place.unread += root.unread
    place.constraints += root.constraints
    tree.constraints += [
        each._replace(prefix=f"{by.alias}.{each.prefix}") for each in imported.constraints
    ]
