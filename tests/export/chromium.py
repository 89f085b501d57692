"""The Chromium that pages are looked at with.

Debian's package of that name, or the one that REPAIRJOURNAL_BROWSER names; driven by `playwright`, whose own browsers
are not needed. Without one the tests that want it are skipped.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

BROWSER = os.environ.get("REPAIRJOURNAL_BROWSER") or shutil.which("chromium") or ""
needed = pytest.mark.skipif(not BROWSER, reason="no Chromium here; .ci/packages has its name")

SCREENS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1100, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1100, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
}
