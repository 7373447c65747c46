"""Common random numbers: whatever is done to a scenario, nobody else's draws move."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from engine_runs import Told, assert_same, made, run, told
from funnel_strategies import funnels
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.resolve import resolve
from simfunnel.simulation.blocks import run_block
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.simulation.tallies import Columns

Document = dict[str, Any]


def by_lead(stays: list[Told]) -> dict[str, list[Told]]:
    """Return the stays of each lead, by its name."""
    leads: dict[str, list[Told]] = {}
    for stay in stays:
        leads.setdefault(stay[0], []).append(stay)
    return leads


def of_an_average_lead(funnel: Funnel) -> Document:
    """Return a funnel without centring, and with traits of open leads that nothing else tells."""
    data = {**funnel.document(), "rates": "of an average lead"}
    for lead in data["today"]["open_leads"]:
        lead["source"] = "web"
        if funnel.segments:
            lead.setdefault("segment", "small")
    return data


# --- the same again -----------------------------------------------------------------------------


@settings(max_examples=15)
@given(funnel=funnels())
def test_identical_scenarios_differ_by_exactly_nothing(funnel: Funnel) -> None:
    """A funnel read again from its own document, and one with an empty what-if, are the same."""
    again = Funnel.model_validate(funnel.document())
    first = run(funnel)

    assert_same(first, run(again))
    assert_same(first, run(funnel, [WhatIf("nothing")]))


@settings(max_examples=15)
@given(funnel=funnels(), sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_blocks_of_any_size_give_the_same_bytes(funnel: Funnel, sizes: list[int]) -> None:
    """However replications are cut into blocks, and on any number of threads, nothing moves."""
    compiled = made(funnel)
    columns, n = Columns.of(compiled.layout), sum(sizes)
    whole = simulate(compiled, n, seed=9, engine="compiled", workers=1)
    assert_same(whole, simulate(compiled, n, seed=9, engine="compiled", workers=2))

    first = 0
    for size in sizes:
        block = run_block(compiled, columns, range(first, first + size), 9, "compiled", set())
        for part, all_of_it in zip(block.results, whole.results, strict=True):
            np.testing.assert_array_equal(part, all_of_it[first : first + size])
        first += size


@pytest.fixture(scope="module")
def agency() -> Funnel:
    """Return a small funnel with doubt."""
    stage = {"advance": "60 %", "otherwise": {"lost.price": "100 %"}, "dwell": "9 days"}
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "agency",
            "starts": "2026-09-01",
            "until": "2026-10-31",
            "amount": {"median": "10 000", "p90": "30 000"},
            "sources": {"web": {"leads": "30 per month", "enters": "talk"}},
            "stages": {"talk": {**stage, "next": "offer"}, "offer": {**stage, "next": "won"}},
            "doubt": {"stages.offer.advance": ["40 %", "60 %", "70 %"]},
        }
    )


def test_any_executor_gives_the_same_bytes(agency: Funnel) -> None:
    """Threads that are given, processes that are given, and none at all: one answer."""
    compiled = made(agency)
    alone = run(compiled, n=6)
    with ThreadPoolExecutor(3) as threads:
        assert_same(alone, run(compiled, n=6, executor=threads))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as processes:
        assert_same(alone, run(compiled, n=6, engine="simpy", executor=processes))
    assert_same(alone, run(compiled, n=6, engine="simpy"))


@settings(max_examples=10)
@given(funnel=funnels(), k=st.integers(0, 2**31 - 2))
def test_a_replication_can_be_made_again_alone(funnel: Funnel, k: int) -> None:
    """Replication k depends on seed and k only, not on those before it, however large k is."""
    compiled = made(funnel)
    columns = Columns.of(compiled.layout)
    alone = run_block(compiled, columns, range(k + 1, k + 2), 5, "compiled", {k + 1})
    among = run_block(compiled, columns, range(k, k + 3), 5, "compiled", {k + 1})

    np.testing.assert_array_equal(alone.kept[k + 1].stays, among.kept[k + 1].stays)
    for one, many in zip(alone.results, among.results, strict=True):
        np.testing.assert_array_equal(one[0], many[1])


def test_replications_and_seeds_differ(agency: Funnel) -> None:
    """No two replications, of one seed or of two, have the same future."""
    futures = {
        stays.tobytes() for seed in (0, 1, 2**64 - 1) for stays in run(agency, n=10, seed=seed)
        .stays.values()
    }  # fmt: skip
    assert len(futures) == 30


# --- what is added, reordered or renamed --------------------------------------------------------


@settings(max_examples=20)
@given(funnel=funnels(people=False))
def test_a_new_source_touches_no_lead_of_the_others(funnel: Funnel) -> None:
    """Its leads come on top; sources before and behind it in the alphabet keep theirs."""
    data = of_an_average_lead(funnel)
    web = data["sources"]["web"]
    new = {"leads": "9 per month", "enters": web["enters"], "segments": web.get("segments", {})}
    more = {**data, "sources": {"a_fair": new, **data["sources"], "zoo": new}}

    before = by_lead(told(run(Funnel.model_validate(data))))
    after = by_lead(told(run(Funnel.model_validate(more))))
    assert {name: after[name] for name in before} == before
    assert {name.partition(":")[0] for name in after.keys() - before.keys()} <= {"a_fair", "zoo"}


@settings(max_examples=20)
@given(funnel=funnels(), name=st.sampled_from(["aaa", "zzz"]))
def test_an_unused_stage_touches_nothing(funnel: Funnel, name: str) -> None:
    """A stage that no lead reaches moves no draw, wherever it comes in the alphabet."""
    data = funnel.document()
    idle = {"advance": "50 %", "next": "won", "otherwise": {"lost.no": "100 %"}, "dwell": "9 days"}
    more = Funnel.model_validate({**data, "stages": {name: idle, **data["stages"]}})

    assert told(run(more)) == told(run(funnel))


@settings(max_examples=20)
@given(funnel=funnels(people=False))
def test_the_order_in_the_file_touches_nothing(funnel: Funnel) -> None:
    """Stages, sources, segments, exits, events, doubts and batches may stand in any order."""
    data = funnel.document()
    for block in ("stages", "sources", "segments", "events"):
        data[block] = turned(data.get(block, {}))
    for stage in data["stages"].values():
        for split in ("next", "otherwise", "meanwhile"):
            stage[split] = turned(stage.get(split, {}))
    for source in data["sources"].values():
        source["batches"] = source["batches"][::-1]
        source["segments"] = turned(source["segments"])
    data["doubt"]["ranges"] = turned(data["doubt"]["ranges"])
    data["today"]["open_leads"] = data["today"]["open_leads"][::-1]
    other = Funnel.model_validate(data)

    one, two = run(funnel), run(other)
    assert told(two) == told(one)
    np.testing.assert_array_equal(two.results.tallies, one.results.tallies)
    np.testing.assert_array_equal(two.results.wins, one.results.wins)
    np.testing.assert_array_equal(two.results.fates[:, ::-1], one.results.fates)


def turned(things: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping in reverse order."""
    return dict(reversed(things.items()))


