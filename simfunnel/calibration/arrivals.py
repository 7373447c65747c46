"""How many leads each source brings: a rate, its weekdays, its unevenness, and the doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.calibration.sentences import arrivals_measured, elsewhere, pooled_sources
from simfunnel.funnel.model import WEEKDAYS, Source, Unevenness
from simfunnel.history import Fact, History
from simfunnel.units import Percent, PerLead, PerTime, Share

__all__ = ["Arrivals", "estimate_arrivals"]

WEEKS = 26
FEW_LEADS = 5
MIDWAY_SHARE = 0.02
OTHER = "other"
_FEWEST_WEEKS = 8  # below this no unevenness is estimated
_SHRINK = 5.0
_FIGURES = 6


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The sources of a funnel, as measured.

    Parameters
    ----------
    sources : dict of str to Source
        As the funnel states them.
    table : DataFrame
        One row per source: source, enters, leads, days, per_day, dispersion, weekly unevenness.
    since : date
        First day of the window; it ends with the cutoff.
    renamed : dict of str to str
        What sources of the export became where they were pooled.
    facts : tuple of Fact
        What was pooled, and the window.
    """

    sources: dict[str, Source]
    table: pd.DataFrame
    since: date
    renamed: dict[str, str]
    facts: tuple[Fact, ...]

    def draws(self, generator: np.random.Generator, n_rows: int) -> NDArray[np.float64]:
        """Return rates per day that the data would support as well.

        Parameters
        ----------
        generator : numpy.random.Generator
            Where the luck comes from.
        n_rows : int
            How many draws.

        Returns
        -------
        ndarray of float64, shape (n_rows, n_sources)
            Gamma(n + .5) over the days, as much wider as whole weeks differ beyond pure chance.
        """
        counts = self.table["leads"].to_numpy(dtype=np.float64) + 0.5
        spread = self.table["dispersion"].to_numpy(dtype=np.float64)
        shape = counts / spread
        factor = generator.standard_gamma(shape, size=(n_rows, len(shape))) / shape
        per_day = self.table["per_day"].to_numpy(dtype=np.float64)
        rates: NDArray[np.float64] = factor * per_day
        return rates


def estimate_arrivals(history: History) -> Arrivals:
    """Measure the sources over the last 26 weeks, or what there is of them.

    Parameters
    ----------
    history : History
        What was known at the cutoff.

    Returns
    -------
    Arrivals
        Every source with its rate; those with fewer than 5 leads are pooled.
    """
    first = _first_stays(history)
    since, days = _window(history, first)
    start = np.datetime64(since, "s")
    recent = first[first["entered_at"].to_numpy() >= start].copy()
    facts = [arrivals_measured(since, days, len(recent))]
    renamed = _pooled(first, recent, facts)
    recent["source"] = recent["source"].replace(renamed)
    recent["into"] = _entries(recent, history.stages, facts)
    weekdays = _weekdays(recent, days)
    rows, sources = [], {}
    otherwise = (_usual_entry(first, history.stages), first["segment"].dropna())
    for name in sorted({*recent["into"], *first["source"].replace(renamed)}):
        leads = recent[recent["into"] == name]
        row, source = _one_source(leads, start, days, weekdays, otherwise)
        rows.append({"source": name, **row})
        sources[name] = source
    table = pd.DataFrame(rows)
    return Arrivals(sources, table, since, renamed, tuple(facts))


def _first_stays(history: History) -> pd.DataFrame:
    """Return each lead's first stay, with what the lead cost."""
    first = history.stays[~history.stays["lead"].duplicated()]
    cost = history.leads.set_index("lead")["cost"]
    return first.assign(cost=cost.reindex(first["lead"]).to_numpy(dtype="float64", na_value=np.nan))


def _window(history: History, first: pd.DataFrame) -> tuple[date, int]:
    """Return first day and length of the window: whole weeks where there is one."""
    earliest = first["entered_at"].min().date()
    days = min(7 * WEEKS, (history.last_day - earliest).days + 1)
    days = days - days % 7 if days >= 7 else max(1, days)
    return history.last_day - timedelta(days=days - 1), days


