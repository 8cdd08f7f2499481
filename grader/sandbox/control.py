"""What the grader and its zygote say to each other; no torch here, so that the zygote starts at once."""

from __future__ import annotations

import struct

VERSION = 1
FORK = struct.Struct("<HQIIQ")  # version, number, cpu seconds, memory MiB, arena bytes
EVENT = struct.Struct("<BQidd")  # kind, number, wait status, cpu seconds, peak MiB
FORKED, ENDED, FAILED = 1, 2, 3
LOCKED = b"L"
