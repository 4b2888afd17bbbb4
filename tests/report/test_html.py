"""The page needs nothing but itself, and nothing hostile gets out of its place."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from shutil import which

import pytest
import yaml
from tests.report import sample

from vedette.report import html

MAKERS = [sample.rich, sample.empty, sample.rejected, sample.many]
VOID = {"meta", "br", "rect", "path"}


class Page(HTMLParser):
    """Tags, attributes and texts of a page; a tag out of place is an error."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("make", MAKERS)
def test_the_page_has_no_script_no_event_and_no_outside_resource(make):
    page = Page(html.page(make()))

    allowed = {"a": {"href"}}
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "form", "base", "style2"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in {"href", "src", "srcset", "action", "xlink:href"}:
                assert name in allowed.get(tag, set())
                assert re.fullmatch(r"#[\w-]+", value or "")
    assert "@import" not in html.page(make())
    assert "url(" not in html.page(make())


@pytest.mark.parametrize("make", MAKERS)
def test_tags_nest_ids_are_unique_and_links_lead_somewhere(make):
    tags = Page(html.page(make())).tags

    ids = Counter(value for _, attributes in tags if (value := attributes.get("id")))
    assert set(ids.values()) <= {1}
    assert {attributes["href"][1:] for tag, attributes in tags if tag == "a"} <= set(ids)
    labelled = {attributes.get("aria-labelledby") for _, attributes in tags} - {None}
    assert labelled <= set(ids)


def test_the_policy_allows_exactly_the_styles_that_are_there():
    text = html.page(sample.rich())

    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        f'content="default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;; '
        "base-uri &#39;none&#39;; form-action &#39;none&#39;" in text
    )


def test_hostile_text_stays_text_and_hides_nothing():
    text = html.page(sample.rich())
    page = Page(text)

    assert "<script" not in text
    assert "49" not in "".join(part for part in page.texts if "{{" in part or part == "49")
    assert all(char.isprintable() or char == "\n" for char in text)
    shown = "".join(page.texts)
    assert "</td><script>alert(1)</script>\\x1b[31mred\\x1b]0;own\\x07\\u202egnp.exe" in shown


def test_the_rule_in_the_page_reads_back():
    analysis = sample.rich()
    blocks = re.findall(r"<pre[^>]*><code>(.*?)</code>", html.page(analysis), re.DOTALL)

    rules = [yaml.safe_load("".join(Page(f"<p>{block}</p>").texts)) for block in blocks]

    assert rules == [[one.proposal.rule.as_dict()] for one in analysis.incidents if one.proposal]


def test_every_incident_and_its_numbers_are_there():
    shown = " ".join(Page(html.page(sample.rich())).texts)

    for text in (
        "7 incidents: 1 critical, 1 high, 2 medium, 3 low.",
        "Ids of /orders/{id} walked one by one",
        "1,201 calls",
        "99.2 %",
        "the address carries 41 tokens: an office or a carrier",
        "80 no status, 30 not a time, 2 line too long",
        "No ASN database",
        "login (guessed)",
    ):
        assert text in shown


def test_of_many_incidents_the_first_stand_open_and_all_are_there():
    text = html.page(sample.many(300))

    assert len(re.findall(r'<details class="card \w+" open>', text)) == 5
    assert text.count('<details class="card ') == 300
    assert len(text) < 6_000_000


def test_headings_go_down_step_by_step():
    levels = [
        int(tag[1])
        for tag, _ in Page(html.page(sample.rich())).tags
        if tag in {"h1", "h2", "h3", "h4"}
    ]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.browser
@pytest.mark.skipif(not which("chromium"), reason="Chromium is not installed")
@pytest.mark.parametrize("make", [sample.rich, sample.rejected])
def test_in_a_browser_it_is_accessible_and_fits_light_and_dark_wide_and_narrow(make, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    api = pytest.importorskip("playwright.sync_api")
    file = Path(tmp_path) / "page.html"
    file.write_text(html.page(make()), encoding="utf-8")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    options += ["--disable-background-networking", "--disable-component-update"]
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=which("chromium"), args=options)
        for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
            )
            opened = context.new_page()
            opened.goto(file.as_uri())
            found = axe.Axe().run(opened)
            assert found.violations_count == 0, found.generate_report()
            assert opened.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
