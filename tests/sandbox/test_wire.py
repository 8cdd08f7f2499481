"""The wire format: what is written comes back, and what is hostile is refused by name."""

from __future__ import annotations

import json
import math
import struct
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.sandbox.api import RawTensor
from grader.sandbox.wire import (
    ITEMSIZE,
    MAGIC,
    MAX_HEADER,
    MAX_SEGMENTS,
    PREFIX,
    VERSION,
    DecodeError,
    EncodeError,
    TooLargeError,
    encode,
    nbytes,
)
from grader.sandbox.wire_read import FrameReader, decode, decode_value

NONCE = bytes(range(16))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@st.composite
def tensors(draw: st.DrawFn) -> RawTensor:
    """Draw a tensor; a bool one holds 0 and 1."""
    dtype, shape = draw(st.sampled_from(sorted(ITEMSIZE))), draw(shapes)
    size = nbytes(dtype, shape)
    data = draw(st.binary(min_size=size, max_size=size))
    return RawTensor(dtype, shape, bytes(b & 1 for b in data) if dtype == "bool" else data)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 63) - 1)
    | st.floats()
    | texts
    | st.binary(max_size=40)
    | tensors()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(texts | st.integers(-9, 9), inner, max_size=5)
    ),
    max_leaves=20,
)


