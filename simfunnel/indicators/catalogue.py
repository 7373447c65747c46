"""Every KPI that the articles name, whether this package can show it or not."""

from __future__ import annotations

from functools import partial

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.indicators import money, moving, products, thirds
from simfunnel.indicators.after_sale import AFTER_SALE
from simfunnel.indicators.articles import ALL, BOTTOM, SEGMENTS, STAGES, TIPS, USAGE
from simfunnel.indicators.kinds import Kpi, Parts, Seen
from simfunnel.words import mark, say

__all__ = ["KPIS", "kpi_named"]

_SEVEN = mark("Seven pipeline stages")
_CAME = mark("leads that came in the window, open ones followed")
_ENDED = mark("leads that ended in the window")
_WON = mark("deals won in the window")
_END = mark("the end of the window")


def _flows(name: str, seen: Seen) -> Parts:
    """Return a counted measure."""
    return moving.measured(name, seen.flows)


def _stays(name: str, seen: Seen) -> Parts:
    """Return a measure of stays."""
    return moving.measured(name, seen.stays)


def _times(seen: Seen) -> Parts:
    """Return days by which 10, 50 and 90 % of the stays of each stage were over."""
    names = {"10 %": "time_in_stage_p10", "50 %": "time_in_stage", "90 %": "time_in_stage_p90"}
    found = {percent: moving.measured(name, seen.stays) for percent, name in names.items()}
    return {f"{s}, {p}": parts[s] for s in found["50 %"] for p, parts in found.items()}


