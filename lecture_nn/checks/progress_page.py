"""The page of `lecture-nn progress --html`: one file that needs nothing else, light and dark, wide and narrow."""

from __future__ import annotations

import html

from lecture_nn.checks.points import Progress

TITLE = "<title>My progress</title>"
"""Near the beginning of each such page, which tells it from other files."""

STYLE = """
:root { --ground: #fbfaf7; --card: #fff; --ink: #1c2733; --soft: #56636f; --line: #dfe3e6; --blue: #0a66a8;
  --green: #0e7a58; --bar: #e6eaed; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ground: #12171c; --card: #1b2229; --ink: #e8edf1; --soft: #a5b1bb;
  --line: #323c45; --blue: #6cb8ee; --green: #55c79f; --bar: #303a43; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; margin: 0 0 1.25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 0; }
.numbers div, .next { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .9rem 1rem; }
.numbers dt { color: var(--soft); font-size: .9rem; }
.numbers dd { margin: 0; font-size: 1.6rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.numbers small { font-size: .95rem; font-weight: 400; color: var(--soft); }
.next { margin: 1rem 0 0; border-left: .3rem solid var(--blue); }
.next b { display: block; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
ol { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; }
li { display: grid; grid-template-columns: 1.6rem minmax(0, 1fr) minmax(0, 17rem) 7rem; gap: .2rem .75rem;
  align-items: center; padding: .5rem 1rem; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li.exercise { padding-left: 2.6rem; }
li .told { color: var(--soft); font-size: .9rem; }
li .mark { color: var(--green); font-weight: 700; }
.here { box-shadow: inset .3rem 0 var(--blue); }
.bar { display: block; height: .5rem; border-radius: .25rem; background: var(--bar); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--blue); }
.done .bar i { background: var(--green); }
.numbers .bar { margin-top: .5rem; }
@media (max-width: 40rem) { main { padding: 1.25rem .9rem 2rem; } li, li.exercise { grid-template-columns: 1.4rem
  minmax(0, 1fr) 5rem; padding: .6rem .8rem; } li.exercise { padding-left: 1.6rem; } li .told { grid-column: 2 / -1;
  grid-row: 2; } .numbers { grid-template-columns: 1fr 1fr; } }
@media (forced-colors: active) { .bar { border: 1px solid; } .bar i { background: Highlight; } }
"""


def page(progress: Progress) -> str:
    """Return the page as HTML."""
    suggestion = progress.suggestion()
    why = suggestion.why[:1].upper() + suggestion.why[1:]
    numbers = "".join(_number(*each) for each in progress.totals())
    amounts = {name: (done, total) for name, _, done, total in progress.listed()}
    rows = []
    for stop in progress.stops():
        kinds = ["lesson" if stop.is_lesson else "exercise", "done" * stop.done]
        kinds += ["here" * (suggestion.place in (stop.place, f"lecture-nn grade {stop.place}"))]
        number = f"{stop.name[:2]} " if stop.is_lesson else "Exercise: "
        mark = '<span class="mark" role="img" aria-label="done">✓</span>' if stop.done else '<span class="mark"></span>'
        told = stop.told + (f"; {stop.more}" if stop.more else "")
        rows.append(
            f'<li class="{" ".join(filter(None, kinds))}">{mark}<span>{html.escape(number + stop.title)}</span>'
            f'<span class="told">{html.escape(told)}</span>{_bar(*amounts[stop.name])}</li>'
        )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{TITLE}<style>{STYLE}</style></head><body><main><h1>My progress</h1>"
        f'<dl class="numbers">{numbers}</dl>'
        f"<p>{html.escape(progress.of_the_quiz())}</p>"
        f'<p class="next"><b>Next</b>{html.escape(why)}.<br><code>{html.escape(suggestion.place)}</code></p>'
        f"<h2>The path</h2><ol>{''.join(rows)}</ol></main></body></html>\n"
    )


def _number(name: str, done: int, total: int) -> str:
    return f"<div><dt>{html.escape(name)}</dt><dd>{done:,} <small>of {total:,}</small>{_bar(done, total)}</dd></div>"


def _bar(done: int, total: int) -> str:
    share = 100 * done / total if total else 0
    return f'<span class="bar" aria-hidden="true"><i style="width:{share:.0f}%"></i></span>'
