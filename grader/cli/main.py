"""The `grader` command: groups the subcommands and turns our errors into one line and an exit code.

Subcommands are imported when they are called, so that `grader --help` loads neither torch nor pytest.
"""

from __future__ import annotations

import gc
import importlib
import sys
from importlib.util import find_spec

import click

from grader import __version__
from grader.errors import GraderError

# command -> (module, attribute, one line of help)
_COMMANDS = {
    "check": ("grader.cli.student", "check", "Check your exercises in the current folder."),
    "watch": ("grader.cli.watch", "watch", "Check on every save, one exercise at a time."),
    "list": ("grader.cli.student", "list_", "List the exercises: done, open, skipped."),
    "hint": ("grader.cli.student", "hint", "Show the next hint of an exercise."),
    "next": ("grader.cli.student", "next_", "Go on to the next open exercise."),
    "reset": ("grader.cli.student", "reset", "Put an exercise back as it was handed out (keeps a backup)."),
    "solution": ("grader.cli.student", "solution", "Show a solution, after yours has passed."),
    "predict": ("grader.cli.student", "predict", "Type the number before running it."),
    "plot": ("grader.cli.student", "plot", "Draw what your own code does."),
    "grade": ("grader.cli.grade", "grade", "Grade submissions: folders, .py, .ipynb or zip files."),
    "batch": ("grader.cli.batch", "batch", "Grade a folder of submissions, a report each."),
    "report": ("grader.cli.stored", "report", "Show stored reports, or write them for other systems."),
    "rescore": ("grader.cli.stored", "rescore", "Apply a grading policy to stored reports."),
    "verify": ("grader.cli.stored", "verify", "Check the signatures of stored reports."),
    "keys": ("grader.cli.stored", "keys", "Make a key pair for signing reports."),
    "doctor": ("grader.cli.doctor", "doctor", "Say what isolation this machine gives and how to improve it."),
    "dev": ("grader.cli.dev", "dev", "For authors: build, check, matrix, mutants, new, release."),
}


class _Lazy(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the commands in the order of the table; a student's release lacks the author's."""
        return [name for name, (module, _, _) in _COMMANDS.items() if find_spec(module) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][2]) for name in self.list_commands(ctx)])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grade gradient exercises: truthfully, at once, and with the mistake named.

    \b
    Exit codes: 0 done, 1 not everything passed (check) or a gate failed (dev),
    2 wrong usage, 3 our failure, 130 interrupted.
    """  # noqa: D301  (click reads a real backspace as "do not wrap this")


def main() -> None:
    """Run the command line; our own errors become one line on standard error."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except GraderError as error:
        click.echo(f"grader: {error}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except OSError as error:
        click.echo(f"grader: {error.strerror or error}: {error.filename or 'the system refused'}", err=True)
        sys.exit(3)
    finally:
        gc.freeze()  # at its end the interpreter would look for garbage in all of torch, half a second long
    sys.exit(code if isinstance(code, int) else 0)
