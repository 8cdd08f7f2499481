"""One exercise on one calm screen: at most 24 lines of 80 columns, a pure function of its `View`.

Lines are dealt out by rank: a hint that was asked for and the mistake's name come before what was
expected, that before the timeline, the timeline before what the code printed. What does not fit is cut
with a sign, never scrolled away.
All text that comes from a submission is cleaned and shown as `Text`, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grader.messages import say
from grader.records import CaseResult, Row, Status, TimelineStep
from grader.render import words
from grader.render.terminal import ASCII, COLOURS, UNICODE, Signs
from grader.view import View

HEIGHT, WIDTH = 24, 80
KEYS = (("n", "next"), ("h", "hint"), ("l", "list"), ("s", "solution"), ("r", "reset"), ("q", "quit"))
_PLAIN = str.maketrans("…·–—×²³ᵢ₁₂→↦−", "~.--x23i12>>-")


@dataclass(frozen=True, slots=True)
class Screen:
    """A view to draw; `note` is a line to say now, `panel` a text to show instead of the verdict."""

    view: View
    keys: bool = False
    note: str = ""
    hint: str = ""
    panel: tuple[str, ...] = ()
    height: int = HEIGHT

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render every block to lines, and deal out the lines there are."""
        signs = ASCII if options.ascii_only else UNICODE
        width = min(options.max_width, WIDTH)
        draw = _Drawer(console, options, signs, width)
        head = draw.lines(_head(self.view), "  ")
        foot = [line for block in self._foot(signs, width) for line in draw.lines(block, "  ")]
        room = max(self.height - len(head) - len(foot) - 2, 4)
        body = self._body(draw, room)
        for line in [*head, [], *body, [], *foot]:
            yield from line
            yield Segment.line()

    def _body(self, draw: _Drawer, room: int) -> list[list[Segment]]:
        if self.panel:
            parts = [Text(words.block(part, 400), no_wrap=True, overflow="ellipsis") for part in self.panel]
            text = [line for part in parts for line in draw.lines(part, "  ")]
            return _cut(text, room, draw)
        blocks = [*_verdict(self.view, draw, keys=self.keys)]
        if self.hint:
            label = say("hint_label", number=self.view.hints_shown, of=len(self.view.exercise.hints))
            blocks.append(
                _Block(1, 6, draw.lines(Text.assemble((label, "bold"), words.line(self.hint, 500)), "  "))
            )
        if self.note:
            blocks.append(_Block(1, 2, draw.lines(Text(words.line(self.note), style="yellow"), "  ")))
        return _deal(blocks, room, draw)

    def _foot(self, signs: Signs, width: int) -> Iterable[RenderableType]:
        view = self.view
        count = say("count" if view.total else "nothing_checked", passed=view.passed, total=view.total)
        hints = f"hints {view.hints_shown}/{len(view.exercise.hints)}"
        yield _spread(Text(count), Text(hints, style="dim"), width)
        if view.sections:
            yield _sections(view, signs, width)
        if view.isolation:
            yield Text(say("isolation", level=view.isolation), style="dim")
        if self.keys:
            keys = [key for key in KEYS if view.done or key[0] != "s"]
            yield Text("  ").join(Text.assemble((key, "bold"), (f" {name}", "dim")) for key, name in keys)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines with a rank (1 is dealt first) and the most that are wanted of them."""

    rank: int
    most: int
    lines: list[list[Segment]]


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Turns renderables into lines with a mark in front."""

    console: Console
    options: ConsoleOptions
    signs: Signs
    width: int

    def lines(self, content: RenderableType, mark: str, style: str = "dim") -> list[list[Segment]]:
        """Render to lines no wider than the screen, in ASCII where the terminal knows no more."""
        options = self.options.update(width=max(self.width - cell_len(mark), 20), height=None)
        found = []
        for line in self.console.render_lines(content, options, pad=False):
            marked = [Segment(mark, Style.parse(style)), *line]
            found.append(_trimmed([self._plain(each) for each in marked]))
        return found

    def inside(self, content: RenderableType) -> list[list[Segment]]:
        """Render behind the gutter, where no line begins with a submission's text."""
        return self.lines(content, f"  {self.signs.gutter} ")

    def _plain(self, segment: Segment) -> Segment:
        if not self.options.ascii_only:
            return segment
        text = segment.text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
        return Segment(text, segment.style, segment.control)


