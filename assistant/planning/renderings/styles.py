"""Invariant: the look of the report is text of ours alone; nothing of a plan is ever put into it."""

from __future__ import annotations

_COLOURS = """
:root{--ink:#1b2228;--soft:#55616b;--rule:#dfe4e8;--paper:#fff;--wash:#f5f7f8;--product:#0e6b63;--product-wash:#e3f1ef;
--data:#9a6200;--data-wash:#faf0dc;--model:#6b4a86;--model-wash:#f0e9f5;--bad:#a3362b;--bad-wash:#fbebe8}
"""

_SCREEN = """
*{box-sizing:border-box;margin:0;padding:0}
html{background:#e9edef;-webkit-text-size-adjust:100%}
body{font:15px/1.5 "Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;color:var(--ink);
font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere;max-width:940px;margin:0 auto;padding:32px 16px}
.page{background:var(--paper);padding:44px 52px;border-radius:6px;box-shadow:0 1px 3px #1b222822;margin-bottom:24px}
header{border-bottom:2px solid var(--ink);padding-bottom:14px}
h1{font-size:1.95em;line-height:1.18;letter-spacing:-.018em;font-weight:700;margin:.15em 0 .2em;text-wrap:balance}
h2{font-size:.78em;letter-spacing:.075em;text-transform:uppercase;color:var(--product);margin:1.9em 0 .6em}
.meta,.notice{color:var(--soft);font-size:.84em}
.notice{margin-top:.35em}
.draft{margin-top:.35em;padding:.3em .6em;border:1px solid currentColor;border-left-width:4px}
.lead{font-size:1.2em;line-height:1.45}
.verdict{margin-top:.8em;font-size:.92em}
.path{background:var(--product);color:#fff;padding:.16em .6em;border-radius:3px;font-weight:600}
.confidence{color:var(--soft);margin:0 .35em}
.against{border-left:3px solid var(--bad);background:var(--bad-wash);padding:.6em .9em;margin-top:1em}
.against strong{color:var(--bad)}
.against strong::after{content:":"}
.figures{display:flex;flex-wrap:wrap;gap:0 2.6em;margin-top:.9em}
.figures div{display:flex;flex-direction:column-reverse}
.figures dd{font-size:1.4em;font-weight:600;letter-spacing:-.01em}
.figures dt{color:var(--soft);font-size:.8em}
.week ol{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:1em}
.week li{background:var(--wash);border-top:3px solid var(--product);padding:.7em .85em;font-size:.93em}
.week .who{margin-bottom:.25em}
.done-when{color:var(--soft);margin-top:.4em}
.done-when em{color:var(--ink)}
table{border-collapse:collapse;width:100%;font-size:.9em}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:.42em .9em .42em 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{color:var(--soft);font-size:.86em;border-bottom-color:var(--ink);padding-top:0}
tbody th{font-weight:600}
td:last-child,th:last-child{padding-right:0}
.choice,.short{white-space:nowrap}
.choice::before{content:"";display:inline-block;width:.55em;height:.55em;border-radius:50%;margin-right:.5em;
background:var(--soft)}
.choice.good::before{background:var(--product)}
.choice.mixed::before{background:#fff;border:.15em solid var(--data)}
.choice.bad::before{background:var(--bad);border-radius:0}
.facts{columns:2;column-gap:2.6em;font-size:.93em}
.facts.wide{columns:1;margin-top:.7em}
.facts div{break-inside:avoid;margin-bottom:.45em}
.facts dt{font-weight:600;display:inline}
.facts dt::after{content:":"}
.facts dd{display:inline;margin-left:.3em}
.two p,.two li{font-size:.93em}
.two ul,.two ol{padding-left:1.3em}
.two table+ul,.two section p+p,.two table+p{margin-top:.7em}
.two section:first-child h2{margin-top:0}
li+li{margin-top:.25em}
.week li+li{margin-top:0}
.sources li{font-size:.84em;color:var(--soft)}
.sources li strong{color:var(--ink)}
.claim:target{background:var(--data-wash);outline:4px solid var(--data-wash)}
sup{font-size:.68em;line-height:0;margin-left:.12em}
a{color:var(--product);text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible{outline:2px solid var(--product)}
.origin{font-size:.76em;color:var(--soft);text-decoration:none;background:var(--wash);border-radius:3px;
padding:.08em .25em;font-weight:400;letter-spacing:0;white-space:nowrap}
.week .origin{background:#e6eaed}
footer{color:var(--soft);font-size:.8em;padding:0 8px}
"""