def same(left: Any, right: Any) -> bool:
    """Compare with types, NaN equal to itself and -0.0 different from 0.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right) or (math.isnan(left) and math.isnan(right))
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


@given(values)
def test_a_value_comes_back_as_it_was_written(value: Any) -> None:
    """Types, order, NaN, infinities, signed zeros and bytes survive the way there and back."""
    assert same(decode(encode(value, NONCE), NONCE), value)


@given(values, st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_frame_gives_a_value_or_a_named_refusal(value: Any, damage: list[tuple[int, int]]) -> None:
    """Whatever bytes are changed, nothing but DecodeError is raised."""
    frame = bytearray(encode(value, NONCE))
    for place, byte in damage:
        frame[place % len(frame)] = byte
    with suppress(DecodeError):
        decode(bytes(frame), NONCE)


@given(st.binary(max_size=300), st.lists(st.binary(max_size=20), max_size=3))
def test_a_random_header_gives_a_value_or_a_named_refusal(header: bytes, segments: list[bytes]) -> None:
    """Bytes that were never JSON are refused by name."""
    with suppress(DecodeError):
        decode_value(header, segments)


json_trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(["T", "d", "l", "f", "b", "A", "t", "float64", "bool", "load", "0x1.0p+0"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=30,
)


@given(json_trees, st.lists(st.binary(max_size=16), max_size=3), st.booleans())
def test_any_json_gives_a_value_or_a_named_refusal(tree: Any, segments: list[bytes], arena: bool) -> None:
    """Well-formed JSON that is no value of ours is refused by name."""
    with suppress(DecodeError):
        decode_value(json.dumps(tree).encode("utf-8", "surrogatepass"), segments, arena=arena)


@pytest.mark.parametrize(
    ("header", "segments"),
    [
        (b"NaN", []),
        (b"Infinity", []),
        (b"1e999", []),
        (b"1.5", []),
        (b'{"a":1}', []),
        (b'{"a":1,"a":2}', []),
        (b"9" * 5000, []),
        (b"9223372036854775808", []),
        (b"[" * 100_000 + b"]" * 100_000, []),
        (b"[" + b'["l"],' * 150_000 + b"1]", []),
        (b'["l",' + b"0," * 120_000 + b"0]", []),
        (b'["l",' * 40 + b"0" + b"]" * 40, []),
        (b'"' + b"a" * 70_000 + b'"', []),
        (b'["f","0x1p99999"]', []),
        (b'["f","0x1.0p+9999"]', []),
        (b'["f","1.5"]', []),
        (b'["f"," nan"]', []),
        (b'["f",1]', []),
        (b'["T","load",[1],0]', [b"12345678"]),
        (b'["T","float64",[2],0]', [b"12345678"]),
        (b'["T","float64",[-1,-1],0]', [b"12345678"]),
        (b'["T","float64",[4611686018427387904,4],0]', [b"12345678"]),
        (b'["T","float64",[0,4611686018427387904,4611686018427387904],0]', [b"1"]),
        (b'["T","float64",[1.0],0]', [b"12345678"]),
        (b'["T","float64",[true],0]', [b"12345678"]),
        (b'["T","bool",[' + b"1," * 64 + b"1],0]", [b"1"]),
        (b'["T","bool",[1],1]', [b"1"]),
        (b'["T","bool",[1],true]', [b"1"]),
        (b'["l",["b",0],["b",0]]', [b"1"]),
        (b"0", [b"nobody refers to me"]),
        (b'["A","bool",[1],0]', []),
        (b'["d","a"]', []),
        (b'["d","a",1,"a",2]', []),
        (b'["d",1,1,1,2]', []),
        (b'["d",true,1]', []),
        (b'["d",["l"],1]', []),
        (b"[]", []),
        (b"[1]", []),
        (b'["x"]', []),
        (b"\xff", []),
        (b"", []),
    ],
)
def test_what_breaks_a_rule_is_refused_at_once(header: bytes, segments: list[bytes]) -> None:
    """Each hostile header ends in DecodeError within a second of processor time."""
    started = time.process_time()
    with pytest.raises(DecodeError):
        decode_value(header, segments)
    assert time.process_time() - started < 1


def test_a_bool_byte_becomes_zero_or_one() -> None:
    """A bool tensor of bytes 2 and 255 would add up to 257 otherwise."""
    found = decode_value(b'["T","bool",[3],0]', [b"\x00\x02\xff"])
    assert found == RawTensor("bool", (3,), b"\x00\x01\x01")


def test_a_lone_surrogate_is_replaced() -> None:
    """A text that could not be written to a report does not reach one."""
    found = decode_value(b'"a\\ud800b"', [])
    found.encode("utf-8")
    assert found.startswith("a")
    assert found.endswith("b")


def test_the_shape_of_an_empty_tensor_may_be_large_elsewhere() -> None:
    """Zero times anything is zero bytes, in exact integers, as long as torch can count the strides."""
    assert decode_value(b'["T","float64",[0,1152921504606846975],0]', [b""]).shape == (0, (1 << 60) - 1)
    with pytest.raises(DecodeError, match="no tensor has"):
        decode_value(b'["T","float64",[0,1152921504606846976],0]', [b""])


# --- frames -----------------------------------------------------------------------------------


def prefix(
    *, magic: bytes = MAGIC, version: int = VERSION, nonce: bytes = NONCE, header: int = 4, segments: int = 0
) -> bytes:
    """Write the beginning of a frame."""
    return PREFIX.pack(magic, version, nonce, header, segments)


@pytest.mark.parametrize(
    "start",
    [
        prefix(magic=b"\x80\x04PK"),
        prefix(version=VERSION + 1),
        prefix(nonce=bytes(16)),
        prefix(header=MAX_HEADER + 1),
        prefix(segments=MAX_SEGMENTS + 1),
    ],
)
def test_a_wrong_beginning_is_refused_before_more_is_read(start: bytes) -> None:
    """The reader asks for nothing after a prefix that breaks a rule."""
    with pytest.raises(DecodeError):
        FrameReader(NONCE, 1 << 20).feed(start)


def test_an_announced_size_above_the_cap_is_refused_before_it_is_read() -> None:
    """2**63 bytes are refused when eight bytes say so."""
    reader = FrameReader(NONCE, 1 << 20)
    reader.feed(prefix(segments=1))
    assert reader.wanted == 8
    with pytest.raises(TooLargeError):
        reader.feed(struct.pack("<Q", 1 << 63))


def test_an_answer_to_another_call_is_refused() -> None:
    """A frame that was prepared ahead carries a nonce that nobody could know."""
    with pytest.raises(DecodeError, match="another call"):
        decode(encode(1, bytes(16)), NONCE)


def test_a_frame_arrives_byte_by_byte() -> None:
    """The reader puts a frame together from any pieces."""
    frame = encode({"a": [1.5, RawTensor("uint8", (3,), b"abc")]}, NONCE)
    reader = FrameReader(NONCE, 1 << 20)
    for place in range(len(frame)):
        assert not reader.done
        reader.feed(frame[place : place + 1])
    assert reader.value() == {"a": [1.5, RawTensor("uint8", (3,), b"abc")]}


def test_bytes_after_the_frame_are_refused() -> None:
    """Nothing may follow the announced end."""
    with pytest.raises(DecodeError):
        decode(encode(1, NONCE) + b"x", NONCE)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1.5: 1},
        {(): 1},
        {True: 1},
        1 << 63,
        "x" * 70_000,
        RawTensor("load", (1,), b"x"),
        RawTensor("float64", (2,), b"x"),
        RawTensor("bool", (1,) * 65, b"x"),
        range(3),
        [[]] * 200_000,
    ],
)
def test_what_the_format_cannot_carry_is_refused_on_writing(value: Any) -> None:
    """The writer names what it cannot write."""
    with pytest.raises(EncodeError):
        encode(value, NONCE)


def test_a_value_above_the_cap_is_refused_on_writing() -> None:
    """The cap of the answer holds on the writing side as well."""
    with pytest.raises(EncodeError, match="MiB"):
        encode(bytes(2 << 20), NONCE, 1 << 20)


def test_a_subclass_is_refused_on_writing() -> None:
    """Only exact types are written: the methods of a subclass belong to someone else."""

    class Odd(int):
        pass

    with pytest.raises(EncodeError, match="Odd"):
        encode([Odd(1)], NONCE)
