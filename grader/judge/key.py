"""The key of a student's release: what the visible cases expect and what each twin shows there.

It stands in for solutions and twins, which a release does not have. Numbers, no code: for every
probe call of a visible case the expected observation, and the observation of each known mistake,
so that a diagnosis works offline.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from grader.course import Course
from grader.errors import CourseError
from grader.judge.oracle import Misconception, ReferenceOracle
from grader.judge.subject import Seen, fingerprint, from_raw, to_raw
from grader.judge.suite import Observation
from grader.sandbox.api import Ended, Raised, RawTensor

VERSION = 1


class _Entry(msgspec.Struct, frozen=True):
    expected: Any
    twins: list[Any]


class _Known(msgspec.Struct, frozen=True):
    id: str
    because: str
    hint: str
    equals: tuple[str, ...] = ()


class _Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    calls: dict[str, _Entry]
    misconceptions: dict[str, list[_Known]]
    suite_digest: str = ""


class KeyOracle:
    """Answers from the key file; see `grader.judge.oracle.Oracle`."""

    def __init__(self, course: Course) -> None:
        try:
            self._key = msgspec.json.decode(course.key_path.read_bytes(), type=_Key)
        except (OSError, msgspec.DecodeError) as error:
            raise CourseError(f"{course.key_path}: {error}; fetch the course again") from None
        if self._key.version != VERSION:
            raise CourseError(f"{course.key_path}: version {self._key.version}, this grader reads {VERSION}")

    def expected(self, slug: str, probe: str, inputs: dict[str, object]) -> Seen:
        """Look up the right observation."""
        entry = self._key.calls.get(fingerprint(slug, probe, inputs))
        if entry is None:
            raise CourseError(f"the key has no answer for {slug}, {probe}; fetch the course again")
        return _decode_seen(entry.expected)

    def misconceptions(self, slug: str) -> list[Misconception]:
        """Give the exercise's known mistakes."""
        return [
            Misconception(k.id, k.because, k.hint, k.equals) for k in self._key.misconceptions.get(slug, [])
        ]

    def mistaken(self, slug: str, place: int, probe: str, inputs: dict[str, object]) -> Seen | None:
        """Look up what a twin shows."""
        entry = self._key.calls.get(fingerprint(slug, probe, inputs))
        return None if entry is None or place >= len(entry.twins) else _decode_seen(entry.twins[place])


def make_key(
    course: Course, calls: Iterable[tuple[str, str, dict[str, Any]]], oracle: ReferenceOracle
) -> bytes:
    """Compile the key from the probe calls (slug, probe, inputs) of the visible cases."""
    entries: dict[str, _Entry] = {}
    for slug, probe, inputs in calls:
        known = oracle.misconceptions(slug)
        entries[fingerprint(slug, probe, inputs)] = _Entry(
            expected=_encode_seen(oracle.expected(slug, probe, inputs)),
            twins=[_encode_seen(oracle.mistaken(slug, place, probe, inputs)) for place in range(len(known))],
        )
    misconceptions = {
        slug: [_Known(m.id, m.because, m.hint, m.equals) for m in oracle.misconceptions(slug)]
        for slug in course.exercises
    }
    key = _Key(VERSION, dict(sorted(entries.items())), misconceptions, course.suite_digest)
    return msgspec.json.encode(key) + b"\n"


# --- observations as JSON ---------------------------------------------------------------------


def _encode_seen(seen: Seen | None) -> Any:
    if isinstance(seen, Observation):
        return ["seen", _encode(to_raw(seen.values)), _encode(to_raw(seen.arguments))]
    if isinstance(seen, Raised):
        return ["raised", seen.type, seen.message, seen.missing]
    return None


def _decode_seen(data: Any) -> Seen:
    if isinstance(data, list) and data and data[0] == "seen":
        return Observation(from_raw(_decode(data[1])), from_raw(_decode(data[2])))
    if isinstance(data, list) and data and data[0] == "raised":
        return Raised(type=data[1], message=data[2], missing=data[3])
    return Ended("bad_reply", "not in the key")


def _encode(value: Any) -> Any:
    """Tag what JSON lacks: [tag, ...] for everything but null, bool, int and str."""
    if isinstance(value, RawTensor):
        return ["t", value.dtype, list(value.shape), value.data.hex()]
    if isinstance(value, float):
        return ["f", value.hex()]
    if isinstance(value, bytes):
        return ["b", value.hex()]
    if isinstance(value, dict):
        return ["d", [[_encode(key), _encode(item)] for key, item in value.items()]]
    if isinstance(value, list):
        return ["l", [_encode(item) for item in value]]
    if isinstance(value, tuple):
        return ["u", [_encode(item) for item in value]]
    return value


def _decode(data: Any) -> Any:
    if not isinstance(data, list):
        return data
    tag, body = data[0], data[1]
    if tag == "t":
        return RawTensor(body, tuple(data[2]), bytes.fromhex(data[3]))
    if tag == "f":
        return float.fromhex(body)
    if tag == "b":
        return bytes.fromhex(body)
    if tag == "d":
        return {_decode(key): _decode(item) for key, item in body}
    items = [_decode(item) for item in body]
    return items if tag == "l" else tuple(items)
