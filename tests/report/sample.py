"""Made-up analyses for the tests of the reports: rich, empty, huge, hostile."""

from __future__ import annotations

from vedette.model.analysis import Analysis, FileRead, Input, Operation, Rejected, Tuning
from vedette.model.client import Client
from vedette.model.finding import Evidence, Finding, HeldBack, SampleCall
from vedette.model.incident import Candidate, Hit, Incident, Proposal, Timeline
from vedette.model.rule import Rule, Scope

SECOND = 1_000_000
MINUTE = 60 * SECOND
START = 1_795_478_400 * SECOND  # 2026-11-24 00:00:00 UTC
HOSTILE = (
    "</td><script>alert(1)</script>\x1b[31mred\x1b]0;own\x07\u202egnp.exe[bold]x[/bold]\r\n{{7*7}}"
)
KEY = "k1_9c1f0a2b3c4d5e6f708192a3b4c5d6e7"


def call(number: int, **fields: str | int) -> SampleCall:
    """A sample call, by default a failed login."""
    shown: dict[str, str | int | bool | None] = {
        "http.request.method": "POST",
        "url.path": "/v1/login",
        "http.response.status_code": 401,
        "client.address": "203.0.113.7",
        "user_agent.original": "python-requests/2.32",
    }
    return SampleCall(f"access.log:{number}", START + number * SECOND + 250, shown | fields)


def finding(ident: str, pattern: str, client: Client, **other: object) -> Finding:
    """A finding of a stuffing, unless said otherwise."""
    facts: dict[str, object] = {
        "version": 2,
        "family": "identity",
        "grain": "ip+proxy",
        "window": 10 * MINUTE,
        "clients": (client,),
        "proxy": "accounts",
        "operation": "POST /v1/login",
        "start": START + 10 * 3600 * SECOND,
        "first": START + 10 * 3600 * SECOND + 40 * SECOND,
        "end": START + 10 * 3600 * SECOND + 12 * MINUTE,
        "calls": 1_204,
        "severity": "high",
        "confidence": 0.6,
        "evidence": (
            Evidence("login_fails", 1_201, "calls", 20, "at_least", 2, 0),
            Evidence("login_success_share_high", 0.0061, "share", 0.2, "at_most", 0.71, None),
            Evidence("login_users", 512, "users", None, None, 1, None),
        ),
        "sample_calls": (call(1), call(2)),
    }
    return Finding(id=ident, pattern=pattern, **(facts | other))  # type: ignore[arg-type]


def proposal(client: Client, **other: object) -> Proposal:
    """A throttle on one operation."""
    rule = Rule(
        name=f"stop {client}"[:60],
        when={kind: (value,) for kind, value in client.who},
        action="throttle",
        rate="5/min",
        scope=Scope("accounts", "POST /v1/login"),
        duration=3_600 * SECOND,
        reason="credential stuffing",
    )
    facts: dict[str, object] = {
        "rule": rule,
        "covers": 0.992,
        "good": Hit(0, 0),
        "unknown": Hit(2, 14),
        "why": "the narrowest condition that covers at least 95 % of the bad calls",
        "candidates": (
            Candidate("ip", "POST /v1/login", 0.992, Hit(0, 0), Hit(2, 14)),
            Candidate("subnet", "accounts", 1.0, Hit(31, 912), Hit(40, 210)),
        ),
    }
    return Proposal(**(facts | other))  # type: ignore[arg-type]


def incident(ident: str, title: str, client: Client, **other: object) -> Incident:
    """An attacker's incident, unless said otherwise."""
    steps = 48
    facts: dict[str, object] = {
        "verdict": "attacker",
        "severity": "high",
        "confidence": 0.84,
        "first_seen": START + 10 * 3600 * SECOND,
        "last_seen": START + 10 * 3600 * SECOND + 12 * MINUTE,
        "calls": 1_204,
        "clients": (client,),
        "proxies": ("accounts",),
        "operations": ("POST /v1/login",),
        "patterns": ("credential_stuffing",),
        "story": f"{client} failed 1,201 of 1,204 logins with 512 users in 12 minutes; "
        "3 logins worked.",
        "finding_ids": (f"f_{ident}",),
        "notes": (),
        "timeline": Timeline(
            START,
            30 * MINUTE,
            tuple(900 if i == 20 else 304 if i == 21 else 0 for i in range(steps)),
            tuple(1_000 + (i * 37) % 400 for i in range(steps)),
        ),
        "sample_calls": (call(1), call(2), call(3)),
        "proposal": proposal(client),
    }
    return Incident(id=ident, title=title, **(facts | other))  # type: ignore[arg-type]