def _trimmed(segments: list[Segment]) -> list[Segment]:
    kept = list(segments)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        last = kept.pop()
        kept.append(Segment(last.text.rstrip(), last.style, last.control))
    return kept


def _cut(lines: list[list[Segment]], room: int, draw: _Drawer) -> list[list[Segment]]:
    if len(lines) <= room:
        return lines
    return [*lines[: max(room - 1, 0)], draw.lines(Text(draw.signs.more, style="dim"), "  ")[0]][:room]


def _deal(blocks: Sequence[_Block], room: int, draw: _Drawer) -> list[list[Segment]]:
    """Give lines to blocks by rank, and draw them in their order with a gutter line between."""
    shares = dict.fromkeys(range(len(blocks)), 0)
    for index in sorted(shares, key=lambda at: blocks[at].rank):
        block = blocks[index]
        gap = 1 if any(shares.values()) else 0
        wanted = min(len(block.lines), block.most)
        if wanted and room - gap >= min(wanted, 2):
            shares[index] = min(wanted, room - gap)
            room -= shares[index] + gap
    dealt: list[list[Segment]] = []
    for index, share in shares.items():
        if share:
            dealt += [[]] if dealt else []
            dealt += _cut(blocks[index].lines, share, draw)
    return dealt


# --- the parts ------------------------------------------------------------------------------------


def _head(view: View) -> RenderableType:
    exercise = view.exercise
    place = say("place", place=view.place, of=view.of, minutes=exercise.minutes)
    name = Text.assemble((exercise.slug, "bold"), "  ", exercise.title)
    shown = view.path
    text = "/".join(shown.parts[-2:]) if shown.parent.name == "exercises" else "/".join(shown.parts[-3:])
    link = Text(text, style=Style(color="cyan", underline=True, link=shown.absolute().as_uri()))
    table = Table.grid(expand=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True, justify="right")
    table.add_row(name, Text(place, style="dim"))
    table.add_row(link, Text(""))
    return table


def _spread(left: Text, right: Text, width: int) -> RenderableType:
    table = Table.grid(expand=True)
    table.width = width - 2
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    table.add_row(left, right)
    return table