def test_the_order_of_gates_does_not_say_whose_score_is_known() -> None:
    """With two gates, the known score of an open lead is read alike in any order of the file."""
    gate = {"pass": "40 %", "reliability": 0.9}
    ways = {"otherwise": {"lost.no": "100 %"}, "dwell": "9 days"}
    stages = {
        "b_test": {**ways, "gate": gate, "next": "a_test"},
        "a_test": {**ways, "gate": {**gate, "reliability": 0.2}, "next": "won"},
    }
    leads = [
        {"lead": f"L{n}", "stage": "a_test", "entered_on": "2026-08-31", "score": 1.4}
        for n in range(40)
    ]
    data = {
        "simfunnel": 1,
        "funnel": "two gates",
        "today": {"date": "2026-09-01", "open_leads": leads},
        "sources": {"web": {"leads": "30 per month", "enters": "b_test"}},
        "stages": stages,
    }

    one = run(Funnel.model_validate(data))
    assert told(run(Funnel.model_validate({**data, "stages": turned(stages)}))) == told(one)


@settings(max_examples=20)
@given(funnel=funnels(people=False))
def test_renaming_with_an_id_touches_nothing(funnel: Funnel) -> None:
    """Stages and sources that are renamed, and name their old self, keep every draw and date."""
    names = {name: f"new_{name[::-1]}" for name in (*funnel.stages, *funnel.sources)}
    renamed = Funnel.model_validate(with_new_names(funnel, names))
    old = {new: name for name, new in names.items()}

    def old_name(text: str) -> str:
        return old.get(text, text)

    for r in range(2):
        after = [
            (old_lead(stay[0], old), old_name(stay[1]), *stay[2:5],
             (old_name(stay[5][0]), old_name(stay[5][1]), stay[5][2]), stay[6],
             old_name(stay[7]), stay[8])
            for stay in told(run(renamed), r)
        ]  # fmt: skip
        assert sorted(after) == told(run(funnel), r)