def _incidents() -> tuple[Incident, ...]:
    stuffing = Client.of(ip="203.0.113.7", key=KEY)
    fleet = tuple(Client.of(ip=f"198.51.100.{i}") for i in range(1, 41))
    return (
        incident("i1", "Credential stuffing on POST /v1/login", stuffing, severity="critical",
                 patterns=("credential_stuffing", "key_guessing"), finding_ids=("f_i1", "f_i1b")),
        incident("i2", "Ids of /orders/{id} walked one by one", Client.of(token=KEY),
                 proxies=("shop",), operations=("GET /orders/{id}",), patterns=("id_walk",),
                 story="One token read 4,200 orders in sequence; its peers read at most 6."),
        incident("i3", "Forty addresses scan for exploits", fleet[0], verdict="fleet",
                 clients=fleet, severity="medium", proxies=("accounts", "shop"),
                 operations=("GET /{path}",), patterns=("vulnerability_scan",),
                 notes=("Each address sent fewer than 5 calls; they share their paths.",)),
        incident("i4", "A client repeats the same 404", Client.of(key=KEY), verdict="broken client",
                 severity="low", confidence=0.55, patterns=("guessor",),
                 proposal=proposal(Client.of(key=KEY), good=Hit(1, 20))),
        incident("i5", "Many keys behind one address", Client.of(subnet="192.0.2.0/24"),
                 verdict="shared address", severity="low", proposal=None, timeline=None,
                 patterns=("oauth_abuser",), sample_calls=()),
        incident("i6", "Load test from the office", Client.of(ip="2001:db8:1:2::/64"),
                 verdict="load test", severity="medium", patterns=("flooder",)),
        incident("i7", f"Hostile {HOSTILE}", Client.of(user_agent=HOSTILE), verdict="flash crowd",
                 severity="low", story=HOSTILE, notes=(HOSTILE,), operations=(HOSTILE,),
                 proxies=(HOSTILE,), sample_calls=(call(9, **{"user_agent.original": HOSTILE}),),
                 proposal=proposal(Client.of(user_agent=HOSTILE))),
    )  # fmt: skip


def _findings() -> tuple[Finding, ...]:
    stuffing = Client.of(ip="203.0.113.7", key=KEY)
    rejected = (
        Evidence("rejected_credentials", 256, "credentials", 16, "at_least", None, None),
        Evidence("unauthorized_share_low", 0.83, "share", 0.8, "at_least", 0.02, None),
        Evidence("calls.vs_peers", 41.5, "times", 10, "at_least", None, None),
        Evidence("bytes_out", 48_200_000, "bytes", None, None, 1_200_000, 900),
        Evidence("backend_time", 93_400_000, "µs", None, None, None, None),
    )
    walk = (
        Evidence("objects_ok", 512, "objects", 50, "at_least", 6, 3),
        Evidence("small_step_share_low", 0.97, "share", 0.7, "at_least", 0.08, None),
        Evidence("long_runs", 40, "runs", 1, "at_least", 0, None),
    )
    return (
        finding("f_i1", "credential_stuffing", stuffing, severity="critical"),
        finding("f_i1b", "key_guessing", stuffing, evidence=rejected),
        finding("f_i2", "id_walk", Client.of(token=KEY), evidence=walk, family="breadth"),
        *(finding(f"f_i{n}", "other", Client.of(ip=f"192.0.2.{n}")) for n in range(3, 7)),
        finding("f_i7", HOSTILE, Client.of(user_agent=HOSTILE)),
    )


