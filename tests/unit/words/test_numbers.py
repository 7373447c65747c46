"""Numbers, money and dates follow the language where no word has a translation yet."""

from __future__ import annotations

import simfunnel as sf
from simfunnel.forecasting import forecast
from simfunnel.funnel.examples import tiny


def test_an_outlook_has_german_numbers_and_english_words() -> None:
    """One outlook, made in English, is shown as whoever looks at it writes numbers."""
    outlook = forecast(tiny(), replications=60, engine="simpy", targets="200 000 by 2026-12-31")
    english = outlook.headline
    with sf.speaking("de"):
        german = outlook.headline
        card = outlook.text()
    assert "chance of reaching EUR 200,000 by 31 Dec 2026" in english
    assert "chance of reaching EUR 200.000 by 31. Dez. 2026" in german
    assert "as of 1. September 2026" in card
    assert outlook.headline == english
