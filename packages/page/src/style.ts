import { createHash } from "node:crypto";
import { pageColours, statusStyle } from "@vedette/core/status-style";

type Theme = "light" | "dark";

function tokens(theme: Theme): string {
  const { background, foreground, muted, line } = pageColours[theme];
  const { up, degraded, down, maintenance } = statusStyle;
  return `--bg:${background};--fg:${foreground};--mu:${muted};--ln:${line};--up:${up[theme]};--de:${degraded[theme]};--do:${down[theme]};--ma:${maintenance[theme]}`;
}

const sheet = `
:root{color-scheme:light dark;${tokens("light")}}
@media(prefers-color-scheme:dark){:root{${tokens("dark")}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,p,ul,ol{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:clamp(1.5rem,1.1rem + 2vw,2.125rem);line-height:1.2;letter-spacing:-.02em;font-weight:650;text-wrap:balance}
h2{font-size:1.0625rem;line-height:1.4;font-weight:650;letter-spacing:-.005em}
h3{font-size:1rem;font-weight:550}
a{color:inherit;text-decoration-color:var(--mu);text-decoration-thickness:1px;text-underline-offset:.2em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--fg);outline-offset:3px;border-radius:4px}
time,.n{font-variant-numeric:tabular-nums}
.w{max-width:51rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;justify-content:space-between;padding-top:1.5rem}
.top a{display:inline-block;padding:.5rem 0;min-height:2.5rem}
.name{font-weight:650;text-decoration:none}
.top nav,.foot nav{display:flex;flex-wrap:wrap;gap:0 1.25rem;color:var(--mu);font-size:.9375rem}
.hero{padding:3.25rem 0 2.5rem}
.hero h1{display:flex;gap:.9rem;align-items:flex-start}
h1 .i{width:1.9rem;height:1.9rem;margin:.05em 0 0}
.hero p{margin-top:.75rem;color:var(--mu);font-size:.9375rem}
.hero .lead{color:var(--fg);font-size:1rem;white-space:pre-line}
.hero .stale{color:var(--fg);border:2px dashed var(--fg);border-radius:8px;padding:.7rem 1rem;font-weight:550}
h1:has(+.stale){color:var(--mu)}
h1:has(+.stale) .i{color:var(--mu);fill:none;stroke:currentColor;stroke-dasharray:2.5 2;overflow:visible}
h1:has(+.stale) span::before{content:"Last known: "}
.stale+p{display:none}
.i{flex:none;width:.8rem;height:.8rem}
.up{color:var(--up)}.degraded{color:var(--de)}.down{color:var(--do)}.maintenance{color:var(--ma)}.no_data{color:var(--fg)}
.i{fill:currentColor}
.st{display:inline-flex;gap:.45rem;align-items:center;font-size:.9375rem;white-space:nowrap}
section,details.g{margin-bottom:2.25rem}
section>h2{margin-bottom:.85rem}
.card{border:1px solid var(--ln);border-radius:12px}
.card>li,.card>article{padding:1.15rem 1.25rem 1rem}
.card>li+li{border-top:1px solid var(--ln)}
.row{display:flex;flex-wrap:wrap;gap:.15rem 1rem;align-items:baseline;justify-content:space-between}
.row h3 a{text-decoration:none;display:inline-block;min-height:1.5rem}
.row h3 a:hover{text-decoration:underline}
.sub{color:var(--mu);font-size:.875rem}
p.sub{white-space:pre-line}
.clip{overflow:hidden;margin:.65rem 0 .35rem}
.bar{display:block;width:100%;height:auto}
.b{fill:none;stroke:currentColor;stroke-width:6;stroke-linecap:round}
.b.no_data{stroke-width:1;stroke-dasharray:1 2;stroke-linecap:butt;opacity:.75}
.f{fill:currentColor}
.s{stroke:var(--bg);stroke-width:2.5}
.m{stroke:currentColor;stroke-width:6;stroke-dasharray:4 2}
.bar a:hover{opacity:.7}
.ax{display:flex;gap:.35rem;justify-content:space-between;color:var(--mu);font-size:.8125rem}
.ax b{color:var(--fg);font-weight:550}
.nar{display:none}
summary{cursor:pointer;min-height:1.5rem}
.more{font-size:.875rem;margin-top:.35rem}
.more summary{color:var(--mu);width:fit-content}
.more ul{margin:.35rem 0 .15rem 1.1rem;display:grid;gap:.3rem}
.more li a{display:inline-block;min-width:6.6em}
.g>summary{display:flex;gap:.6rem;align-items:center;padding:.35rem 0;margin-bottom:.6rem;list-style:none}
.g>summary::-webkit-details-marker{display:none}
.g>summary::after{content:"";width:.5rem;height:.5rem;margin:0 .35rem 0 auto;border:solid var(--mu);border-width:0 2px 2px 0;transform:rotate(45deg)}
.g:not([open])>summary::after{transform:rotate(-45deg)}
.g:not([open])>summary{margin-bottom:0}
.inc{border-left-width:5px;margin-bottom:1rem}
.card.inc{border-left-color:currentColor}
.inc article{color:var(--fg)}
.inc h3{font-size:1.125rem;font-weight:650}
.inc .st{font-weight:550}
.ups{margin-top:.9rem;display:grid;gap:.9rem}
.ups p{white-space:pre-line}
.day{padding:1rem 0;border-top:1px solid var(--ln)}
.day h2{margin-bottom:.35rem}
.day li+li{margin-top:.8rem}
.big{margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--ln);vertical-align:top;font-weight:400}
thead th{border:0;color:var(--mu);font-size:.8125rem}
tr:target,li:target{outline:3px solid var(--fg);outline-offset:2px;border-radius:4px}
td:last-child,th:last-child{padding-right:0;text-align:right}
.foot{border-top:1px solid var(--ln);margin-top:3rem;padding:1.5rem 0 3rem;color:var(--mu);font-size:.875rem}
.foot nav{margin-bottom:.5rem;font-size:.9375rem}
.foot nav a{padding:.4rem 0}
.key{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;margin:-1rem 0 2.5rem}
.key .st{font-size:.875rem}
@media(max-width:639px){.hero{padding:2rem 0}h1 .i{width:1.5rem;height:1.5rem;margin-top:.1em}.bar{width:300%;margin-left:-200%}.wid{display:none}.nar{display:inline}.ax{flex-wrap:wrap}.ax>:nth-child(2){order:-1;flex-basis:100%}.card>li,.card>article{padding:1rem}.w{padding:0 1rem}.g>summary{flex-wrap:wrap;row-gap:0}}
@media print{:root{color-scheme:light;${tokens("light")}}.top nav,.foot nav,.skip,.g>summary::after{display:none}.card>li,.inc{break-inside:avoid}.bar,.i{print-color-adjust:exact}details::details-content{content-visibility:visible;block-size:auto}}
@media(forced-colors:active){:root{--up:CanvasText;--de:CanvasText;--do:CanvasText;--ma:CanvasText;--fg:CanvasText;--bg:Canvas;--ln:CanvasText}.i,.bar{forced-color-adjust:none}}
`;

/** The one sheet of all pages, with nothing in it that markup could end or that a variable could change. */
export const style: string = sheet.replaceAll(/\n/g, "");

/** The sheet's CSP source expression without quotes: `sha256-…`. Pages are prebuilt, so a hash and not a nonce. */
export const styleHash: string = `sha256-${createHash("sha256").update(style).digest("base64")}`;
