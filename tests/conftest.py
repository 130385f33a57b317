"""What many tests share: the sample, processed once, and property tests that do not depend on the machine.

Comes in: nothing. Goes out: fixtures. It refuses to lend a folder that a test may change: `sample_run` is read only.
"""

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a shared machine stalls for longer than any bound that would tell something.
settings.register_profile("picketline", deadline=None, derandomize=True, database=None)
settings.load_profile("picketline")


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of pages that ships with the package."""
    return Path(str(resources.files("pipeline"))) / "resources" / "sample"


@pytest.fixture(scope="session")
def sample_run(sample, tmp_path_factory):
    """The summary of one run over the sample; its tables lie under `sample_run.out`."""
    from pipeline import make_settings, process  # here, so that a stage's own tests need that stage alone

    return process([sample], tmp_path_factory.mktemp("sample"), make_settings(workers=1))
