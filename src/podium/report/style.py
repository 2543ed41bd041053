"""The style of the page: one sheet, two palettes, nothing from outside."""

STYLE = """:root{color-scheme:light dark;--paper:#f7f6f2;--card:#fff;--band:#efede6;--ink:#1d1f24;--soft:#5d6470;
--line:#d9d6cc;--edge:#9aa1ad;--accent:#b4430f;--accent-soft:#fdf0e8;--link:#0b5a8a;--good:#1f7a3d;--good-soft:#e6f4ea;
--busy-soft:#fff6d9;--bad:#a3171b;--bad-soft:#fdeaea}
@media (prefers-color-scheme:dark){:root{--paper:#15171b;--card:#1f2228;--band:#1a1d22;--ink:#e8e6e1;--soft:#a2a9b5;
--line:#343942;--edge:#6d7683;--accent:#ff9a5c;--accent-soft:#33251c;--link:#7cc0ec;--good:#7bd395;--good-soft:#1b3023;
--busy-soft:#36301a;--bad:#ff8f8f;--bad-soft:#3a2022}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1320px;margin:0 auto;padding:40px 28px 80px}
h1{font-size:30px;line-height:1.2;margin:4px 0 14px;letter-spacing:-.01em}
h2{font-size:19px;margin:44px 0 12px;letter-spacing:-.005em}
h3{font-size:16px;margin:0}
h3 span{color:var(--accent)}
.over{margin:2px 0 0;color:var(--soft);font-size:13px}
blockquote{margin:0 0 20px;padding:2px 0 2px 16px;border-left:3px solid var(--accent);white-space:pre-wrap;
max-width:80ch}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;background:var(--band);padding:1px 5px;border-radius:4px;
overflow-wrap:anywhere}
a{color:var(--link);text-decoration:none}
a:hover,a:focus-visible{text-decoration:underline}
ul,ol{margin:10px 0;padding-left:20px}
li{margin:3px 0;overflow-wrap:anywhere}
em{color:var(--bad)}
.nowrap{white-space:nowrap}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:8px 14px}
dt{color:var(--soft);font-size:12px}
dd{margin:0}
.figures dd{font-weight:600}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line);font-size:14px}
th,td{text-align:left;vertical-align:top;padding:7px 11px;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;font-size:12px;white-space:nowrap}
.task{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 20px;margin:0 0 14px}
.task.critical{border-left:4px solid var(--accent)}
.task:target{outline:2px solid var(--accent)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:10px 24px;margin:14px 0 0}
.facts dd{overflow-wrap:anywhere}
.legend{display:flex;flex-wrap:wrap;gap:6px 22px;color:var(--soft);font-size:13px;margin:0 0 10px}
.key{display:inline-block;width:26px;margin-right:7px;vertical-align:middle;border-top:2px solid var(--edge)}
.key.critical{border-top:4px solid var(--accent)}
.key.order{border-top-style:dashed}
.graph{display:block;width:100%;min-width:940px;height:auto;font-family:inherit}
.graph .band{fill:var(--band)}
.graph .phase{fill:var(--soft);font-size:11px;letter-spacing:.09em}
.graph .title{fill:var(--ink);font-size:14.5px;font-weight:600}
.graph .edge{fill:none;stroke:var(--edge);stroke-width:1.6}
.graph .edge.order{stroke-dasharray:5 4}
.graph .edge.bold{stroke:var(--accent);stroke-width:3}
.graph .tip{fill:var(--edge)}
.graph .tip.bold{fill:var(--accent)}
.graph .node rect{fill:var(--card);stroke:var(--line);stroke-width:1.2}
.graph .node.critical rect{stroke:var(--accent);stroke-width:2.4}
.graph .node.missing rect{fill:var(--bad-soft);stroke-dasharray:6 4}
.graph .node.done rect{fill:var(--good-soft)}
.graph .node.active rect{fill:var(--busy-soft)}
.graph .node.stopped rect{fill:var(--bad-soft)}
.graph a:hover rect,.graph a:focus-visible rect{filter:brightness(.97)}
.graph a{text-decoration:none}
.graph .id{fill:var(--accent);font-size:14px;font-weight:700}
.graph .who{fill:var(--soft);font-size:11px}
.graph .what{fill:var(--ink);font-size:13px}
.graph .foot{fill:var(--soft);font-size:11.5px}
.graph .end{text-anchor:end}
@media (max-width:600px){main{padding:24px 14px 60px}h1{font-size:25px}.task{padding:13px 14px}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--band:#f3f2ee;--ink:#000;--soft:#4a505b;--line:#c9c6bd;
--edge:#7b828e;--accent:#b4430f;--accent-soft:#fff;--link:#0b5a8a;--good:#1f7a3d;--good-soft:#eef7f0;--busy-soft:#fff8e3;
--bad:#a3171b;--bad-soft:#fdf1f1}main{max-width:none;padding:0}.wide{overflow:visible}.graph{min-width:0}
.task,tr,.figures div{break-inside:avoid}h2{break-after:avoid}}
"""
"""CSS whose names are those of `page` and `picture`."""
