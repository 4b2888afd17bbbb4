import polars as pl
import pytest

from vedette.watch.enrich import learn

WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jetty"]


def word(n):
    """A word without digits for each number."""
    return "".join(WORDS[int(digit)] for digit in str(n))


@pytest.fixture
def learned(wire, enricher):
    """The operations learned from rows, and the second pass over them."""

    def run(rows, batches=1, **settings):
        made = enricher(**settings)
        size = -(-len(rows) // batches)
        frames = [made.first(wire(*rows[i : i + size])) for i in range(0, len(rows), size)]
        made.learn()
        return {t.operation for t in made.operations()}, pl.concat(map(made.second, frames))

    return run


def visits(path, clients, status=200, first=0, **more):
    return [
        {"path": path, "peer": f"10.0.{(first + i) // 250}.{(first + i) % 250}", "status": status}
        | more
        for i in range(clients)
    ]


def test_twenty_clients_teach_an_operation_and_nineteen_do_not(learned):
    operations, calls = learned(visits("/v1/orders", 20) + visits("/v1/carts", 19))

    assert {"GET /v1/orders"} == operations
    assert dict(
        calls.select("operation", pl.col("operation_from").cast(pl.String)).iter_rows()
    ) == {"GET /v1/orders": "learned", "GET /v1/carts": "guessed"}


def test_one_client_calling_often_teaches_nothing(learned):
    assert set() == learned(visits("/v1/orders", 1) * 100)[0]


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_failures_teach_nothing(learned, status):
    assert set() == learned(visits("/v1/orders", 50, status=status))[0]


def test_ids_of_many_kinds_are_one_operation(learned):
    rows = [r for i in range(25) for r in visits(f"/o/{i * 37}/x", 1, first=i)]

    assert {"GET /o/{id}/x"} == learned(rows)[0]


def test_many_rare_words_at_one_place_are_ids(learned):
    rows = [r for i in range(40) for r in visits(f"/users/{word(i)}/posts", 1, first=i)]

    operations, calls = learned(rows)

    assert {"GET /users/{id}/posts"} == operations
    assert set(map(word, range(40))) == set(calls["object"].to_list())


def test_a_word_that_many_clients_use_stays_beside_them(learned):
    rows = [r for i in range(40) for r in visits(f"/users/{word(i)}", 1, first=i)]

    operations, calls = learned(rows + visits("/users/me", 30))

    assert {"GET /users/{id}", "GET /users/me"} == operations
    assert calls.filter(pl.col("operation") == "GET /users/me").height == 30


def test_a_scanners_invented_paths_never_fold_a_known_vocabulary(learned):
    known = [f"/v1/{name}" for name in ("users", "orders", "items")]
    rows = [r for path in known for r in visits(path, 25)]
    lies = [r for i in range(300) for r in visits(f"/v1/{word(i)}", 1, status=404, first=900)]
    more = [r for i in range(300) for r in visits(f"/v1/{word(i)}", 1, status=200, first=901)]

    operations, calls = learned(rows + lies + more)

    assert {f"GET {path}" for path in known} == operations
    assert {"guessed"} == set(
        calls.filter(pl.col("client").is_in(["10.0.3.150", "10.0.3.151"]))["operation_from"]
    )


def test_a_few_scanners_that_get_answers_fold_nothing_either(learned):
    """Each speaks for eight words at most, and there are fewer than twenty of them."""
    rows = visits("/v1/users", 25)
    for scanner in range(15):
        rows += [r for i in range(60) for r in visits(f"/v1/{word(i)}", 1, first=900 + scanner)]

    assert {"GET /v1/users"} == learned(rows)[0]


def test_clients_that_tried_known_bad_paths_have_no_vote(learned):
    bad = visits("/.env", 25, status=404)

    assert set() == learned(visits("/hidden", 25) + bad)[0]


def test_the_first_segment_is_never_folded(learned):
    rows = [r for i in range(60) for r in visits(f"/{word(i)}", 1, first=i)]

    assert set() == learned(rows)[0]


def test_behind_one_address_users_are_counted_instead(learned):
    rows = [{"path": "/v1/orders", "user": f"user {i}"} for i in range(25)]

    assert {"GET /v1/orders"} == learned(rows)[0]


def test_batches_do_not_matter(learned):
    rows = [r for i in range(40) for r in visits(f"/users/{word(i)}", 1, first=i)]
    rows += visits("/users/me", 30) + visits("/x", 10)

    assert learned(rows)[0] == learned(rows, batches=9)[0]


def test_refusals_of_our_own_and_preflights_teach_nothing(learned):
    rows = visits("/a", 30, status=204, method="OPTIONS")

    assert set() == learned(rows)[0]


def test_memory_stays_bounded_when_every_path_is_new(wire, enricher, monkeypatch):
    monkeypatch.setattr(learn, "_SHAPES", 200)
    made = enricher()
    for batch in range(3):
        rows = [{"path": f"/{word(batch)}/{word(i)}", "status": 404} for i in range(300)]
        made.first(wire(*rows, *visits("/v1/orders", 25)))
    made.learn()

    assert {"GET /v1/orders"} == {t.operation for t in made.operations()}
    assert made._learner._tally.height <= 200
    assert any("forgotten while learning" in note for note in made.notes())
