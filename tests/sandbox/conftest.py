"""Sandboxes that are started once: with every layer that the machine has, and with none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings


@pytest.fixture(scope="session")
def locked() -> Iterator[Sandbox]:
    """Give a sandbox with every layer."""
    with Sandbox() as sandbox:
        assert sandbox.isolation  # warm, so that no test's clock counts the start
        yield sandbox


@pytest.fixture(scope="session")
def open_door() -> Iterator[Sandbox]:
    """Give a sandbox without any lock: what works here shows that a lock stopped it elsewhere."""
    settings = Settings(namespaces=False, landlock_abi_cap=0, seccomp=False, drop_root=False)
    with Sandbox(settings) as sandbox:
        assert sandbox.isolation
        yield sandbox
