"""The tests that the guide to testing shows pass, in a project that has just them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tests_of_the_guide_pass(root: Path, tmp_path: Path) -> None:
    page = root / "docs" / "how-to" / "test-your-code.md"
    conftest, *tests = BLOCK.findall(page.read_text(encoding="utf-8"))
    shown = [each for each in tests if "def test_" in each]
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "test_sale.py").write_text("\n".join(shown), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(shown)} passed" in done.stdout
    assert len(shown) == 2
