"""What people read stands in one catalogue, and nowhere else."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from sentences import Found, misfilled, outside, spoken
from translations import faults

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simfunnel"
WORDS = PACKAGE / "words"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Words of scenario files, mappings and options: read and written as they stand, in any language.
OF_THE_FORMAT = {
    *("as seen", "of an average lead", "per year", "per lead", "per touch", "per seat", "not yet"),
    *("written anew", "0.40 per touch"),
    *("month end", "quarter end", "year end", "business day", "business days", "selling hours"),
    *("oldest first", "newest first", "largest amount", "best score", "latest stage"),
    *("monthly in advance", "quarterly in advance", "yearly in advance", "per term", "per hire"),
    *("monthly in arrears", "quarterly in arrears", "yearly in arrears"),
    "still a customer",  # in the table of a story
    *("when won", "from the start", "by date", "open leads", "what if"),
    *("coverage below 3", " of {}", "6 % of won", "% of won", "{} of won"),
    *("plus 2 days", "plus 5 points", "plus {} points", "plus {} {}{}", " from {}"),
    # names of verdicts, which `verdict_words` says
    *("helps on average", "hurts on average", "within noise", "too few futures"),
    # English beginnings of messages, by which a reader of files sees what follows from what
    *("sums to", "stage '{}' has no exit", "states no 'advance'"),
}
TECHNICAL = {
    "rates as a file writes them": r"(\{\}|[\d ]+( %)?) per (\{\}|lead|month|year)",
    "factors as a file writes them": r"times \{\}",
    "markup": r"(?s)\s*<.*|.*(<bdi>|<code>|<title>).*|(alt|decoding)=.*",
    "style": r"(?s)\s*[.@\[].*\{.*|.*[.]sf-card|.*\bsf-[a-z]+|\.sf-card \{\}",
    "fonts": r".*-apple-system.*|ui-monospace.*",
    "patterns of dates": r"d M{3,4}( yyyy)?",
    "conditions of Vega": r"datum\..*",
    "regular expressions": r"\(<clipPath.*|<clipPath.*",
    "calls of Python": r"simfunnel\.\w+\(.*",
    "names in tables and of clocks": r"\{\} to \{\}|\{\}-\{\} days|\{\} days and more"
    r"|\{\}, enters \{\}|selling hours of \{\}|\{\}, faster near \{\} end",
    "what programs read": r"\{program\}: error: .*|simfunnel \{\}\n?",
    "what Python and tqdm read": r"\{desc\} \{bar\}.*|module 'simfunnel' has no attribute \{\}",
}
# Whole modules whose texts are data, not sentences of the program.
DATA = {
    "cards/examples.py": "an invented card, for tests and pictures",
    "cards/dashboard_examples.py": "an invented card, for tests",
    "charts/examples.py": "invented data, for tests and pictures",
    "charts/more_examples.py": "invented data, for tests and pictures",
    "charts/people_examples.py": "invented data, for tests and pictures",
    "cli/pages.py": "docs/cli.md, which is English",
    "indicators/page.py": "docs/kpis.md, which is English",
    "forecasting/sample_export.py": "an invented export",
    "funnel/examples.py": "invented funnels",
    "measures/catalogue.py": "docs/measures.md, which is English",
    "measures/curves.py": "docs/measures.md, which is English",
    "scenarios/schema.py": "titles of schemas, which editors of files show",
}
OF_FILES = {("calibration/calibrate.py", "Measured from the history up to {}.")}

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: name_of(path))


def name_of(module: Path) -> str:
    """Return a module as it is named in the lists above."""
    return module.relative_to(PACKAGE).as_posix()


@cache
def unsaid(module: Path) -> tuple[Found, ...]:
    """Return the texts of a module that nobody says."""
    return tuple(outside(module.read_text(encoding="utf-8")))


def stray(module: Path) -> list[Found]:
    """Return the visible texts of a module that are not in the catalogue."""
    name = name_of(module)
    if name in DATA:
        return []
    return [
        found
        for found in unsaid(module)
        if found.text not in OF_THE_FORMAT
        and (name, found.text) not in OF_FILES
        and not any(re.fullmatch(pattern, found.text) for pattern in TECHNICAL.values())
    ]


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """Return the catalogue as it is kept."""
    with (WORDS / "simfunnel.pot").open("rb") as file:
        return read_po(file)


def texts(catalogue: Catalog) -> Iterator[str]:
    """Yield every sentence, both forms of those that have two."""
    for message in catalogue:
        yield from (message.id,) if isinstance(message.id, str) else message.id


@each_module
def test_no_sentence_stands_outside_the_catalogue(module: Path) -> None:
    """Whatever people may read is said through `say`, or is of a kind that is listed above."""
    assert stray(module) == []


@each_module
def test_every_place_of_a_sentence_is_filled(module: Path) -> None:
    """A sentence is one literal, and is given a value for each of its named places, no others."""
    assert list(misfilled(module.read_text(encoding="utf-8"))) == []


def test_every_sentence_is_gathered(catalogue: Catalog) -> None:
    """Babel sees each sentence; inside the braces of an f-string, say, it would not."""
    gathered = set(texts(catalogue))
    missing = [
        f"{name_of(module)}:{found.line}: {found.text}"
        for module in MODULES
        for found in spoken(module.read_text(encoding="utf-8"))
        if found.text not in gathered
    ]
    assert missing == [], "move them out of f-strings, then run: python dev.py words"


def test_the_catalogue_is_gathered_from_the_source(tmp_path: Path) -> None:
    """`python dev.py words` would change nothing."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    fresh = tmp_path / "fresh.pot"
    command = [sys.executable, *dev.gathering(fresh.as_posix())]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    kept = WORDS / "simfunnel.pot"
    assert kept.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), (
        "run: python dev.py words"
    )


