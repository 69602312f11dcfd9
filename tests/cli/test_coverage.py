"""The report of what is known of the items."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crs.cli.kg import run_coverage
from tests.knowledge_graph.conftest import DATA


def test_reports_on_a_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    run_coverage(as_json=False, catalogue=DATA / "wines")
    assert "(100.0 %)" in capsys.readouterr().out


def test_the_report_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    run_coverage(as_json=True, catalogue=DATA / "wines")
    report = json.loads(capsys.readouterr().out)
    assert report["items"] == report["described"] > 0


def test_reports_on_a_data_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages = [{"text": "Have you seen @1?", "senderWorkerId": 1, "messageId": 1, "timeOffset": 0}]
    row = {
        "conversationId": "1",
        "initiatorWorkerId": 0,
        "respondentWorkerId": 1,
        "messages": messages,
        "movieMentions": {"1": "Casablanca (1942)"},
        "initiatorQuestions": {},
        "respondentQuestions": {},
    }
    (tmp_path / "train_data.jsonl").write_text(
        "\n".join(json.dumps({**row, "conversationId": str(n)}) for n in range(20)), encoding="utf-8"
    )
    run_coverage(as_json=False, catalogue=None, dataset="redial", sources=("items", "bundled"), data_dir=tmp_path)
    assert "1 items, 1 of them described" in capsys.readouterr().out
