"""A path into a funnel as people say it: "stages.proposal.advance" is who goes on from proposal."""

from __future__ import annotations

from simfunnel.charts import clean_name
from simfunnel.words import say

__all__ = ["group_of", "label_of", "plain_name"]

_MOST = 60


def plain_name(name: str) -> str:
    """Return a name from a file as it is read: without underscores and harmful signs.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> plain_name("initial_contact")
    'initial contact'
    """
    return clean_name(name.replace("_", " "), _MOST)


def label_of(path: str) -> str:
    """Return what a path names, in words.

    Parameters
    ----------
    path : str
        Keys joined by dots.

    Examples
    --------
    >>> label_of("stages.proposal.advance"), label_of("sources.web.leads")
    ('share that goes on from proposal', 'leads from web')
    >>> label_of("stages.pitch.dwell.p90"), label_of("until")
    ('time in pitch, 1 in 10 takes longer', 'last day')
    >>> label_of("products.training.attached"), label_of("segments.large.products.training")
    ('share of deals with training', 'share of large deals with training')
    >>> label_of("teams.sdr.seats"), label_of("nurture.touch_every")
    ('seats of sdr', 'time between touches in nurture')
    """
    room, _, rest = path.partition(".")
    name, _, tail = rest.partition(".")
    own = plain_name(name)
    tail = tail.removesuffix(".share")
    if room == "doubt" and rest:
        return _doubt(rest)
    if room == "amount":
        return _spread(say("amount of a deal"), rest)
    rooms = {
        "stages": _of_stage,
        "sources": _of_source,
        "segments": _of_segment,
        "products": _of_product,
        "events": _of_event,
        "teams": _of_team,
    }
    if room in rooms and tail:
        return rooms[room](own, tail)
    if room == "nurture" and rest:
        return _of_nurture(rest)
    if room == "after_sale" and rest:
        return _of_after(rest)
    if room == "reviews" and tail:
        return _of_review(int(name) + 1, tail)
    if room == "targets" and tail:
        return say("target {name}, {what}", name=own, what=_plain(tail))
    return {
        "until": say("last day"),
        "starts": say("first day"),
        "today.date": say("day of the start"),
        "costs.extra": say("other spending"),
    }.get(path, _plain(path))


def _plain(tail: str) -> str:
    """Return keys as plain words."""
    return clean_name(tail.replace("_", " ").replace(".", ", "), _MOST)


def _spread(what: str, tail: str) -> str:
    """Return a number of a spread: of the times or amounts that differ from lead to lead."""
    known = {
        "": what,
        "median": say("{what}, median", what=what),
        "mean": say("{what}, average", what=what),
        "exactly": what,
    }
    if tail in ("p10", "p90"):
        return say(
            "{what}, 1 in 10 is {side}",
            what=what,
            side=say("below") if tail == "p10" else say("above"),
        )
    return known.get(tail, f"{what}, {_plain(tail)}")


def _time(what: str, tail: str) -> str:
    """Return a number of a spread of times."""
    if tail == "p10":
        return say("{what}, 1 in 10 is quicker", what=what)
    if tail == "p90":
        return say("{what}, 1 in 10 takes longer", what=what)
    return _spread(what, tail)


def _of_stage(stage: str, tail: str) -> str:
    """Return a number of a stage."""
    known = {
        "advance": say("share that goes on from {stage}", stage=stage),
        "gate.pass": say("share that passes {stage}", stage=stage),
        "gate.reliability": say("how well {stage} sees who fits", stage=stage),
        "dwell_ratio": say("time in {stage}", stage=stage),
        "stale.after": say("age at which {stage} gives up", stage=stage),
    }
    if tail in known:
        return known[tail]
    block, _, rest = tail.partition(".")
    if block == "dwell":
        return _time(say("time in {stage}", stage=stage), rest)
    if block in ("next", "otherwise") and rest.endswith(".because"):
        to = plain_name(rest.removesuffix(".because"))
        return say("why {to} follows {stage}", to=to, stage=stage)
    if block in ("next", "otherwise") and ".dwell" not in rest:
        return _exit(stage, block, plain_name(rest))
    return f"{stage}, {_plain(tail)}"


def _exit(stage: str, block: str, to: str) -> str:
    """Return the share of an exit."""
    if block == "next":
        return say("{to}, share of those who go on from {stage}", stage=stage, to=to)
    return say("{to}, share of those who do not go on from {stage}", stage=stage, to=to)


def _of_source(source: str, tail: str) -> str:
    """Return a number of a source."""
    block, _, rest = tail.partition(".")
    if block in ("months", "weekdays"):
        return say("leads from {source} in {when}", source=source, when=_plain(rest).capitalize())
    return {
        "leads": say("leads from {source}", source=source),
        "cost": say("cost of a lead from {source}", source=source),
        "spend.amount": say("money spent on {source}", source=source),
        "spend.half_at": say("money that brings half of {source}", source=source),
        "growth": say("growth of leads from {source}", source=source),
        "good": say("share of leads from {source} that are good", source=source),
        "advance_odds": say("odds that leads from {source} go on", source=source),
        "dwell": say("time that leads from {source} take", source=source),
    }.get(tail, f"{source}, {_plain(tail)}")


