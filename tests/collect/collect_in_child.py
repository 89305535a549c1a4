"""Collects in a process of its own, to be killed or run beside another: `collect_in_child.py REGISTER LANDING`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from collect.collector import collect
from collect.landing import Landing
from collect.register import load_register

print(json.dumps(collect(load_register(Path(sys.argv[1])), Landing(sys.argv[2]))))