def test_nothing_is_listed_that_is_not_there() -> None:
    """The lists above hold what they have to, and no more."""
    everything = {(name_of(module), found.text) for module in MODULES for found in unsaid(module)}
    said = {text for _, text in everything}
    assert OF_THE_FORMAT - said == set()
    assert DATA.keys() - {name for name, _ in everything} == set()
    assert OF_FILES - everything == set()
    unused = [
        kind
        for kind, pattern in TECHNICAL.items()
        if not any(re.fullmatch(pattern, text) for text in said)
    ]
    assert unused == []


def test_translations_have_the_places_of_their_sentences() -> None:
    """What a planner would miss, or see in English, is told to the translator here."""
    assert [fault for path in sorted(WORDS.rglob("*.po")) for fault in faults(path)] == []


PLANTED = '''
"""A docstring of two words."""
LABELS = {"won": "deals won", "lost": mark("deals lost")}
def told(n, name):
    """Another docstring."""
    raise ValueError(f"{n} deals of {name}" + say("said well") + f"{name}" + "stages.pitch.advance")
'''


def test_the_finder_finds_what_is_planted() -> None:
    """Plain texts and f-strings of two words; no docstring, nothing that is said or marked."""
    assert sorted(outside(PLANTED)) == [(3, "deals won"), (6, "{} deals of {}")]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('say("a {b} c", b=1)', None),
        ('say("write {median: 5 days}")', None),
        ('say_n("{n} deal of {b}", "{n} deals of {b}", n, b=1)', None),
        ('say_n("one deal", "{n} deals", n)', None),
        ('say(LABELS["won"], b=1)', None),
        ('say("a {b} c", **known)', None),
        ('say("a {b} c")', "'a {b} c': nothing for ['b']"),
        ('say("a {b} c", b=1, d=2)', "'a {b} c': no place for ['d']"),
        ('say("a {} {b.c}", b=1)', "'a {} {b.c}': places without a plain name: ['', 'b.c']"),
        ('say_n("{n} deal", "{m} deals", n)', "'{m} deals': nothing for ['m']"),
        ('say(f"a {b} c")', "computed: f'a {b} c'"),
        ('say("a" + b)', "computed: 'a' + b"),
        ('mark("a" if b else "c")', "computed: 'a' if b else 'c'"),
    ],
)
def test_the_check_of_places_sees_what_is_wrong(source: str, fault: str | None) -> None:
    """Places and values agree, and the sentence can be gathered; or the fault is named."""
    assert [found.text for found in misfilled(source)] == ([] if fault is None else [fault])


HEAD = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\n"

"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a file of Polish translations."""

    def write(content: str) -> Path:
        path = tmp_path / "simfunnel.po"
        path.write_text(HEAD + content, encoding="utf-8")
        return path

    return write


def test_a_wrong_translation_is_told(written: Callable[[str], Path]) -> None:
    """A place that is misspelt or left out, braces that do not close; "one" needs no number."""
    path = written(
        'msgid "{won} of {all}"\nmsgstr "{won} z {wszystkich}"\n\n'
        'msgid "as of {day}"\nmsgstr "stan na {day"\n\n'
        'msgid "{n} deal"\nmsgid_plural "{n} deals"\n'
        'msgstr[0] "jedna transakcja"\nmsgstr[1] "{n} transakcje"\nmsgstr[2] "transakcji"\n\n'
        'msgid "booked"\nmsgstr ""\n'
    )
    assert faults(path) == [
        "'{won} of {all}': '{won} z {wszystkich}' has other places than all, won",
        "'as of {day}': 'stan na {day' has a brace that does not close",
        "'{n} deals': 'transakcji' has other places than n",
    ]
