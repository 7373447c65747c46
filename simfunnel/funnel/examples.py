"""Small complete funnels for docstrings and first steps."""

from __future__ import annotations

from simfunnel.funnel.model import Funnel

__all__ = ["busy", "renewing", "staffed", "steered", "tiny"]


def tiny() -> Funnel:
    """Return a funnel of one stage and one source.

    Examples
    --------
    >>> list(tiny().stages)
    ['pitch']
    """
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "tiny",
            "starts": "2026-09-01",
            "until": "2026-12-31",
            "amount": {"median": "10 000", "p90": "30 000"},
            "sources": {"web": {"leads": "30 per month", "enters": "pitch"}},
            "stages": {
                "pitch": {
                    "advance": "25 %",
                    "next": "won",
                    "otherwise": {"lost.price": "100 %"},
                    "dwell": {"median": "10 days", "p90": "30 days"},
                }
            },
        }
    )


def busy() -> Funnel:
    """Return a funnel of two stages in which most of what can happen does.

    Examples
    --------
    >>> busy().quality.good, len(busy().today.open_leads)
    (Share(number=0.4), 2)
    """
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "busy",
            "calendar": {"country": "ES"},
            "today": {
                "date": "2026-09-01",
                "open_leads": [
                    {"lead": "A-1", "stage": "pitch", "entered_on": "2026-08-20"},
                    {"lead": "A-2", "stage": "close", "entered_on": "2026-08-25"},
                ],
            },
            "until": "2026-11-30",
            "segments": {
                "small": {"amount": {"median": "6 000", "p90": "16 000"}},
                "large": {"amount": {"median": "24 000", "p90": "70 000"}, "dwell": "times 1.4"},
            },
            "quality": {"good": "40 %", "advance_odds": "times 1.5", "amount_correlation": 0.2},
            "sources": {
                "web": {
                    "leads": "60 per month",
                    "enters": "pitch",
                    "segments": {"small": "70 %", "large": "30 %"},
                    "good": "45 %",
                    "unevenness": {"week": "30 %", "year": "10 %"},
                    "batches": [{"on": "2026-10-01", "leads": 5}],
                }
            },
            "stages": {
                "pitch": {
                    "advance": "45 %",
                    "next": "close",
                    "otherwise": {"lost.price": "100 %"},
                    "dwell": {"median": "10 business days", "p90": "30 business days"},
                    "stale": {"after": "60 days", "to": "lost.silence", "reviewed": "weekly"},
                    "meanwhile": {"legal": {"share": "40 %", "takes": {"exactly": "9 days"}}},
                },
                "close": {
                    "hazards": {
                        "ages": [0, 7, 30],
                        "daily": {"won": [0.02, 0.04, 0.001], "lost.price": [0.01, 0.02, 0.001]},
                        "advances": ["won"],
                    }
                },
            },
            "events": {
                "boss_leaves": {
                    "in": ["pitch"],
                    "rate": "4 % per month",
                    "then": {"lost.no_decision": "100 %"},
                },
                "rival": {
                    "in": ["pitch"],
                    "share_of_losses": "25 %",
                    "then": {"lost.competitor": "100 %"},
                },
            },
            "doubt": {
                "shock": {"advance_odds": "times 1.15", "leads": "8 %"},
                "stages.pitch.advance": ["40 %", "45 %", "50 %"],
            },
        }
    )


