"""The two notices from which collectors of GitHub Classroom's kind read points.

Where we fail there are none, since a collector would read a zero; an error says why.
"""

from __future__ import annotations

import json

from grader.export.actions import command
from grader.export.shape import Audience, Context, ungraded
from grader.records import ScoreReport
from grader.render import words

NAME = "github-notices"
HELP = "the notices from which collectors read points, to be printed"
FILE = ".notices.txt"
AUDIENCE: Audience = "student"


def export(report: ScoreReport, _: Context) -> str:
    """Write the commands, one a line."""
    if ungraded(report):
        return (
            command("error", {"title": "Autograding failed"}, words.standing(report) or words.OUR_FAULT)
            + "\n"
        )
    score, most = words.points(report.score or 0.0), words.points(report.max_score)
    totals = json.dumps({"totalPoints": float(score), "maxPoints": float(most)}, separators=(",", ":"))
    lines = [
        command("notice", {"title": "Autograding complete"}, f"Points {score}/{most}"),
        command("notice", {"title": "Autograding report"}, totals),
    ]
    return "".join(f"{line}\n" for line in lines)
