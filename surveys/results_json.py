"""Results of surveys in JSON."""

from typing import Any

from surveys.results import Bar, Figures, Results


def as_json(shown: Results) -> dict[str, Any]:
    """The same for programs."""
    return {
        "answers": shown.ballots,
        "asked": shown.asked,
        "took_part": shown.took_part,
        "questions": [
            {
                "key": one.question.key,
                "kind": one.question.kind,
                "text": one.question.text,
                "whole": _figures_json(one.whole) if one.whole else None,
                "groups": [_figures_json(group) for group in one.groups],
            }
            for one in shown.questions
        ],
    }


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "group": figures.group,
        "n": figures.n,
        "mean": figures.mean,
        "score": figures.score,
        "bars": _bars_json(figures.bars),
        "rows": [
            {"label": row.label, "mean": row.mean, "bars": _bars_json(row.bars)}
            for row in figures.rows
        ],
    }


def _bars_json(bars: list[Bar]) -> list[dict[str, Any]]:
    return [{"label": bar.label, "count": bar.count, "percent": bar.percent} for bar in bars]