def staffed() -> Funnel:
    """Return a funnel in which people work: callers who queue leads, and sellers for two stages.

    Examples
    --------
    >>> str(staffed().teams["callers"].seats), staffed().stages["call"].team
    ('2', 'callers')
    """
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "staffed",
            "calendar": {"country": "ES"},
            "starts": "2026-09-01",
            "until": "2026-12-31",
            "amount": {"median": "9 000", "p90": "25 000"},
            "sources": {"web": {"leads": "180 per month", "enters": "call"}},
            "stages": {
                "call": {
                    "team": "callers",
                    "effort": {"median": "60 minutes", "p90": "180 minutes"},
                    "patience": {"after": "10 business days", "to": "cold.never_called"},
                    "slow_start": {"odds_halve_every": "4 business days"},
                    "advance": "40 %",
                    "next": "offer",
                    "otherwise": {"lost.no_need": "100 %"},
                    "dwell": {"median": "3 days", "p90": "9 days"},
                },
                "offer": {
                    "team": "sellers",
                    "effort": {"median": "6 hours", "p90": "15 hours"},
                    "advance": "60 %",
                    "next": "close",
                    "otherwise": {"lost.price": "100 %"},
                    "dwell": {"median": "8 business days", "p90": "20 business days"},
                    "stale": {"after": "60 days", "to": "lost.silence", "reviewed": "weekly"},
                },
                "close": {
                    "team": "sellers",
                    "effort": "3 hours",
                    "advance": "75 %",
                    "next": "won",
                    "otherwise": {"lost.price": "80 %", "offer": "20 %"},
                    "dwell": {"median": "10 days", "p90": "25 days"},
                },
            },
            "teams": {
                "callers": {
                    "seats": "2",
                    "selling_hours": {"mon-fri": "09:00-18:00", "share": "65 %"},
                    "order": "newest first",
                },
                "sellers": {
                    "seats": "3",
                    "names": ["Ana", "Bo", "Cy"],
                    "starts": {"Cy": "2026-07-15"},
                    "hires": {"2026-11-02": "1"},
                    "ramp": ["40 %", "70 %", "100 %"],
                    "selling_hours": {
                        "mon-thu": "09:00-18:00",
                        "fri": "09:00-14:00",
                        "share": "50 %",
                    },
                    "order": "latest stage",
                },
            },
        }
    )


def steered() -> Funnel:
    """Return a funnel of one stage, in which somebody looks every month whether enough is open.

    Examples
    --------
    >>> str(steered().reviews[0].when)
    'coverage below 3'
    """
    rule = {"every": "month", "when": "coverage below 3", "do": {"sources.web.leads": "times 1.5"}}
    target = {"won_amount": "500 000", "by": "2026-12-31"}
    data = tiny().document() | {"targets": {"year_end": target}, "reviews": [rule]}
    return Funnel.model_validate(data)


def renewing() -> Funnel:
    """Return a funnel whose deals become customers that renew, grow, leave and bring leads.

    Examples
    --------
    >>> funnel = renewing()
    >>> len(funnel.today.customers), str(funnel.after_sale.customer.term)
    (3, '6 months')
    """
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "renewing",
            "today": {
                "date": "2026-09-01",
                "customers": [
                    {"customer": "C1", "since": "2025-01-15", "amount": "6 000"},
                    {"customer": "C2", "since": "2026-04-20", "amount": "12 000"},
                    {"customer": "C3", "since": "2026-08-01", "amount": "9 000",
                     "next_renewal": "2027-02-01"},
                ],
            },
            "until": "2027-12-31",
            "amount_is": "per year",
            "amount": {"median": "9 000", "p90": "25 000"},
            "sources": {"web": {"leads": "40 per month", "enters": "pitch"},
                        "referral": {"leads": "0 per month", "enters": "pitch"}},
            "stages": {
                "pitch": {
                    "advance": "30 %",
                    "next": "won",
                    "otherwise": {"lost.price": "100 %"},
                    "dwell": {"median": "20 days", "p90": "50 days"},
                },
            },
            "after_sale": {
                "onboarding": {"advance": "90 %", "dwell": {"median": "15 days", "p90": "40 days"}},
                "customer": {
                    "term": "6 months",
                    "renews": {"first": "75 %", "second": "85 %"},
                    "expands": {"share": "20 % per term", "amount": "times 1.3"},
                    "shrinks": {"share": "10 % per term", "amount": "times 0.7"},
                    "refers": {"leads": "0.5 per year", "source": "referral"},
                    "margin": "75 %",
                    "cost_to_serve": "600 per year",
                },
                "payment": {"paid_after": "30 days", "billed": "quarterly in advance"},
            },
        }
    )  # fmt: skip