_MADE = (
    Kpi("leads", mark("Number of leads"), "leads", mark("leads that came"), ALL, TIPS,
        mark("Ten good leads can beat a hundred poor ones; look at their source too."),
        partial(_flows, "leads")),
    Kpi("qualified_leads", mark("Number of qualified leads"), "leads",
        mark("leads that reached the qualified stage for the first time"), ALL, _SEVEN,
        mark("A lead that comes back counts once."), moving.qualified),
    Kpi("lead_velocity_rate", mark("Lead velocity rate"), "share",
        mark("(qualified leads - those of the period before) / those of the period before"),
        mark("the last whole period and the one before"), _SEVEN,
        mark("It is a growth, no speed, and below fifty leads a period it is mostly chance."),
        moving.lead_velocity),
    Kpi("lead_conversion", mark("Lead conversion rate"), "share",
        mark("leads of a cohort that are won / leads of the cohort"), _CAME, TIPS,
        mark("Deals won this month over leads of this month mixes two cohorts."),
        partial(_stays, "won_share")),
    Kpi("stage_conversion", mark("Stage conversion"), "share",
        mark("stays that go on / stays begun"), mark("stays begun in the window, followed"),
        _SEVEN, mark("A product of stage rates is wrong where leads skip stages or come back."),
        partial(_stays, "conversion")),
    Kpi("win_rate", mark("Win rate"), "share", mark("won / (won + ended otherwise)"), _ENDED,
        TIPS, mark("It reads low in growth where wins take longer than losses."),
        moving.closed_rate),
    Kpi("part_reached", mark("Leads that reach top, middle and bottom"), "leads",
        mark("leads that entered a stage of the part for the first time"), ALL, _SEVEN,
        mark("A lead that skips a part is not counted in it."), thirds.reaching),
    Kpi("part_conversion", mark("Conversion of top, middle and bottom"), "share",
        mark("leads that enter a later part or are won / leads that entered the part"),
        mark("leads that entered the part in the window, open ones followed"), _SEVEN,
        mark("Those of the top come later to the bottom: do not multiply figures of one month."),
        thirds.going_on),
    Kpi("part_open", mark("Open leads of top, middle and bottom"), "leads",
        mark("open leads, added up by part"), _END, _SEVEN,
        mark("Leads in parking places, and in stages of no part, count in none."),
        thirds.open_leads),
    Kpi("part_value", mark("Pipeline value of top, middle and bottom"), "currency",
        mark("amounts of the open leads, added up by part"), _END, _SEVEN,
        mark("It is as if all were won; most of the top will not be."), thirds.open_value),
    Kpi("mql_to_sql", mark("From marketing's leads to qualified ones"), "share",
        mark("leads of marketing's stage that reach the qualified one / all of them"), _CAME,
        _SEVEN, mark("It is shared by marketing and sales: either can move it by its definition."),
        moving.mql_to_sql),
    Kpi("qualification_rate", mark("Lead qualification rate"), "share",
        mark("passed / examined, in the stage before the qualified one"),
        mark("stays that ended in the window"), TIPS,
        mark("A high rate may mean good leads, or a gate that lets everybody pass."),
        moving.qualification_rate),
    Kpi("email_open_rate", mark("E-mail open rate"), "share", mark("opened / sent touches"), ALL,
        TIPS, mark("An open says that an image was loaded, not that anybody read."),
        money.open_rate),
    Kpi("sales_cycle", mark("Sales cycle length"), "days",
        mark("days from a lead's arrival to its end, added up / leads that ended"), _ENDED,
        _SEVEN, mark("The mean of the closed is short in growth: slow deals are still open."),
        moving.cycle),
    Kpi("time_in_stage", mark("Time in stage"), "days",
        mark("the age by which 10, 50 and 90 % of the stays were over"),
        mark("stays begun in the window, followed"), _SEVEN,
        mark("It is the time of one stay; a lead that comes back has several."), _times),
    Kpi("average_deal_size", mark("Average deal size"), "currency",
        mark("amounts won / deals won; and their median"), _WON, BOTTOM,
        mark("A few large deals lift the mean far above what is usual."), money.deal_size),
    Kpi("sales_velocity", mark("Sales velocity"), "currency_a_day",
        mark("opportunities x deal size x win rate / cycle"),
        mark("open leads on average, and what ended in the window"), TIPS,
        mark("It equals what is won a day in a steady state only, and with the days of all "
             "closed leads, not of the won alone."), money.velocity),
    Kpi("pipeline_velocity", mark("Pipeline velocity"), "a_week",
        mark("stays that went on / weeks, stage by stage"), ALL, STAGES,
        mark("It counts moves, not success: a stage can be quick because it loses all."),
        moving.throughput),
    Kpi("open_opportunities", mark("Open opportunities"), "leads",
        mark("open leads, stage by stage"), _END, BOTTOM,
        mark("A large number may be many good deals or many that nobody has closed."),
        partial(_flows, "open_by_stage")),
    Kpi("mean_open", mark("Open opportunities on average"), "leads",
        mark("days that leads were open, added up / days"), ALL, TIPS,
        mark("Leads that are parked count as open as much as those about to sign."),
        money.mean_open),
    Kpi("pipeline_value", mark("Pipeline value"), "currency",
        mark("amounts of the open leads, as if all were won"), _END, BOTTOM,
        mark("It is no forecast: most of it will be lost; open leads without an amount count 0."),
        money.pipeline_value),
    Kpi("opportunities_needed", mark("Opportunities needed"), "leads",
        mark("target / (deal size x win rate), the win rate that of the cohort"), _CAME, _SEVEN,
        mark("The article divides revenue by deal size and then by two, which halves the need; "
             "only dividing by 0.5 would fit, and only if half are won."), money.needed),
    Kpi("pipeline_coverage", mark("Pipeline coverage"), "times",
        mark("open amounts / target; open amounts / (target - booked)"),
        mark("the start of the window"), USAGE,
        mark("Three times the target is a rule of thumb for one win in three."), money.coverage),
    Kpi("quota_attainment", mark("Quota attainment"), "share",
        mark("amounts won / quota of those days"), _WON, BOTTOM,
        mark("Empty seats have a quota too; deals on which nobody of a team worked, and which "
             "none of them owned, count for the team only."), money.attainment),
    Kpi("leaderboard", mark("Leaderboard"), "currency", mark("amounts won, seller by seller"),
        _WON, STAGES, mark("Ranks swing by luck: see first_on_leaderboard."), money.sellers),
    Kpi("first_on_leaderboard", mark("Chance to lead the leaderboard"), "share",
        mark("futures in which the seller won most / futures; a tie is shared"), _WON, USAGE,
        mark("Equal sellers come first equally often, and one of them must."),
        money.first_of_sellers),
    Kpi("cost_per_lead", mark("Cost per lead"), "currency", mark("cost of leads / leads"), ALL,
        TIPS, mark("The next lead of a channel costs more than its average one."),
        money.cost_per_lead),
    Kpi("cac", mark("Customer acquisition cost"), "currency",
        mark("cost of sales and marketing / customers won"), _WON, TIPS,
        mark("Costs come a sales cycle before the customers, so in growth the cost of the same "
             "period reads high."), money.cac),
    *AFTER_SALE,
    Kpi("market_share", mark("Market share"), "share", mark("own sales / sales of the market"),
        ALL, SEGMENTS, mark("It depends on where one draws the market's edge."),
        money.market_share),
    Kpi("products_per_customer", mark("Products per customer"), "products",
        mark("products of the deals won / deals won; and of each product"), _WON, SEGMENTS,
        mark("Each deal counts as a customer, and more products may be more discounts."),
        products.per_deal),
    Kpi("utilisation", mark("Utilisation"), "share", mark("busy hours / offered hours"), ALL,
        STAGES, mark("Near 100 % the queue grows without end."), partial(_flows, "utilisation")),
    Kpi("resource_gap", mark("Resource gap"), "hours", mark("hours asked for - hours offered"),
        ALL, STAGES, mark("Below zero in sum can still be above zero in single weeks."),
        money.gap),
    Kpi("win_loss_reasons", mark("Win and loss reasons"), "share",
        mark("leads that ended so / leads that ended"), _ENDED, _SEVEN,
        mark("Sellers name the reasons, and price is the easiest to name."), moving.reasons),
    Kpi("forecast_to_target", mark("Forecast against target"), "currency",
        mark("what is won, booked included, - target"), mark("the days of the target"), _SEVEN,
        mark("An average above the target is no promise: see chance_of_target."),
        money.forecast_to_target),
    Kpi("chance_of_target", mark("Chance of the target"), "share",
        mark("futures that reach the target / futures"), mark("the days of the target"), USAGE,
        mark("It is as good as the assumptions; a past has only 0 or 1."), money.hits),
    Kpi("pipeline_waterfall", mark("Pipeline waterfall, leads"), "leads",
        mark("start + came - won - lost = end"), ALL, USAGE,
        mark("Quantiles of its parts do not add up; those of one future do, exactly."),
        moving.waterfall),
    Kpi("pipeline_waterfall_amount", mark("Pipeline waterfall, amounts"), "currency",
        mark("start + came + repriced - won - lost = end, amounts"), ALL, USAGE,
        mark("A lead counts with its amount from its arrival on, until a discount or drift "
             "changes it; leads without one count 0."), partial(moving.waterfall, cents=True)),
)  # fmt: skip

KPIS: dict[str, Kpi] = {each.key: each for each in _MADE}
"""Every KPI by its key."""


def kpi_named(key: str) -> Kpi:
    """Return a KPI by its key.

    Parameters
    ----------
    key : str

    Raises
    ------
    UnknownNameError
        If there is none; the nearest is offered.

    Examples
    --------
    >>> kpi_named("cac").unit
    'currency'
    """
    if key not in KPIS:
        raise UnknownNameError(
            say("no KPI is called {name}; there are {known}.{hint}",
                name=repr(key), known=", ".join(KPIS), hint=did_you_mean(key, KPIS))
        )  # fmt: skip
    return KPIS[key]
