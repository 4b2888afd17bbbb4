import numpy as np

from vedette.demo import probes


def test_paths_are_files_that_should_not_be_there():
    paths = probes.paths(np.random.default_rng(1), 200)

    assert paths.str.starts_with("/").all()
    assert paths.n_unique() > 100


def test_agents_come_from_a_dozen_families():
    agents = probes.agents(np.random.default_rng(1), 400)

    assert agents.n_unique() > 150
    assert not agents.str.contains("{}", literal=True).any()