def _of_segment(segment: str, tail: str) -> str:
    """Return a number of a segment."""
    block, _, rest = tail.partition(".")
    if block == "amount":
        return _spread(say("amount of a {segment} deal", segment=segment), rest)
    if block == "products" and rest:
        product = plain_name(rest)
        return say("share of {segment} deals with {product}", segment=segment, product=product)
    return {
        "advance_odds": say("odds that {segment} leads go on", segment=segment),
        "dwell": say("time that {segment} leads take", segment=segment),
    }.get(tail, f"{segment}, {_plain(tail)}")


def _of_product(product: str, tail: str) -> str:
    """Return a number of a product."""
    block, _, rest = tail.partition(".")
    if block == "amount":
        return _spread(say("amount of {product} in a deal", product=product), rest)
    if tail == "attached":
        return say("share of deals with {product}", product=product)
    return f"{product}, {_plain(tail)}"


def _of_event(event: str, tail: str) -> str:
    """Return a number of an event."""
    return {
        "share_of_losses": say("share of the losses that are {event}", event=event),
        "rate": say("how often {event} happens", event=event),
    }.get(tail, f"{event}, {_plain(tail)}")


def _of_team(team: str, tail: str) -> str:
    """Return a number of a team."""
    return {
        "seats": say("seats of {team}", team=team),
        "salary": say("salary of {team}", team=team),
        "hiring": say("cost of hiring for {team}", team=team),
        "turnover": say("turnover of {team}", team=team),
        "commission": say("commission of {team}", team=team),
        "quota": say("quota of a seat of {team}", team=team),
    }.get(tail, f"{team}, {_plain(tail)}")


def _of_after(tail: str) -> str:
    """Return a number of what happens after the sale."""
    if tail.startswith("onboarding.dwell"):
        return _time(say("time in onboarding"), tail.removeprefix("onboarding.dwell").lstrip("."))
    return {
        "onboarding.advance": say("share whose onboarding succeeds"),
        "customer.term": say("length of a term"),
        "customer.renews.first": say("share that renews after the first term"),
        "customer.renews.second": say("share that renews after the second term"),
        "customer.renews.later": say("share that renews after later terms"),
        "customer.expands": say("share of renewals for more"),
        "customer.expands.amount": say("factor of renewals for more"),
        "customer.shrinks": say("share of renewals for less"),
        "customer.shrinks.amount": say("factor of renewals for less"),
        "customer.uplift": say("price rise at renewals"),
        "customer.refers.leads": say("leads that a customer brings"),
        "customer.margin": say("margin of customers"),
        "customer.cost_to_serve": say("cost to serve a customer"),
        "payment.paid_after": say("days until bills are paid"),
    }.get(tail, _plain(tail))


def _of_nurture(tail: str) -> str:
    """Return a number of the parking place."""
    return {
        "touch_every": say("time between touches in nurture"),
        "touches_at_most": say("most touches in nurture"),
        "opened": say("share of touches that are opened"),
        "wakes": say("how often leads in nurture wake by themselves"),
        "woken.advance_odds": say("odds that woken leads go on"),
        "cost": say("cost of a touch"),
    }.get(tail, say("nurture, {what}", what=_plain(tail)))


def _of_review(number: int, tail: str) -> str:
    """Return a part of a review rule, counted from 1 as people do."""
    block, _, path = tail.partition(".")
    if block == "do":
        return say("what review rule {n} does to {what}", n=number, what=label_of(path))
    return say("review rule {n}, {what}", n=number, what=_plain(tail))


def _doubt(rest: str) -> str:
    """Return one end or the middle of what is in doubt."""
    path, _, place = rest.rpartition(".")
    ends = {
        "0": say("1 in 10 is lower"),
        "1": say("middle"),
        "2": say("1 in 10 is higher"),
    }
    if path and place in ends and not path.startswith("shock"):
        return say("our doubt about {what}, {end}", what=label_of(path), end=ends[place])
    return say("our doubt, {what}", what=_plain(rest))


def group_of(path: str) -> str:
    """Return what a path belongs to: its stage, source, or another part of the file.

    Parameters
    ----------
    path : str

    Examples
    --------
    >>> group_of("stages.pitch.advance"), group_of("until"), group_of("currency")
    ('Stage pitch', 'Days and what is known today', 'The funnel as a whole')
    """
    room, _, rest = path.partition(".")
    name = plain_name(rest.partition(".")[0])
    known = {
        "stages": say("Stage {name}", name=name),
        "sources": say("Source {name}", name=name),
        "segments": say("Segment {name}", name=name),
        "products": say("Product {name}", name=name),
        "events": say("Event {name}", name=name),
        "targets": say("Targets"),
        "reviews": say("Review rules"),
        "doubt": say("What is in doubt"),
        "amount": say("Amounts"),
        "today": say("Days and what is known today"),
        "starts": say("Days and what is known today"),
        "until": say("Days and what is known today"),
    }
    return known.get(room, say("The funnel as a whole"))
