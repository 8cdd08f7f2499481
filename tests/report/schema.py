"""Write the published schema: `python -m tests.report.schema`, after a change of the records."""

from __future__ import annotations

import json
from pathlib import Path

from grader.report import schema

PATH = Path(__file__).resolve().parents[2] / "docs" / "score-report.schema.json"


def text() -> str:
    """Give the schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