def _input() -> Input:
    rejected = {"no status": 80, "not a time": 30, "line too long": 2}
    hostile = Rejected("b.log", None, "no status", HOSTILE)
    clean = Rejected("a.log.gz", 17, "no status", 'GET /v1/x HTTP/1.1" <32>')
    return Input(
        files=(
            FileRead("a.log.gz", ("nginx_combined",), 1_000_112, 1_000_000, rejected),
            FileRead("b.log", ("envoy_json",), 204_001, 204_001, {}, note="cut at the end"),
        ),
        lines=1_204_113,
        calls=1_204_001,
        rejected=rejected,
        rejected_samples=(clean, hostile),
        first=START + 3 * SECOND,
        last=START + 24 * 3600 * SECOND - SECOND,
        formats=("nginx_combined", "envoy_json"),
    )  # fmt: skip


def rich() -> Analysis:
    """Seven incidents of different verdicts, the last one full of hostile text."""
    held = (
        HeldBack("oauth_abuser", (Client.of(ip="198.51.100.200"),), "shop", "G2",
                 "the address carries 41 tokens: an office or a carrier",
                 (Evidence("tokens", 41, "tokens", 20, "at_least", 3, None),),
                 START, START + MINUTE),
        HeldBack("flooder", (Client.of(ip="198.51.100.201"),), None, "peers",
                 "only 12 other clients were active", (), START, START + MINUTE),
        HeldBack("guessor", (Client.of(user_agent=HOSTILE),), HOSTILE, "G8", HOSTILE, (),
                 START, START),
    )  # fmt: skip
    operations = (
        Operation(
            "accounts",
            "POST /v1/login",
            "guessed",
            "login",
            label_guessed=True,
            calls=40_112,
            clients=900,
            errors=2_400,
        ),
        Operation(
            "shop",
            "GET /orders/{id}",
            "learned",
            None,
            label_guessed=False,
            calls=700_000,
            clients=20_000,
            errors=900,
        ),
        Operation(
            "shop", HOSTILE, "guessed", None, label_guessed=False, calls=3, clients=1, errors=3
        ),
    )
    factors = {"0.5": 9, "1": 3, "2": 2, "4": 0}
    return Analysis(
        input=_input(),
        incidents=_incidents(),
        findings=_findings(),
        held_back=held,
        notes=(
            "No ASN database: networks are told apart by /24 and /48 only.",
            "The label login of POST /v1/login is a guess.",
        ),
        operations=operations,
        tuning=(Tuning("credential_stuffing", "login_fails", 20, factors),),
        seconds=12.4,
    )


def empty() -> Analysis:
    """Nothing wrong in three calls."""
    read = FileRead("a.log", ("nginx_combined",), 3, 3, {})
    seen = Input((read,), 3, 3, {}, (), START, START + MINUTE, ("nginx_combined",))
    return Analysis(seen, (), (), (), seconds=0.3)


def rejected() -> Analysis:
    """Not one line could be read."""
    bad = {"no status": 500}
    samples = tuple(Rejected("a.log", n, "no status", f"line {n} {HOSTILE}") for n in range(1, 4))
    read = FileRead("a.log", (), 500, 0, bad)
    return Analysis(Input((read,), 500, 0, bad, samples, None, None, ()), (), (), (), seconds=0.1)


def many(amount: int = 300) -> Analysis:
    """Hundreds of incidents, worst first."""
    severities = ("critical", "high", "medium", "low")
    clients = [Client.of(ip=f"10.0.{n // 250}.{n % 250}") for n in range(amount)]
    incidents = tuple(
        incident(f"i{n}", f"Guessing on API number {n}", clients[n],
                 severity=severities[min(n * 4 // max(amount, 1), 3)])
        for n in range(amount)
    )  # fmt: skip
    findings = tuple(finding(f"f_i{n}", "guessor", clients[n]) for n in range(amount))
    return Analysis(_input(), incidents, findings, (), seconds=40.0)
