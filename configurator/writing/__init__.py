"""ProductModel → files: UVL for other tools, YAML for authors, the JSON Schema of the latter."""

from configurator.writing.schema import json_schema
from configurator.writing.uvl import left_out, write_uvl
from configurator.writing.yaml import write_yaml

__all__ = ["json_schema", "left_out", "write_uvl", "write_yaml"]
