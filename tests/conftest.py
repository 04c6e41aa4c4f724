"""What holds for the whole suite."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from tests.support.examples import USUAL_EXAMPLES
from tests.support.remembered import remember_results

# No test is about time: a busy machine must not fail one. The same examples each time: a run can be repeated.
settings.register_profile("bks", deadline=None, max_examples=USUAL_EXAMPLES, derandomize=True, database=None)
# `make soak`: many examples, different ones each time.
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=list(HealthCheck))
settings.load_profile("bks")

# Sessions and apps are many objects that stay: to look for garbage among them all the time is a tenth of a run.
gc.set_threshold(200_000, 20, 100)

# What this machine sets for AWS or its network is no part of a test. Reading a bundle of certificates takes long, too.
for _variable in list(os.environ):
    if _variable.startswith("AWS_") or _variable.lower().endswith(("_proxy", "_ca_bundle")):
        del os.environ[_variable]

remember_results()


def pytest_collection_finish() -> None:
    """Look no more for garbage among what was loaded and collected, which stays to the end."""
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """More than twice as many as there are processors: tests of the app and in terminals wait half of their time."""
    return (os.cpu_count() or 1) * 5 // 2


@pytest.fixture(autouse=True)
def _no_cover_in_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not measure the coverage of the processes of a test that is marked `no_cover` either."""
    if request.node.get_closest_marker("no_cover"):
        for variable in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
            monkeypatch.delenv(variable, raising=False)
