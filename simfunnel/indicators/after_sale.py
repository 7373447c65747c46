"""The KPIs of what happens after the sale, for the catalogue."""

from __future__ import annotations

from simfunnel.indicators import customers
from simfunnel.indicators.articles import ALL, BOTTOM, SEGMENTS, STAGES, TIPS, USAGE
from simfunnel.indicators.kinds import Kpi
from simfunnel.words import mark

__all__ = ["AFTER_SALE"]

_NEW = mark("customers won in the window")
_START = mark("customers at the start of the window, or of each period")
_TERMS = mark("terms that ended in the window")

AFTER_SALE = (
    Kpi("cac_payback", mark("CAC payback"), "days",
        mark("acquisition cost / (revenue of a customer a day x margin - cost to serve a day)"),
        _NEW, USAGE, mark("It says nothing if customers leave before."), customers.payback),
    Kpi("lifetime_value", mark("Customer lifetime value"), "currency",
        mark("sum over terms of share still there x (revenue x margin - cost to serve), for 10 "
             "years, less 10 % a year"), _NEW, BOTTOM,
        mark("Margin over churn counts too few years where churn falls with age, and all of them "
             "as if paid today."), customers.lifetime),
    Kpi("ltv_to_cac", mark("Lifetime value to acquisition cost"), "times",
        mark("lifetime value / acquisition cost"), _NEW, USAGE,
        mark("Two uncertain figures make a ratio that is more uncertain than both."),
        customers.lifetime_to_cost),
    Kpi("churn_rate", mark("Churn rate"), "share",
        mark("customers, or what they paid, lost in the period / at its start"), _START, TIPS,
        mark("Customers and revenue churn apart."), customers.churn),
    Kpi("net_revenue_retention", mark("Retention and net revenue retention"), "share",
        mark("(start + expansion - contraction - churn) / start, the same customers"), _START,
        TIPS, mark("Expansion can hide that many leave; gross retention leaves it out."),
        customers.retention),
    Kpi("renewal_rate", mark("Renewal rate"), "share", mark("terms renewed / terms that ended"),
        _TERMS, USAGE, mark("Terms that have not ended yet are in neither number."),
        customers.renewals),
    Kpi("onboarding_success", mark("Onboarding success rate"), "share",
        mark("customers who finished onboarding / who finished or failed"), ALL, TIPS,
        mark("The article heads it new employees and defines it for customers."),
        customers.onboarding),
    Kpi("recurring_revenue", mark("Recurring revenue"), "currency",
        mark("what all customers pay a year at the end; a twelfth of it"),
        mark("the end of the window"), USAGE,
        mark("It is neither revenue nor cash: it says what a year would bring if nobody moved."),
        customers.recurring),
    Kpi("recurring_waterfall", mark("Recurring revenue waterfall"), "currency",
        mark("start + new + expansion - contraction - churn = end, a year"), ALL, USAGE,
        mark("Quantiles of its parts do not add up; those of one future do, exactly."),
        customers.revenue_moves),
    Kpi("customers", mark("Customers"), "customers", mark("start + new - churn = end"), ALL,
        USAGE, mark("A deal won counts when its onboarding is over."), customers.heads),
    Kpi("billing_per_customer", mark("Billing per customer"), "currency",
        mark("billed / (customers on average x years)"), ALL, SEGMENTS,
        mark("A mean over segments hides which of them pay."), customers.billing),
    Kpi("customer_profit", mark("Profit of a customer a year"), "currency",
        mark("(revenue x margin - cost to serve) / (customers on average x years), by segment"),
        ALL, SEGMENTS,
        mark("Below zero a segment is unprofitable to keep, whatever it cost to win."),
        customers.profit),
    Kpi("customer_growth", mark("Net retention by segment"), "share",
        mark("(start + expansion - contraction - churn) / start of each segment"), _START,
        SEGMENTS,
        mark("Above 100 % a segment is growable; with its profit it is of one of the article's "
             "classes: profitable, unprofitable, growable."), customers.growth),
    Kpi("cash", mark("Cash"), "currency",
        mark("bills of the window; money that comes in it, later by the terms of payment"), ALL,
        STAGES, mark("A deal won is not yet money in the bank."), customers.cash),
)  # fmt: skip