def old_lead(name: str, old: dict[str, str]) -> str:
    """Return a lead's name with the old name of its source."""
    for new in old:
        if name.startswith((f"{new}:", f"{new}/")):
            return old[new] + name.removeprefix(new)
    return name


def with_new_names(funnel: Funnel, names: dict[str, str]) -> Document:
    """Return a funnel's document in which stages and sources carry other names, and their ids."""

    def new_path(path: str) -> str:
        return ".".join(names.get(part, part) for part in path.split("."))

    data: Document = renamed(funnel.document(), names)
    doubt = data["doubt"]
    doubt["ranges"] = {new_path(path): triple for path, triple in doubt["ranges"].items()}
    if "draws" in doubt:
        doubt["draws"]["columns"] = [new_path(path) for path in doubt["draws"]["columns"]]
    for kind in ("stages", "sources"):
        for name, spec in getattr(funnel, kind).items():
            data[kind][names[name]]["id"] = spec.id or name
    return data


def renamed(node: Any, names: dict[str, str]) -> Any:
    """Return plain data with other names, as keys and as values."""
    if isinstance(node, dict):
        return {names.get(key, key): renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


# --- levers turn some, and nobody the other way -------------------------------------------------


def rows_by_stay(runs: Runs, r: int) -> dict[tuple[int, ...], list[int]]:
    """Return entry, end and way of each stay, by lead, stage and occasion."""
    return {tuple(row[:4]): row[4:7] for row in runs.stays[r].tolist()}


def begun_alike(one: Runs, other: Runs, r: int) -> list[tuple[int, list[int], list[int]]]:
    """Return stage, and what became of it in each run, of every stay that began alike in both."""
    before, after = rows_by_stay(one, r), rows_by_stay(other, r)
    return [
        (key[2], row, after[key])
        for key, row in before.items()
        if key in after and after[key][0] == row[0]
    ]


def raised(funnel: Funnel, stage: str) -> Change:
    """Return the change that lets half of those who do not go on from a stage go on."""
    spec = funnel.stages[stage]
    share = resolve(funnel).said[stage]
    path = f"stages.{stage}.{'gate.pass' if spec.gate else 'advance'}"
    return Change.of(path, f"{100 * (share + 0.5 * (1 - share)):.6f} %")


@settings(max_examples=25)
@given(data=st.data())
def test_a_better_advance_turns_leavers_into_goers_only(data: st.DataObject) -> None:
    """Whoever went on before goes on, or is struck on a longer way; other stages see no change."""
    drawn = data.draw(funnels(people=False))
    funnel = Funnel.model_validate({**drawn.document(), "doubt": {}})
    stage = data.draw(st.sampled_from(sorted(funnel.stages)))
    assume(0.0 < resolve(funnel).said[stage] < 1.0)
    one, other = run(funnel), run(funnel, [WhatIf("more go on", (raised(funnel, stage),))])

    plan, layout = one.compiled.plan, one.compiled.layout
    carving = {name for name, event in funnel.events.items() if event.share_of_losses is not None}
    behind = [
        bool(row[at.W_AT] >= 0 and not row[at.W_AHEAD]) or way[2] in carving
        for row, way in zip(plan.ways, layout.ways, strict=True)
    ]
    for r in range(2):
        for s, was, now in begun_alike(one, other, r):
            if layout.stages[s] != stage:
                assert now == was
            elif was[1] != NEVER and plan.ways[was[2], at.W_AHEAD]:
                assert now[1] == NEVER or not behind[now[2]]
            if funnel.stages[layout.stages[s]].measured:
                assert now[1] == was[1]


@settings(max_examples=25)
@given(funnel=funnels(people=False))
def test_a_larger_share_of_losses_turns_losers_only(funnel: Funnel) -> None:
    """The event takes more of those who are lost, at the moment of their loss, and no others."""
    assume("merger" in funnel.events)
    funnel = Funnel.model_validate({**funnel.document(), "doubt": {}})
    event = funnel.events["merger"].share_of_losses
    assert event is not None
    more = Change.of("events.merger.share_of_losses", f"{event.number * 100 + 35:.6f} %")
    left = 1.0 - funnel.events["competitor"].share_of_losses.number
    assume(event.number + 0.35 <= left)
    one, other = run(funnel), run(funnel, [WhatIf("more mergers", (more,))])

    ways, lost = one.compiled.layout.ways, one.compiled.plan.ways[:, at.W_LOST]
    for r in range(2):
        for _, was, now in begun_alike(one, other, r):
            assert now[:2] == was[:2]
            if now[2] != was[2]:
                assert lost[was[2]]
                assert ways[now[2]][2] == "merger"