def _sections(view: View, signs: Signs, width: int) -> RenderableType:
    """Draw one bar per section, as long as its share of the course, and the count of all."""
    done, everything = sum(d for _, d, _ in view.sections), sum(n for _, _, n in view.sections)
    room = width - 2 - len(f"  {done}/{everything} done") - len(view.sections)
    bars: list[Text] = []
    for _, finished, count in view.sections:
        cells = max(room * count // max(everything, 1), 2)
        bars.append(signs.bar(finished / count, cells, "green"))
    return Text.assemble(Text(" ").join(bars), (f"  {done}/{everything} done", "dim"))


def _verdict(view: View, draw: _Drawer, *, keys: bool) -> Iterable[_Block]:
    """Give the blocks of the verdict, in the order in which they are read; with `keys`, h is a hint."""
    signs = draw.signs
    if view.problem:
        yield _Block(
            1, 4, draw.lines(Text(words.line(view.problem, 400)), f"  {signs.status[Status.FAILED]} ")
        )
    elif view.done:
        yield _Block(1, 2, draw.lines(_passed(view), f"  {signs.status[Status.PASSED]} ", "bold green"))
        if not keys:
            yield _Block(4, 1, draw.lines(Text(say("go_on"), style="dim"), "    "))
    elif view.case is None:
        text = Text(f"{words.STATUS_WORDS[view.status].capitalize()}.")
        yield _Block(1, 2, draw.lines(text, f"  {signs.status[view.status]} "))
    else:
        yield from _case(view, view.case, draw, keys=keys)
    if view.output.strip():
        yield _Block(6, 6, draw.inside(_printed(view.output)))


def _passed(view: View) -> Text:
    return Text(say("passes", slug=view.exercise.slug), style="bold green")


def _case(view: View, case: CaseResult, draw: _Drawer, *, keys: bool) -> Iterable[_Block]:
    colour = COLOURS.get(case.status, "yellow")
    where = say("task_line" if case.line else "task", number=case.task, line=case.line)
    title = Text.assemble((f"{where} ", f"bold {colour}"), words.line(case.title))
    heading = draw.lines(title, f"  {draw.signs.status[case.status]} ", colour)[:2]
    yield _Block(1, 6, [*heading, *draw.inside(Text(words.message(case)))[:4]])
    if case.rows:
        yield _Block(3, 6, draw.inside(_gap(case.rows)))
    if case.timeline:
        yield _Block(5, 8, draw.inside(_timeline(case.timeline, draw.signs)))
    named = words.diagnosis(case)
    if named or case.hint:
        text = Text.assemble((named, "bold"), " " if named and case.hint else "", words.line(case.hint))
        yield _Block(2, 4, draw.inside(text))
    if case.status is Status.NOT_ATTEMPTED:
        hint = say("press_h") if keys else say("hint_command", short=view.exercise.slug[:4])
        yield _Block(4, 2, draw.inside(Text(say("begin", hint=hint))))


def _gap(rows: Sequence[Row]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    ratio = any(row.ratio for row in rows)
    # 76 columns are there behind the gutter: no cell may push its neighbour out.
    widths = (26, 18, 18) if ratio else (28, 22, 22)
    table.add_column("what", overflow="ellipsis", no_wrap=True, max_width=widths[0])
    table.add_column("yours", overflow="ellipsis", no_wrap=True, style="red", max_width=widths[1])
    table.add_column("expected", overflow="ellipsis", no_wrap=True, style="green", max_width=widths[2])
    if ratio:
        table.add_column("ratio", overflow="ellipsis", no_wrap=True)
    for row in rows[:5]:
        cells = [Text(words.line(each, 120)) for each in (row.what, row.yours, row.expected, row.ratio)]
        table.add_row(*cells[: 4 if ratio else 3])
    return table


def _timeline(steps: Sequence[TimelineStep], signs: Signs) -> Table:
    """Draw a row per step around the first difference, which is marked in row and column."""
    first = next((at for at, step in enumerate(steps) if step.yours != step.expected), 0)
    start = max(min(first - 1, len(steps) - 3), 0)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("step")
    table.add_column("yours", overflow="ellipsis")
    table.add_column("expected", overflow="ellipsis")
    table.add_column("")
    arrow = "<" if signs is ASCII else "◀"
    for at, step in enumerate(steps[start : start + 3], start):
        place = _first_difference(step) if at == first else None
        mark = Text(f"{arrow} first", style="bold yellow") if at == first else Text("")
        table.add_row(str(step.step), _events(step.yours, place), _events(step.expected, place), mark)
    return table


def _first_difference(step: TimelineStep) -> int:
    pairs = zip(step.yours, step.expected, strict=False)
    shorter = min(len(step.yours), len(step.expected))
    return next((at for at, (mine, right) in enumerate(pairs) if mine != right), shorter)


def _events(events: Sequence[str], marked: int | None) -> Text:
    parts = [
        Text(words.line(event, 20), style="bold underline" if at == marked else "")
        for at, event in enumerate(events[:8])
    ]
    if marked is not None and marked >= len(parts):
        parts.append(Text("—", style="bold"))
    return Text(" ").join(parts) if parts else Text("nothing", style="dim")


def _printed(output: str) -> Text:
    lines = words.block(output).splitlines()
    shown = lines[-5:]
    label = say("printed" if len(lines) <= len(shown) else "printed_long", count=len(lines))
    return Text.assemble((label, "dim"), "\n", "\n".join(line[:76] for line in shown), overflow="ellipsis")
