import pytest

from vedette.watch.enrich import proxy

SETTINGS = (
    {"name": "shop", "hosts": ["api.example.com"]},
    {"name": "shop-v2", "hosts": ["api.example.com"], "base": "/v2"},
    {"name": "pay", "base": "/pay/"},
    {"name": "named-only"},
)


@pytest.fixture
def of(wire, enricher):
    return lambda rows, **settings: enricher(**settings).first(wire(*rows))["proxy"].to_list()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"host": "api.example.com", "path": "/v1"}, "shop"),
        ({"host": "API.Example.com.", "path": "/v2/x"}, "shop-v2"),
        ({"host": "api.example.com", "path": "/v22"}, "shop"),
        ({"host": "x.example.com", "path": "/pay"}, "pay"),
        ({"path": "/pay/x"}, "pay"),
        ({"host": "x.example.com", "path": "/"}, "x.example.com"),
        ({"path": "/"}, "default"),
        ({"proxy": "named-only", "host": "api.example.com"}, "named-only"),
        ({"proxy": "", "path": None}, "default"),
    ],
)
def test_the_gateways_word_then_the_settings_then_the_host(of, row, expected):
    assert [expected] == of([row], proxies=SETTINGS)


def test_a_single_proxy_without_a_place_takes_every_call(of):
    assert of([{"host": "a"}, {}], proxies=({"name": "only"},)) == ["only", "only"]


@pytest.mark.parametrize("host", ["a b", "<script>", "x" * 300, "", "-", "a/../b", "a\nb"])
def test_a_host_that_is_none_is_the_default(of, host):
    assert of([{"host": host}]) == ["default"]


def test_invented_hosts_are_bounded_and_told(wire, enricher, monkeypatch):
    monkeypatch.setattr(proxy, "HOSTS", 10)
    made = enricher()

    found = made.first(wire(*({"host": f"h{i}.example"} for i in range(100))))

    assert found["proxy"].n_unique() == 11
    assert any("90 further hosts" in note for note in made.notes())
