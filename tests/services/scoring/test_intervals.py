"""Stories of rank intervals: the same for the same seed, narrow where nothing can change."""

from __future__ import annotations

from random import Random

from desktop.services.scoring.intervals import RankInterval, rank_intervals


def test_given_a_case_that_is_better_everywhere_then_no_weight_moves_it() -> None:
    shares = [[[0.2, 0.2]], [[0.9, 0.8]], [[0.5, 0.5]]]

    found = rank_intervals(shares, [60_000, 40_000], [0, 0, 0], seed=1)

    assert found == [RankInterval(3, 3), RankInterval(1, 1), RankInterval(2, 2)]


def test_given_cases_that_trade_strengths_then_their_places_depend_on_the_weights() -> None:
    shares = [[[1.0, 0.0]], [[0.0, 1.0]], [[0.1, 0.1]]]

    found = rank_intervals(shares, [50_000, 50_000], [0, 0, 0], seed=1)

    assert found[:2] == [RankInterval(1, 2), RankInterval(1, 2)]
    assert found[2] == RankInterval(3, 3)


def test_given_the_same_seed_then_the_same_draws() -> None:
    grains = Random(5)
    shares = [[[grains.random() for _ in range(4)]] for _ in range(40)]
    weights, none = [30_000, 30_000, 20_000, 20_000], [0] * 40

    first = rank_intervals(shares, weights, none, seed=7, draws=40)

    assert first == rank_intervals(shares, weights, none, seed=7, draws=40)
    assert first != rank_intervals(shares, weights, none, seed=8, draws=40)


def test_given_missing_grades_then_the_graded_ones_speak_for_the_case() -> None:
    shares: list[list[list[float | None]]] = [[[0.9, None]], [[0.5, 0.5]], [[None, None]], []]

    found = rank_intervals(shares, [50_000, 50_000], [0, 0, 0, 0], seed=1)

    assert found == [RankInterval(1, 1), RankInterval(2, 2), None, None]


def test_given_a_bonus_then_it_counts_in_every_draw() -> None:
    shares = [[[0.50, 0.50]], [[0.49, 0.49]]]

    assert rank_intervals(shares, [50_000, 50_000], [0, 5_000], seed=1)[1] == RankInterval(1, 1)


def test_given_dropped_extremes_then_one_hostile_card_changes_nothing() -> None:
    shares = [[[0.8], [0.8], [0.0], [1.0]], [[0.7], [0.7], [0.7], [0.7]]]

    found = rank_intervals(shares, [100_000], [0, 0], seed=1, drop_extremes=True)

    assert found == [RankInterval(1, 1), RankInterval(2, 2)]
