"""`grader doctor`: what isolation this machine gives, and the command that improves it."""

from __future__ import annotations

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the measured isolation as JSON.")
def doctor(as_json: bool) -> int:
    """Measure what isolation this machine gives and say how to improve it."""
    import msgspec

    from grader.sandbox.doctor import advice
    from grader.sandbox.host import Sandbox

    with Sandbox() as sandbox:
        isolation = sandbox.isolation
    if as_json:
        click.echo(msgspec.json.encode(isolation))
        return 0
    click.echo(f"Isolation level: {isolation.level.value}")
    click.echo(
        f"  Landlock ABI {isolation.landlock_abi or 'none'}, seccomp {'on' if isolation.seccomp else 'off'}"
    )
    click.echo(f"  namespaces: {', '.join(isolation.namespaces) or 'none'}")
    for name, observed in isolation.probes.items():
        click.echo(f"  tried {name}: {observed}")
    for line in advice(isolation):
        click.echo(line)
    return 0
