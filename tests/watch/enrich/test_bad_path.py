import time

import polars as pl
import pytest

from vedette.watch.enrich.bad_path import BadPaths, in_queries
from vedette.watch.enrich.fault import Fault

LIST = BadPaths()


def bad(text):
    return LIST.in_paths(pl.Series([text], dtype=pl.String))[0]


def attack(text):
    return in_queries(pl.Series([text], dtype=pl.String))[0]


@pytest.mark.parametrize(
    "text",
    [
        "/.env",
        "/app/.env.local",
        "/.git/config",
        "/WP-LOGIN.php",
        "/blog/xmlrpc.php",
        "/phpMyAdmin/index.php",
        "/cgi-bin/luci",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/x",
        "/%252e%252e%252fetc%252fpasswd",
        "/x/${jndi:ldap://e/a}",
        "/backup.zip",
        "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
        "/actuator/heapdump",
        "/solr/admin/info",
        "/owa/auth.js",
        "/HNAP1",
        "/boaform/admin/formLogin",
        "/manager/html",
        "/WEB-INF/web.xml",
        "/server-status",
        "/.aws/credentials",
        "/.ssh/id_rsa",
        "/a/..;/manager/html",
        "/search/<script>alert(1)</script>",
        "/x%00.php",
        "/shell.php",
        "/%c0%ae%c0%ae/etc",
    ],
)
def test_what_scanners_ask_for_is_known(text):
    assert bad(text)


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/admin",
        "/admin/",
        "/api/admin/users",
        "/v1/orders/123",
        "/users/alice@example.com",
        "/robots.txt",
        "/.well-known/openid-configuration",
        "/favicon.ico",
        "/blog/how-to-use-union-in-sql",
        "/upload",
        "/console",
        "/actuator/health",
        "/static/app.3f2a9b.js",
        "/wp-content/uploads/2020/01/pic.jpg",
        "/graphql",
        "/manager",
        "/data/2024-01-01.json",
        "/a/b;c=d/e",
        "/o'neill/books",
        "/~user/index.html",
        "/v1/db/backup",
        "/config.json",
        "/users/dana/photos",
        "/login",
        "/index.php",
        "/api/v1/shells",
        "/etc",
        "/v1/environments",
    ],
)
def test_ordinary_paths_are_not(text):
    assert not bad(text)


@pytest.mark.parametrize(
    "text",
    [
        "id=1'+or+'1'='1",
        "id=1 or 1=1",
        "id=1%20UNION%20ALL%20SELECT%20NULL",
        "q=%3Cscript%3Ealert(1)",
        "q=<img src=x onerror=alert(1)>",
        "x=${jndi:ldap://a}",
        "x=;cat+/etc/passwd",
        "x=|id",
        "x=`id`",
        "x=$(whoami)",
        "id=1;waitfor delay '0:0:5'",
        "id=sleep(5)",
        "id=exec xp_cmdshell 'dir'",
        "file=../../../../etc/passwd",
        "file=..%252f..%252fetc",
        "file=php://filter/convert",
        "u=http://169.254.169.254/latest",
        "t={{7*7}}",
        "class.module.classLoader.x=1",
        "s=/index/\\think\\app/invokefunction",
    ],
)
def test_attacks_in_a_query_are_seen_through_their_encoding(text):
    assert attack(text)


@pytest.mark.parametrize(
    "text",
    [
        "q=select",
        "q=select+a+flight+from+london",
        "id=5&id=7",
        "name=O'Neill",
        "q=rock+and+roll",
        "filter=price>5 and price<10",
        "$filter=Name eq 'Milk' and Price lt 5",
        "redirect=https://example.com/a",
        "sort=order+by+date",
        "ids=1;2;3",
        "fields=id,name;sort=id",
        'q="exact phrase"',
        "q=(a OR b) AND c",
        "data=%7B%22a%22%3A%7B%22b%22%3A1%7D%7D",
        "path=a/../b",
        "title=what's -- new",
        None,
        "",
    ],
)
def test_ordinary_queries_are_not(text):
    assert not attack(text)


def test_the_users_own_list_is_added(tmp_path):
    file = tmp_path / "mine"
    file.write_text("# ours\n/legacy*\n*/Old-Portal.do\n*x?y*\n".replace("*x?y*\n", ""))
    mine = BadPaths(file)

    found = mine.in_paths(pl.Series(["/legacy/x", "/a/old-portal.do", "/a/legacy", "/.env"]))

    assert found.to_list() == [True, True, False, True]


def test_an_entry_with_a_query_is_a_fault(tmp_path):
    file = tmp_path / "mine"
    file.write_text("/a?b\n")

    with pytest.raises(Fault, match=r"mine:1: found '/a[?]b'"):
        BadPaths(file)


@pytest.mark.parametrize("unit", ["select ", "' or ", "union ((((", "{{ ", "../", "curl -a ", "&&"])
def test_no_text_makes_the_search_slow(unit):
    texts = pl.Series([(unit * 4096)[:4096] + str(i) for i in range(100)])

    started = time.process_time()
    in_queries(texts)

    assert time.process_time() - started < 2
