"""The corpus: one module per part of the table, as data."""

from tests.attacks.corpus import stealing, forging, files, kernel, reports, found
from tests.attacks.model import Attack

PARTS = (stealing, forging, files, kernel, reports, found)
ATTACKS: tuple[Attack, ...] = tuple(attack for part in PARTS for attack in part.ATTACKS)
