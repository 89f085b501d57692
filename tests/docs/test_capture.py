"""The five minutes in docs/using.md are what the program shows."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.pages import ROOT


def test_the_pictures_of_five_minutes_are_real_screens() -> None:
    call = [sys.executable, "-m", "docs.capture", "--check"]
    ran = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
