"""The arena: memory that the grader made, in which the tensors of the inputs lie.

The worker maps it before it is locked and builds its input tensors over it. The grader reads the
tensors back from its own mapping after the call, so what a submission did to its arguments in place
is measured and not told. The file behind it is sealed: nobody can change its size, which would turn
the grader's next read into a crash. The first byte is the worker's: it says that the student's module has
run, which is a claim like all it says.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox.api import RawTensor, Value
from grader.sandbox.wire import BOOL_BYTES, ArenaTensor, nbytes

_ALIGNMENT = 64


class Arena:
    """One worker's arena. `fd` is what the worker maps, `path` where there is no anonymous file."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.path: Path | None = None
        self._next = _ALIGNMENT
        if sys.platform == "linux":
            import fcntl

            self.fd = os.memfd_create("arena", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            os.ftruncate(self.fd, size)
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self.fd, fcntl.F_ADD_SEALS, seals)
        else:
            self._open_file()
        self._map = mmap.mmap(self.fd, size)

    @classmethod
    def in_file(cls, size: int) -> Arena:
        """Make an arena in a temporary file, for workers that inherit no descriptors."""
        arena = cls.__new__(cls)
        arena.size = size
        arena._next = _ALIGNMENT
        arena._open_file()
        arena._map = mmap.mmap(arena.fd, size)
        return arena

    def _open_file(self) -> None:
        self.fd, name = tempfile.mkstemp(prefix="grader-arena-")
        self.path = Path(name)
        os.ftruncate(self.fd, self.size)

    @property
    def module_has_run(self) -> bool:
        """Tell whether the worker said so."""
        return self._map[0] == 1

    def place_if_room(self, value: Value) -> Value | None:
        """Copy the tensors of a value into memory that no call used; None where there is too little left."""
        start = self._next
        try:
            return self._place(value)
        except _FullError:
            self._next = start
            return None

    def place(self, value: Value) -> Value:
        """Copy the tensors of a value into memory that no earlier call used, while there is some.

        Raises SandboxError where they do not fit.
        """
        for start in (self._next, _ALIGNMENT):
            self._next = start
            placed = self.place_if_room(value)
            if placed is not None:
                return placed
        raise SandboxError(f"the inputs of one call exceed {self.size >> 20} MiB")

    def _place(self, value: Value) -> Value:
        kind = type(value)
        if kind is RawTensor:
            return self._copy(value)
        if kind is list:
            return [self._place(item) for item in value]
        if kind is tuple:
            return tuple([self._place(item) for item in value])
        if kind is dict:
            return {key: self._place(item) for key, item in value.items()}
        return value

    def _copy(self, tensor: RawTensor) -> ArenaTensor:
        if nbytes(tensor.dtype, tensor.shape) != len(tensor.data):
            raise SandboxError("an input tensor's bytes do not match its shape")
        offset = self._next
        end = offset + len(tensor.data)
        if end > self.size:
            raise _FullError
        self._map[offset:end] = tensor.data
        self._next = -(-end // _ALIGNMENT) * _ALIGNMENT
        return ArenaTensor(tensor.dtype, tensor.shape, offset)

    def read(self, placed: Value) -> Value:
        """Give the value again with its tensors as they are now."""
        kind = type(placed)
        if kind is ArenaTensor:
            data = self._map[placed.offset : placed.offset + nbytes(placed.dtype, placed.shape)]
            if placed.dtype == "bool":
                data = data.translate(BOOL_BYTES)
            return RawTensor(placed.dtype, placed.shape, data)
        if kind is list:
            return [self.read(item) for item in placed]
        if kind is tuple:
            return tuple([self.read(item) for item in placed])
        if kind is dict:
            return {key: self.read(item) for key, item in placed.items()}
        return placed

    def close(self) -> None:
        """Let go of the memory."""
        self._map.close()
        os.close(self.fd)
        if self.path is not None:
            self.path.unlink(missing_ok=True)


class _FullError(Exception):
    pass
