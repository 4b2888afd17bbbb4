import polars as pl
from tests.explain.cases import MEASURES, PATTERNS, everyone_good, explain, finding
from tests.explain.traffic import call, history, many, shoppers

from vedette.explain.gather import gather
from vedette.explain.kind import Kinds
from vedette.explain.sample import PER_INCIDENT, SAFE, chosen, hashes
from vedette.model.call import COLUMNS
from vedette.model.client import Client

ME = Client.of(ip="203.0.113.7")


def attack(*more):
    return history(shoppers(), many(300, 60, 1, "203.0.113.7", "POST /v1/login", status=401), *more)


def shown(calls):
    return explain(calls, [finding("credential_stuffing", ME, 0, 900)]).incidents[0].sample_calls


def test_the_first_and_the_last_call_are_shown_and_no_more_than_ten():
    calls = shown(attack())

    times = [each.time for each in calls]
    assert len(calls) == PER_INCIDENT
    assert times == sorted(times)
    assert times[-1] - times[0] == 299_000_000


def test_the_same_calls_are_shown_whatever_else_is_in_the_history():
    more = many(50, 2000, 1, "198.51.9.9", "GET /other", source="other.log")

    assert shown(attack()) == shown(attack(more))


def test_fields_have_opentelemetry_names_and_only_safe_ones():
    names = {column.otel for column in COLUMNS if column.name in SAFE}

    (first, *_) = shown(attack())

    assert first.fields["http.request.method"] == "POST"
    assert first.fields["http.response.status_code"] == 401
    assert set(first.fields) <= names


def test_values_of_queries_are_no_field():
    assert not {"query_hash", "query_shape", "object", "path_ids", "session"} & set(SAFE)


def test_a_megabyte_of_path_is_cut():
    calls = history(call(60, "203.0.113.7", "GET /" + "a" * 1_000_000, 404))

    (one,) = shown(calls)

    assert len(one.fields["url.path"]) == 240


def test_the_hash_of_a_call_depends_on_its_id_alone():
    calls = attack()
    found = [finding("credential_stuffing", ME, 0, 900)]
    known = Kinds(PATTERNS, MEASURES)
    few = gather(found, calls, everyone_good(calls), known, [])
    ranks = hashes(few)

    assert len(set(ranks.tolist())) == 300
    rows = pl.Series(range(300)).to_numpy()
    assert chosen(rows, ranks, 5) == chosen(rows, ranks.copy(), 5)
    assert chosen(rows[:3], ranks, 5) == [0, 1, 2]
