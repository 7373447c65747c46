"""Scenario files: YAML to a funnel or a what-if, and back.

This room reads text and tables with their places, so that every problem is told with file, line
and column, all at once. What a number means is the business of `simfunnel.units` and
`simfunnel.funnel`; nothing here simulates.
"""

from __future__ import annotations

from simfunnel.scenarios.editing import save_as
from simfunnel.scenarios.reading import load
from simfunnel.scenarios.schema import schema, schema_files, what_if_schema
from simfunnel.scenarios.what_if_writing import dump_what_if, free_path, save_what_if
from simfunnel.scenarios.what_ifs import is_what_if, load_what_if, what_if_from
from simfunnel.scenarios.writing import dump, save

__all__ = [
    "dump",
    "dump_what_if",
    "free_path",
    "is_what_if",
    "load",
    "load_what_if",
    "save",
    "save_as",
    "save_what_if",
    "schema",
    "schema_files",
    "what_if_from",
    "what_if_schema",
]
