"""What the matching benchmark counts, on readings whose answer is plain."""

from pathlib import Path

import pytest

from benchmarks.matching.held_out import Line
from benchmarks.matching.measuring import Reading, coverage, sure_rows
from benchmarks.matching.public_sets import SetAbsent, public_rows


def _reading(found: str, wanted: str | None, confidence: float) -> Reading:
    line = Line("", "", "en", "clean", (wanted,) if wanted else (), None, None, is_danger=False)
    return Reading(line, (found,), confidence, 1.0)


READINGS = (
    _reading("a", "a", 0.9),
    _reading("a", "a", 0.8),
    _reading("a", "b", 0.7),
    _reading("a", "a", 0.6),
    _reading("a", None, 0.1),
)


def test_area_under_risk_coverage_is_the_mean_risk() -> None:
    """Of the risks at one, two, three and four answers: 0, 0, 1/3 and 1/4."""
    assert sure_rows(READINGS)["area under risk-coverage"] == pytest.approx((1 / 3 + 1 / 4) / 4, abs=1e-3)


def test_coverage_counts_our_questions_only() -> None:
    """Two are answered before the first mistake; the stranger is less sure than all of ours."""
    rows = sure_rows(READINGS)
    assert rows["coverage at 95 % precision"] == 0.5
    assert rows["not ours, caught at 95 % kept"] == 1.0
    assert coverage(READINGS, wrong=0.03) == 0.5


def test_a_public_set_that_is_not_there_says_so(tmp_path: Path) -> None:
    """The reason names the file and the folder."""
    with pytest.raises(SetAbsent, match="momconnect-train"):
        public_rows("momconnect", tmp_path)
