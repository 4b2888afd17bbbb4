import pytest

from vedette.model.settings import Proxy
from vedette.watch.enrich.label import LABELS, Labels, guess


@pytest.mark.parametrize(
    ("operation", "label"),
    [
        ("POST /v1/login", "login"),
        ("POST /api/auth", "login"),
        ("POST /user/sign_in", "login"),
        ("POST /sessions", "login"),
        ("POST /wp-login.php", "login"),
        ("POST /blog/xmlrpc.php", "login"),
        ("POST /rest/user/login", "login"),
        ("GET /login", None),
        ("GET /wp-login.php", None),
        ("POST /login/history/export", None),
        ("POST /oauth/token", "token"),
        ("POST /oauth2/v1/token", "token"),
        ("POST /auth/refresh", "token"),
        ("POST /register", "sign-up"),
        ("POST /v1/users/register", "sign-up"),
        ("POST /password/reset", "password-reset"),
        ("POST /forgot-password", "password-reset"),
        ("POST /v1/payments", "payment"),
        ("POST /v1/payments/{id}/capture", "payment"),
        ("GET /v1/payments", None),
        ("POST /cart/items", "add-cart"),
        ("POST /carts/{cartId}/items", "add-cart"),
        ("POST /orders", "purchase"),
        ("POST /cart/checkout", "purchase"),
        ("GET /v1/search", "search"),
        ("GET /v1/products/search", "search"),
        ("GET /healthz", "health"),
        ("GET /products/{id}", "content"),
        ("DELETE /products/{id}", None),
        ("GET /admin/users", "admin"),
        ("GET /administer", None),
        ("GET /v1/orders/{id}", None),
    ],
)
def test_words_suggest_a_label(operation, label):
    method, path = operation.split(" ")

    assert label == guess(method, path)
    assert label is None or label in LABELS


def test_an_operation_that_never_met_anything_gets_no_guess():
    assert Labels(()).of("p", "POST /login", exists=False) == (None, None)
    assert Labels(()).of("p", "POST /login", exists=True) == ("login", True)


def test_the_settings_word_is_no_guess_and_holds_for_its_proxy_only():
    labels = Labels([Proxy(name="p", labels={"post /v1/enter/{user}": "login"})])

    assert labels.of("p", "POST /v1/enter/{id}", exists=False) == ("login", False)
    assert labels.of("q", "POST /v1/enter/{id}", exists=True) == (None, None)
    assert labels.guessed == {}
