"""What is said of files that were handed in. What begins with a verb follows the name of a file or folder."""

from __future__ import annotations

MESSAGES = {
    # a file or a folder
    "is_link": "is a link, and links are not followed; hand in the file itself",
    "not_regular": "is not an ordinary file",
    "not_a_file": "is not a file",
    "not_a_folder": "is not a folder",
    "not_readable": "could not be read",
    "not_found": "could not be found; check the path",
    "file_too_large": "is larger than {mib} MiB",
    "too_many_entries": "holds more than {count} files",
    "no_folder": "holds no folder {name}",
    # an archive and its members
    "not_a_zip": "is not a zip archive, or a damaged one; pack it again",
    "member_damaged": "is damaged in the archive; pack it again",
    "unpacks_too_large": "unpacks to more than {times} times its size",
    "twin": "is there twice in the archive (or differs in case only); keep one",
    "odd_name": "has a name that is not a plain file name",
    "leads_out": "has a name that leads out of its folder",
    "device_name": "has a name that not every system can have",
    "too_deep": "lies more than {count} folders deep",
    "locked": "is locked with a password; pack it without one",
    "unusual_method": "is packed in an unusual way; pack it as an ordinary zip",
    # a notebook or a source
    "notebook_damaged": "this notebook is damaged; open it in Jupyter, save it again, and hand in that file",
    "notebook_not_utf8": "this notebook is not UTF-8 text; save it again in Jupyter, and hand in that file",
    "notebook_code": "this notebook holds more than {mib} MiB of code",
    "notebook_too_large": "this notebook is larger than {mib} MiB; clear its outputs and save it again",
    "notebook_intricate": "this notebook is too intricate; clear its outputs and save it again",
    "notebook_line": "cell {cell}, line {line}: {text}",
    "source_line": "line {line}: {problem}",
    # which of the files counts
    "ambiguous": "{names} all seem to be {slug}; keep one and call it {slug}.py",
    "duplicate": "{names} not used: {chosen} counts",
    "notebook_used": "the notebook counts: {slug}.py is unchanged",
    "magic": "left out what only a notebook runs: {lines}",
    "ignored": "not an exercise, so not read: {names}",
    "and_more": "{shown} and {count} more",
    "file_refused": "this file {reason}",
    "other_refused": "not read: {name} {reason}",
    "unmatched": "No exercise has these functions.",
    # why nothing can be graded
    "other_suffix": "{name} is not a .py, .ipynb or .zip file; hand in one of these, or a folder",
    "archive_refused": "the archive {reason}",
    "submission_refused": "the submission {reason}",
    "entry_refused": "what {name} handed in {reason}",
    "too_many_sources": "holds more than {count} source files; hand in only the exercise files",
    "all_too_large": "holds more than {mib} MiB; hand in only the exercise files",
    "too_many_strangers": "holds {count} files that no exercise is called; name them like {example}",
    "none_readable": "no exercise file could be read ({name} {reason}); hand in files named like {example}",
    "archive_inside": "no exercise file found, only an archive inside; hand in files named like {example}",
    "none_found": "no exercise file found; hand in files named like {example}",
    "nothing_belongs": "Nothing in the submission belongs to an exercise. Name the files as they were handed "
    "out, such as {example}.",
    # what a learning system exported
    "late": "handed in late, says the learning system",
    "metadata_damaged": "holds a {file} that cannot be read; export it again",
    "metadata_empty": "holds a {file} without submissions; export it again",
}