def _pooled(first: pd.DataFrame, recent: pd.DataFrame, facts: list[Fact]) -> dict[str, str]:
    """Return what the sources with few leads become, and say which they are."""
    counts = recent["source"].value_counts()
    few = sorted(name for name in first["source"].unique() if counts.get(name, 0) < FEW_LEADS)
    if not few or first["source"].nunique() == 1:
        return {}
    n = int(sum(counts.get(name, 0) for name in few))
    facts.append(pooled_sources(few, FEW_LEADS, OTHER, n))
    return dict.fromkeys(few, OTHER)


def _entries(
    recent: pd.DataFrame, stages: tuple[str, ...], facts: list[Fact]
) -> NDArray[np.object_]:
    """Return the stream of each lead: its source, or source and stage where it enters midway."""
    names = recent["source"].to_numpy(dtype=object).copy()
    into = recent["stage"].to_numpy(dtype=object)
    moved = 0
    for source in sorted(set(names)):
        here = names == source
        usual = _usual_entry(recent[here], stages)
        counts = pd.Series(into[here]).value_counts()
        for stage, count in counts.items():
            if stage == usual:
                continue
            rows = here & (into == stage)
            if count > MIDWAY_SHARE * here.sum() and count >= FEW_LEADS:
                # A name of the funnel, which keys draws: the same in every language.
                names[rows] = f"{source}, enters {stage}"[:80].strip()
            else:
                moved += int(count)
    if moved:
        facts.append(elsewhere(moved))
    return names


def _usual_entry(leads: pd.DataFrame, stages: tuple[str, ...]) -> str:
    """Return the stage that most leads enter first; of equals the earliest."""
    counts = leads["stage"].value_counts()
    return max(stages, key=lambda stage: int(counts.get(stage, 0)))


def _weekdays(recent: pd.DataFrame, days: int) -> NDArray[np.float64]:
    """Return the factor of each weekday, Monday first, with mean 1; shrunk towards 1."""
    if days < 14 or not len(recent):
        return np.ones(7)
    day = recent["entered_at"].to_numpy().astype("datetime64[D]").astype(np.int64)
    observed = np.bincount((day + 3) % 7, minlength=7)
    factors = (observed + _SHRINK) / (len(recent) / 7 + _SHRINK)
    return np.asarray(np.round(factors / factors.mean(), 3), dtype=np.float64)


def _one_source(
    leads: pd.DataFrame,
    start: np.datetime64,
    days: int,
    weekdays: NDArray[np.float64],
    otherwise: tuple[str, pd.Series],
) -> tuple[dict[str, object], Source]:
    """Measure one source; `otherwise` is the entry and the segments of one without leads."""
    effective = days * weekdays.mean() if days >= 7 else float(days)
    per_day = float(f"{(len(leads) + 0.5) / effective:.{_FIGURES}g}")
    week = ((leads["entered_at"].to_numpy() - start) // np.timedelta64(7, "D")).astype(np.int64)
    dispersion, uneven = _unevenness(np.bincount(week, minlength=days // 7))
    enters = str(leads["stage"].mode().iloc[0]) if len(leads) else otherwise[0]
    counts = leads["segment"].dropna() if len(leads) else otherwise[1]
    shares = counts.value_counts(normalize=True).sort_index()
    cost = leads["cost"].mean()
    even = bool((weekdays == 1).all())
    source = Source(
        leads=PerTime(per_day, "day"),
        enters=enters,
        segments={str(name): Share(float(share)) for name, share in shares.items()},
        weekdays={}
        if even
        else {day: Percent(float(f)) for day, f in zip(WEEKDAYS, weekdays, strict=True)},
        unevenness=Unevenness(week=Percent(uneven)),
        cost=None if np.isnan(cost) or cost < 0 else PerLead(float(f"{round(cost)}e-2")),
    )
    row = {
        "enters": enters,
        "leads": len(leads),
        "days": days,
        "per_day": per_day,
        "dispersion": dispersion,
        "unevenness": uneven,
    }
    return row, source


def _unevenness(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return variance over mean of weekly counts, at least 1, and the spread of whole weeks."""
    mean = float(counts.mean()) if len(counts) else 0.0
    if len(counts) < _FEWEST_WEEKS or mean == 0:
        return 1.0, 0.0
    variance = float(counts.var(ddof=1))
    dispersion = max(1.0, variance / mean)
    return dispersion, round(min(10.0, np.sqrt((dispersion - 1) / mean)), 3)