_DRAWINGS = """
figure{margin:.4em 0 1em}
svg{display:block;width:100%;height:auto}
svg text{font:13.5px "Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;fill:var(--ink)}
svg .axis,svg .mark{font-size:12px;fill:var(--soft)}
svg .mark.today{fill:var(--ink);font-weight:600}
svg .mark.due{fill:var(--bad);font-weight:600}
.tick{stroke:var(--rule)}
line.today{stroke:var(--ink);stroke-width:1.5}
line.due{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:5 3}
.zone{fill:var(--wash)}
.bar.product{fill:var(--product)}
.bar.data{fill:var(--data)}
.bar.model{fill:var(--model)}
.bar.done,.node.done{opacity:.5}
.bar.waiting{stroke-width:1.4;stroke-dasharray:4 3}
.node.product,.bar.waiting.product{fill:var(--product-wash);stroke:var(--product)}
.node.data,.bar.waiting.data{fill:var(--data-wash);stroke:var(--data)}
.node.model,.bar.waiting.model{fill:var(--model-wash);stroke:var(--model)}
.edge{fill:none;stroke:var(--soft);stroke-width:1.4}
.gate{fill:#fff;stroke:var(--ink);stroke-width:1.6}
line.kill{stroke:var(--bad);stroke-width:4}
svg text.stop{font-size:12.5px;fill:var(--bad)}
.keys{font-size:.8em;color:var(--soft);margin:-.3em 0 .5em}
.key{margin-right:1.5em}
.key::before{content:"";display:inline-block;width:.8em;height:.8em;margin-right:.45em;vertical-align:-.06em;border-radius:2px;
border:1.4px solid}
.key.product::before{background:var(--product-wash);border-color:var(--product)}
.key.data::before{background:var(--data-wash);border-color:var(--data)}
.key.model::before{background:var(--model-wash);border-color:var(--model)}
.key.gate::before{background:#fff;border-color:var(--ink);transform:rotate(45deg) scale(.8);border-radius:0}
@media(max-width:640px){.page{padding:24px 20px}.facts{columns:1}table{font-size:.84em}}
"""

_PRINT = """
@page{size:A4;margin:11mm 13mm}
@media print{
html{background:none}
body{max-width:none;padding:0;line-height:1.36;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.roomy .one{font-size:9.4pt;line-height:1.42}
.easy .one{font-size:8.7pt}
.full .one{font-size:8.1pt}
.snug .one{font-size:7.8pt;line-height:1.34}
.dense .one{font-size:7.4pt;line-height:1.3}
.tight .one{font-size:6.8pt;line-height:1.26}
.two{font-size:8pt}
.two-easy .two{font-size:7.6pt;line-height:1.32}
.two-full .two{font-size:7.2pt;line-height:1.28}
.two-tight .two{font-size:6.8pt;line-height:1.25}
.two h2{margin:.8em 0 .25em}
.two figure{margin:.1em 0 .35em}
.two figure svg{width:88%;margin:0 auto}
.two .keys{margin:-.3em 0 0}
.two .facts.wide{margin-top:.4em}
.two .facts.wide div{display:inline;margin-right:.7em}
.two table+ul,.two section p+p,.two table+p{margin-top:.4em}
.two th,.two td{padding:.14em .8em .14em 0}
.two li+li{margin-top:.1em}
.page{padding:0;margin:0;box-shadow:none;border-radius:0}
.two{break-before:page}
header{padding-bottom:5pt}
h1{font-size:1.7em}
h2{margin:1.15em 0 .4em;break-after:avoid}
.lead{font-size:1.12em;line-height:1.38}
.against,.figures,.verdict{margin-top:.6em}
.week ol{grid-template-columns:repeat(3,1fr);gap:.8em}
.week li{padding:.5em .65em}
th,td{padding:.26em .8em .26em 0}
tr,li,figure,.facts div{break-inside:avoid}
.sources{break-inside:avoid}
.sources ol{columns:2;column-gap:2em}
footer{padding:6pt 0 0;font-size:6.5pt}
}
"""

CSS = "".join(f"{part.strip()}\n" for part in (_COLOURS, _SCREEN, _DRAWINGS, _PRINT))
"""The one style sheet of a report, for screens and for A4 paper."""
