"""Rows 55 to 72: files, intake, start-up hooks."""

import io
import os
import pathlib
import stat
import tarfile
import tempfile
import zipfile

from grader.course import find_root, load_course
from grader.intake.submission import Who, read_archive, read_submission
from tests.attacks.model import WRONG, Attack, wrong


def _course():
    return load_course(find_root(pathlib.Path(__file__)))


def _zip(**members):
    """Make an archive; a callable makes its member itself."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _archive(members):
    return read_archive(_zip(**members), _course(), Who("eve"))


def _folder(fill):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "eve"
        folder.mkdir()
        fill(folder)
        return read_submission(folder, _course())


def slip():
    """Names that lead out of the archive."""
    for name in ("../ex05_square.py", "/etc/ex05_square.py", "C:\\ex05_square.py", "a/../../ex05_square.py", "..\\ex05_square.py"):
        read = _archive({name: WRONG})
        if read.sources:
            return f"read {name}"
    return "refused"


def links():
    """A tar archive is not opened at all."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        link = tarfile.TarInfo("ex05_square.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    read = read_archive(data.getvalue(), _course(), Who("eve"))
    return "refused" if read.rejected else "read"


def bomb():
    """200 MB in 200 KB, three deep."""
    inner = _zip(**{"ex05_square.py": b"#" * (200 << 20)})
    read = _archive({"ex05_square.py": b"#" * (60 << 20), "nested.zip": inner})
    return "refused" if not read.sources else "read"


def ambiguous():
    """Twins, devices, trailing dots, names of 5,000 characters or another direction."""
    for names in (["ex05_square.py", "EX05_SQUARE.PY"], ["CON/ex05_square.py"], ["x" * 5000 + "/ex05_square.py"], ["\u202e/ex05_square.py"], ["ex05_square.py./ex05_square.py"]):
        read = _archive({name: WRONG for name in names})
        if read.sources and len(names) > 1:
            return f"read {names[0][:20]!r}"
    return "refused"


def special():
    """A fifo, a device and a link as source."""
    def fill(folder):
        os.mkfifo(folder / "ex05_square.py")
        (folder / "ex00_ready.py").symlink_to("/dev/zero")
        (folder / "ex15_manual_update.py").symlink_to("/etc/passwd")
    return "refused" if not _folder(fill).sources else "read"


def linked_folder():
    """A linked folder of exercises."""
    def fill(folder):
        (folder / "exercises").symlink_to(find_root(pathlib.Path(__file__)) / "solutions")
    return "refused" if not _folder(fill).sources else "read"


def magics():
    """A notebook whose cells start programs."""
    import json

    cells = [{"cell_type": "code", "metadata": {}, "outputs": [{"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}], "execution_count": 1, "source": "!touch /tmp/owned\n%%bash\n" + WRONG}]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    def fill(folder):
        (folder / "ex05_square.ipynb").write_text(json.dumps(book))
    read = _folder(fill)
    ran = pathlib.Path("/tmp/owned").exists()
    return "ran" if ran or b"!touch" in read.sources.get("ex05_square", b"") else "refused"


def plain_archive():
    """An archive of an ordinary file is read, so what refuses the others is their names or sizes."""
    return bool(_archive({"ex05_square.py": WRONG}).sources)


def plain_folder():
    """An ordinary file in a folder is read."""
    return bool(_folder(lambda folder: (folder / "ex05_square.py").write_text(WRONG)).sources)


def leading_out():
    """A reader that joins names with a folder is led out of it, and unpacks two hundred megabytes."""
    names = zipfile.ZipFile(io.BytesIO(_zip(**{"../ex05_square.py": WRONG}))).namelist()
    return plain_archive() and not os.path.normpath(os.path.join("/in", names[0])).startswith("/in")


HOOKS = wrong('''
import builtins, sys, os
sys.path.insert(0, "/")
sys.meta_path.insert(0, type("F", (), {"find_spec": staticmethod(lambda *a, **k: None)})())
os.environ.update(PYTHONPATH="/tmp", LD_PRELOAD="/tmp/x.so", PYTEST_ADDOPTS="--collect-only")
''')

ATTACKS = (
    Attack(55, "overwrite the report", "LS", system=("write a file", "append to a file", "truncate a file", "empty a file while opening it", "open a file neither to read nor to write", "rename a file", "remove a file")),
    Attack(56, "change permissions, times and attributes", "S", system=("change permissions", "change times", "set an attribute")),
    Attack(57, "swap outputs for links", "LS", system=("link a file", "make a symlink", "make a fifo", "make a folder")),
    Attack(58, "bring a conftest.py and settings of pytest", "P", reason="a submission is bytes of its exercises' files and lies in no folder that pytest sees; `tests/intake` shows that other files are ignored"),
    Attack(59, "shadow modules, hook start-up", "Z", naive='pytest_runner', source=HOOKS),
    Attack(60, "set PYTHON* and LD_PRELOAD", "Z", system=("find a token in the environment",)),
    Attack(61, "plant bytecode among the packages", "L", system=("plant a bytecode file",)),
    Attack(62, "bring a plugin of pytest by entry point", "P", reason="no installed package comes from a submission, and the judge starts pytest with --disable-plugin-autoload"),
    Attack(63, "names that lead out of an archive", "I", refused=slip, control=leading_out),
    Attack(64, "links and devices in a tar archive", "I", refused=links, control=plain_archive),
    Attack(65, "an archive that unpacks to gigabytes", "I", refused=bomb, control=plain_archive),
    Attack(66, "names that are two things", "I", refused=ambiguous, control=plain_archive),
    Attack(67, "a fifo, a device, a link as source", "I", refused=special, control=plain_folder),
    Attack(67, "a linked folder of exercises", "I", refused=linked_folder, control=plain_folder),
    Attack(68, "source that breaks the parser", "RW", why='ends a grader in one process', source="x = " + "(" * 20000 + ")" * 20000 + "\n" + WRONG),
    Attack(68, "source in an odd encoding", "I", why='refused before it runs; Python itself would obey the line', source="# -*- coding: utf-7 -*-\n" + WRONG),
    Attack(69, "letters that only look Latin", "O", why='nothing to gain: people are to be warned', source=wrong("") + "\ndef sqaure():\n    \u0430 = 1\n    return \u0430\n", note="an honest wrong answer with a warning"),
    Attack(70, "weights that run code when loaded", "LS", why='what the code may do is tried as attempts on the kernel', source=wrong("") + '''
import io, pickle, torch
class Boom:
    def __reduce__(self):
        return (exec, ("import os; os.system('touch /tmp/grader-boom')",))
try:
    torch.load(io.BytesIO(pickle.dumps(Boom())), weights_only=False)
except Exception:
    pass
'''),
    Attack(71, "native code", "S", system=("use the 32-bit entry",)),
    Attack(72, "a notebook that starts programs", "I", refused=magics, control=plain_folder),
)
