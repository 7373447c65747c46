"""Whatever is wrong after the sale is said with its place, its value, and what to do; once."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.scenarios import load, save

SOUND = """\
simfunnel: 1
funnel: agency
today: {date: 2026-07-01, customers: own.csv}
until: 2027-06-30
amount_is: per year
segments: {small: {amount: 1 000, margin: 70 %, cost_to_serve: 90 per year}, large: {amount: 9 000}}
sources: {web: {leads: 20 per month, enters: pitch, segments: {small: 50 %, large: 50 %}}}
stages: {pitch: {advance: 30 %, next: won, otherwise: lost.price, dwell: 20 days}}
after_sale:
  onboarding: {advance: 90 %, dwell: 20 days}
  customer:
    term: 12 months
    renews: {first: 80 %, second: 87 %}
    expands: {share: 20 % per term, amount: times 1.3}
    shrinks: {share: 10 % per term, amount: times 0.7}
    refers: {leads: 0.1 per year, source: web}
  payment: {paid_after: 30 days, billed: yearly in advance}
"""
OWN = """\
customer,since,amount,next_renewal,segment
A,2025-03-01,1200,,small
B,2026-02-01,2400,2027-02-01,large
"""
BAD = [
    ("{first: 80 %, second: 87 %}", "100 %",
     "13:13: after_sale.customer.renews: later is 100 %, so terms have no end; give less than "
     "100 %."),
    ("{first: 80 %, second: 87 %}", "{first: 80 %, second: 70 %}",
     "13:5: after_sale.customer.renews: first is 80 % and second is 70 %; loyal customers remain, "
     "so second must lie above first, and both between 0 and 100 %."),
    ("{first: 80 %, second: 87 %}", "{first: 80 %}",
     "13:5: after_sale.customer.renews: needs exactly one of later (the share of all further "
     "terms) and second (it rises from term to term)."),
    ("term: 12 months", "term: 200 business days",
     "11:3: after_sale.customer: term is 200 business days; give a day or more, in days, weeks, "
     "months or years."),
    ("share: 20 % per term", "share: 95 % per term",
     "11:3: after_sale.customer: expands 95 % and shrinks 10 % of the renewals, more than all; "
     "lower one of them."),
    ("times 0.7", "times 1.7",
     "11:3: after_sale.customer: shrinks by times 1.7; give 'times 1' or less."),
    ("times 1.3", "times 0.3",
     "11:3: after_sale.customer: expands by times 0.3; give 'times 1' or more."),
    ("source: web", "source: wbe",
     "16:43: after_sale.customer.refers.source: unknown source 'wbe'. Did you mean 'web'?"),
    ("0.1 per year", "3 per month",
     "16:21: after_sale.customer.refers.leads: is 3 per month; give 0 to 12 a year of each "
     "customer."),
    ("amount_is: per year", "amount_is: one-off",
     "11:3: after_sale.customer: renews amounts per year, but amounts are one-off; write "
     "'amount_is: per year', or leave 'customer' out."),
    ("paid_after: 30 days", "paid_after: 30 business days",
     "17:3: after_sale.payment: paid_after is 30 business days; terms of payment count all days, "
     "give days or weeks."),
    ("advance: 90 %", "advance: 0 %",
     "10:25: after_sale.onboarding.advance: is 0 %; nobody would become a customer. Give more "
     "than 0 %."),
    ("  customer:", "  custmer:",
     "11:3: after_sale.custmer: unknown key 'custmer'. Did you mean 'customer'?"),
]  # fmt: skip
BAD_ROWS = [
    ("A,2025-03-01", "A,2099-03-01",
     "agency.yaml:3:27: today.customers.0: customer 'A' is there since 2099-03-01, after "
     "2026-07-01; mend the date."),
    ("2027-02-01", "2026-06-01",
     "agency.yaml:3:27: today.customers.1: customer 'B' was to renew on 2026-06-01, before "
     "2026-07-01; give the date of the next renewal, or take out who has left."),
    ("B,", "A,", "agency.yaml:3:27: today.customers.0: names customer 'A' twice; keep one row."),
    (",small", ",smal",
     "agency.yaml:3:27: today.customers.0: unknown segment 'smal'. Did you mean 'small'?"),
    (",small", ",",
     "agency.yaml:3:27: today.customers.0: customer 'A' has no segment, but the funnel has "
     "several; add the column."),
    ("1200", "1.200", "own.csv:2: amount: '1.200' could mean 1200 or 1.2; write 1200 or 1.2."),
    ("2027-02-01", "2026-01-01",
     "own.csv:3: customer 'B' has been there since 2026-02-01 and renews on 2026-01-01; mend "
     "one of the dates."),
]  # fmt: skip


def refusal(tmp_path: Path, text: str, own: str) -> str:
    """Return what is said of a file and its table, without the folder."""
    path = tmp_path / "agency.yaml"
    path.write_text(text)
    (tmp_path / "own.csv").write_text(own)
    with pytest.raises(ScenarioError) as told:
        load(path)
    return str(told.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(("old", "new", "message"), BAD)
def test_a_bad_block_says_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The whole message, and nothing that only follows from it."""
    assert old in SOUND
    assert refusal(tmp_path, SOUND.replace(old, new, 1), OWN) == f"agency.yaml:{message}"


@pytest.mark.parametrize(("old", "new", "message"), BAD_ROWS)
def test_a_bad_customer_says_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    """With the line of the table, or the customer's name."""
    assert old in OWN
    assert refusal(tmp_path, SOUND, OWN.replace(old, new, 1)) == message


def test_customers_come_back_equal(tmp_path: Path) -> None:
    """A file that is saved is read again as the same funnel, its table beside it."""
    (tmp_path / "agency.yaml").write_text(SOUND)
    (tmp_path / "own.csv").write_text(OWN)
    funnel = load(tmp_path / "agency.yaml")
    assert [str(own.amount) for own in funnel.today.customers] == ["1 200", "2 400"]
    paths = save(funnel, tmp_path / "copy.yaml")
    assert [path.name for path in paths] == ["copy.yaml", "copy_customers.csv"]
    assert load(tmp_path / "copy.yaml").digest() == funnel.digest()


def test_margins_without_customers_and_one_off_deals_without_payment(tmp_path: Path) -> None:
    """A block that has nothing to act on is refused."""
    whole = SOUND[: SOUND.index("after_sale:")].replace(", customers: own.csv", "")
    assert refusal(tmp_path, whole, OWN).startswith(
        "agency.yaml:6:43: segments.small.margin: is about customers, and the funnel has none; add "
        "'after_sale.customer', or leave it out."
    )
    bare = whole.replace(", margin: 70 %, cost_to_serve: 90 per year", "")
    assert "says nothing; state 'customer', or 'payment'" in refusal(
        tmp_path, bare.replace("per year\nseg", "one-off\nseg") + "after_sale: {}\n", OWN
    )
