"""The dashboard and the alert rules speak of what the program shows, and point to pages that are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.metrics import Counted
from storage.engine import LaneDatabase
from storage.inbox import SHARES
from tests.architecture.test_imports import ROOT
from tests.unit.test_metrics import NOW, SEEN

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "liaison.json"
OPERATIONS = ROOT / "docs" / "operations.md"

PROMQL = frozenset(
    ("sum", "max", "count", "absent", "rate", "histogram_quantile", "by", "and", "offset", "d")
)
"""Words of the query language that are used here."""

SCRAPED = {"up": {"job", "instance"}}
"""What Prometheus itself adds, beside the labels job and instance."""

HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;!?()]|[,:;!?()][\u4e00-\u9fff]")


@cache
def shown() -> dict[str, dict[str, set[str]]]:
    """Every series that a process may show: its labels and their values."""
    metrics = Counted("run")
    metrics.database(LaneDatabase("sqlite://"))
    metrics.saw(SEEN, NOW, took=0.0)
    found: dict[str, dict[str, set[str]]] = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for name, value in sample.labels.items():
                labels.setdefault(name, set()).add(value)
    return found


def rules() -> list[dict[str, Any]]:
    groups = YAML(typ="safe").load(ALERTS.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    return [panel for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def words(expression: str) -> set[str]:
    """Names in an expression that are neither a label nor a value nor a span of time."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)", " ", expression)
    return set(re.findall(r"[a-z_]+", bare)) - PROMQL


def labels_asked(expression: str) -> Iterator[tuple[str, str, str]]:
    """(metric, label, value) of every selector."""
    for metric, selector in re.findall(r"([a-z_]+)\{([^}]*)\}", expression):
        for label, value in re.findall(r'(\w+)="([^"]*)"', selector):
            yield metric, label, value


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_every_metric_and_label_that_is_asked_for_is_shown(where: str, expression: str) -> None:
    known = shown()
    assert words(expression), where
    assert words(expression) - known.keys() - SCRAPED.keys() == set()
    assert expression.count("(") == expression.count(")")
    for metric, label, value in labels_asked(expression):
        if label == "job":
            assert value == "liaison"
        else:
            assert value in known[metric][label]
    (*grouped,) = re.findall(r"by \(([^)]*)\)", expression)
    some = {label for name in words(expression) & known.keys() for label in known[name]}
    assert {label.strip() for group in grouped for label in group.split(",")} <= some


def test_a_name_that_nobody_shows_would_be_found() -> None:
    asked = words('max by (le) (rate(liaison_no_such{state="waiting"}[5m])) > 0.5')
    assert asked - shown().keys() == {"liaison_no_such"}


def test_every_metric_of_ours_is_described_and_no_other() -> None:
    described = set(re.findall(r"`(liaison_[a-z_]+)`", OPERATIONS.read_text("utf-8")))
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in shown() if name.startswith("liaison_")}
    assert described == families


def test_the_dashboard_shows_every_metric_of_ours() -> None:
    asked = {word for panel in panels() for target in panel["targets"] for word in words(target["expr"])}
    asked = {re.sub(r"_bucket$", "", name) for name in asked}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in shown() if name.startswith("liaison_")}
    assert families - asked == {"liaison_snapshot_timestamp_seconds"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_what_is_wrong_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "warn"}
    summary = rule["annotations"]["summary"]
    assert HAN.search(summary)
    assert re.match(r"[A-Z{]", summary)
    assert not HALF_WIDTH.search(summary)
    page, _, section = rule["annotations"]["runbook"].partition("#")
    assert section in sections(ROOT / page)


def sections(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_names_of_alerts_and_panels_are_not_given_twice() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    numbers = [panel["id"] for panel in panels()]
    assert len(numbers) == len(set(numbers))


def test_panels_are_in_both_languages_and_do_not_lie_on_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        for text in (panel["title"], panel["description"]):
            assert not HALF_WIDTH.search(text), text
        assert HAN.search(panel["description"])
        assert re.search(r"[A-Z]", panel["title"])
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_the_alert_on_shares_knows_how_many_there_are() -> None:
    (expression,) = (rule["expr"] for rule in rules() if rule["alert"] == "LiaisonSharesNotHeld")
    assert f"< {SHARES}" in expression
