/** The one stylesheet: system fonts, light and dark, a thumb-sized button within reach. No external assets. */
export const STYLESHEET = `
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--text:#16191f;--soft:#5b6472;--line:#e2e5ea;--red:#c9252d;--red-bg:#fdecec;
--amber:#8a5a00;--amber-bg:#fff4da;--green:#17743a;--green-bg:#e4f6ea;--blue:#1f5fd1;--blue-bg:#e7effd;--code:#f0f2f5;--shadow:0 1px 2px rgba(16,24,40,.06),0 4px 16px rgba(16,24,40,.05)}
@media (prefers-color-scheme:dark){:root{--bg:#0e1116;--card:#171b22;--text:#e8ebf0;--soft:#98a2b3;--line:#2a303a;--red:#ff7b7b;--red-bg:#3a1a1d;
--amber:#f3c363;--amber-bg:#352a12;--green:#6fd494;--green-bg:#14301f;--blue:#86b2ff;--blue-bg:#18263f;--code:#1e232c;--shadow:none}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main,.top{max-width:34rem;margin:0 auto;padding:0 1rem}
.wide main,.wide .top{max-width:60rem}
main{padding-bottom:8rem}
.wide main{padding-bottom:3rem}
.top{display:flex;justify-content:space-between;gap:1rem;padding-top:1rem;padding-bottom:.75rem;color:var(--soft);font-size:.875rem}
.top b{color:var(--text);font-weight:650}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shadow);padding:1.1rem 1.15rem;margin:0 0 .9rem}
.hero{border-top:5px solid var(--line)}
.hero.triggered{border-top-color:var(--red)}.hero.acknowledged{border-top-color:var(--blue)}.hero.resolved{border-top-color:var(--green)}
h1{font-size:1.4rem;line-height:1.25;margin:.55rem 0 .35rem;letter-spacing:-.01em;font-weight:680}
h2{font-size:.8125rem;letter-spacing:.02em;color:var(--soft);font-weight:600;margin:0 0 .6rem}
h3{font-size:1rem;margin:0 0 .25rem}
p{margin:.35rem 0}
time{white-space:nowrap}
.soft{color:var(--soft)}.small{font-size:.875rem}
.badges{display:flex;flex-wrap:wrap;gap:.4rem}
.badge{display:inline-block;padding:.14rem .6rem;border-radius:99px;font-size:.8125rem;font-weight:620;background:var(--code);color:var(--soft)}
.badge.red{background:var(--red-bg);color:var(--red)}.badge.amber{background:var(--amber-bg);color:var(--amber)}
.badge.green{background:var(--green-bg);color:var(--green)}.badge.blue{background:var(--blue-bg);color:var(--blue)}
.note{border-radius:12px;padding:.8rem 1rem;margin:0 0 .9rem;background:var(--blue-bg);color:var(--blue);font-weight:560}
.note.green{background:var(--green-bg);color:var(--green)}.note.amber{background:var(--amber-bg);color:var(--amber)}.note.red{background:var(--red-bg);color:var(--red)}
.note p{margin:.15rem 0 0;font-weight:400;color:var(--text)}
ul.rows{list-style:none;margin:0;padding:0}
ul.rows li{padding:.7rem 0;border-top:1px solid var(--line)}
ul.rows li:first-child{border-top:0;padding-top:0}
ul.rows li:last-child{padding-bottom:0}
.row{display:flex;justify-content:space-between;gap:.75rem;align-items:flex-start}
.row>.badge{flex:none}
.out{margin:.35rem 0 0;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem;line-height:1.45;color:var(--text);background:var(--code);border-radius:8px;padding:.45rem .6rem;white-space:pre-wrap}
.act{position:fixed;left:0;right:0;bottom:0;padding:.75rem 1rem calc(.75rem + env(safe-area-inset-bottom));background:var(--card);border-top:1px solid var(--line)}
.act form,.act p{max-width:34rem;margin:0 auto}
.act p{margin-top:.4rem;text-align:center}
button{display:block;width:100%;min-height:3.4rem;border:0;border-radius:12px;background:#1f5fd1;color:#fff;font:inherit;font-size:1.0625rem;font-weight:650;cursor:pointer}
button.second{margin-top:.6rem;background:transparent;color:inherit;border:1px solid var(--line)}
button:active{background:#174aa8}
button.second:active{background:var(--line)}
button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
a{color:var(--blue)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em;background:var(--code);border-radius:6px;padding:.1rem .35rem}
pre{padding:.75rem;overflow-x:auto;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
td,th{text-align:left;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;font-size:.8125rem;border-top:0}
.method{display:inline-block;min-width:3.4rem;text-align:center;font-weight:700;font-size:.75rem;border-radius:6px;padding:.2rem .4rem;background:var(--green-bg);color:var(--green)}
.method.post{background:var(--blue-bg);color:var(--blue)}
details{border-top:1px solid var(--line);padding:.6rem 0}
summary{cursor:pointer}
summary code{background:none;font-weight:600}
`.trim();
