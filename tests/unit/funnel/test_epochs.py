"""Epochs: the funnel as it is between the dates of changes."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.errors import UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.examples import tiny

ADVANCE = "stages.pitch.advance"


def what_if(*changes: tuple[str, str, str | None]) -> WhatIf:
    """Return a what-if of (path, value, day)."""
    return WhatIf("what if", tuple(Change.of(path, value, day) for path, value, day in changes))


def advances(what_ifs: list[WhatIf]) -> list[str]:
    """Return the share that goes on in each epoch."""
    return [str(each.stages["pitch"].advance) for each in epochs_of(tiny(), what_ifs).funnels]


def test_a_funnel_without_changes_has_one_epoch() -> None:
    """It began in the past, and is the funnel itself."""
    funnel = tiny()
    epochs = epochs_of(funnel, [])

    assert (epochs.since, epochs.changes) == ((None,), ((),))
    assert epochs.funnels[0] is funnel


def test_undated_changes_make_no_epoch() -> None:
    """They hold always."""
    epochs = epochs_of(tiny(), [what_if((ADVANCE, "40 %", None))])

    assert epochs.since == (None,)
    assert str(epochs.funnels[0].stages["pitch"].advance) == "40 %"


def test_each_date_begins_an_epoch() -> None:
    """Dates of all what-ifs are joined and sorted; a date given twice is one epoch."""
    one = what_if((ADVANCE, "times 2", "2026-11-01"), ("amount", "times 2", "2026-10-01"))
    other = what_if((ADVANCE, "plus 5 points", "2026-10-01"))
    epochs = epochs_of(tiny(), [one, other])

    assert epochs.since == (None, date(2026, 10, 1), date(2026, 11, 1))
    assert advances([one, other]) == ["25 %", "30 %", "60 %"]
    assert [len(listed) for listed in epochs.changes] == [0, 2, 3]


def test_changes_of_one_number_follow_their_dates() -> None:
    """A later value replaces an earlier one, however they are listed."""
    late, early = (ADVANCE, "50 %", "2026-11-01"), (ADVANCE, "40 %", "2026-10-01")

    assert advances([what_if(late, early)]) == advances([what_if(early, late)])
    assert advances([what_if(late, early)]) == ["25 %", "40 %", "50 %"]


def test_a_change_before_the_start_begins_before_the_first_lead() -> None:
    """Leads that are open at the start may have entered before or after it."""
    epochs = epochs_of(tiny(), [what_if((ADVANCE, "40 %", "2026-08-01"))])

    assert epochs.since == (None, date(2026, 8, 1))
    assert epochs.of_days([date(2026, 7, 31), date(2026, 8, 1), date(2026, 9, 1)]) == [0, 1, 1]


def test_the_last_day_counts_and_the_day_after_it_does_not() -> None:
    """A change after the horizon makes no epoch."""
    assert len(advances([what_if((ADVANCE, "40 %", "2026-12-31"))])) == 2
    assert len(advances([what_if((ADVANCE, "40 %", "2027-01-01"))])) == 1


def test_an_unknown_path_is_refused() -> None:
    """The nearest name is offered."""
    with pytest.raises(UnknownNameError) as caught:
        epochs_of(tiny(), [what_if(("stages.pitsch.advance", "40 %", "2026-10-01"))])
    assert str(caught.value) == (
        "stages.pitsch.advance: unknown name 'pitsch' in 'stages'. Did you mean 'pitch'?"
    )


def test_epochs_that_are_known_are_taken_over_up_to_the_first_other_change() -> None:
    """What is known of other days, or of other changes on the same days, is made anew."""
    first = what_if(("stages.pitch.advance", "plus 5 points", "2026-10-01"))
    second = what_if(("stages.pitch.advance", "plus 5 points", "2026-11-01"))
    other = what_if(("stages.pitch.advance", "plus 1 point", "2026-11-01"))
    funnel = tiny()
    known = epochs_of(funnel, [first, second])
    for what_ifs, shared in (
        ([first, second], 3), ([first], 2), ([first, other], 2), ([first, second, other], 2),
        ([second], 1), ([other, first], 2), ([], 1),
    ):  # fmt: skip
        fresh, taken = epochs_of(funnel, what_ifs), epochs_of(funnel, what_ifs, known=known)
        assert (taken.since, taken.funnels, taken.changes) == (
            fresh.since, fresh.funnels, fresh.changes,
        )  # fmt: skip
        same = [a is b for a, b in zip(taken.funnels, known.funnels, strict=False)]
        assert sum(same) == shared
