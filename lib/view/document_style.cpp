// SPDX-License-Identifier: Apache-2.0
#include "view/document_style.hpp"

namespace relctl::view {

std::string_view document_css() {
  return R"(:root{color-scheme:light dark;
--paper:#fff;--ink:#1f2328;--dim:#59636e;--rule:#d1d9e0;--shade:#f6f8fa;
--good:#1a7f37;--bad:#cf222e;--warn:#9a6700;--blue:#0969da;--band:#ddf4ff;--badband:#ffebe9}
@media (prefers-color-scheme:dark){:root{
--paper:#0d1117;--ink:#e6edf3;--dim:#9198a1;--rule:#3d444d;--shade:#151b23;
--good:#3fb950;--bad:#f85149;--warn:#d29922;--blue:#4493f8;--band:#121d2f;--badband:#301a1f}}
body{max-width:1040px;margin:24px auto;padding:0 20px;background:var(--paper);color:var(--ink);
font:14px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:20px;margin:0}h2{font-size:15px;margin:0 0 8px}
header p,.caption,figcaption,dt,small,th,.dim{color:var(--dim)}header p{margin:4px 0 16px}
.badge,.badge.good,.badge.bad,.badge.warn{padding:1px 10px;border-radius:10px;font-size:16px;
white-space:nowrap;color:#fff;background:#59636e}
.badge.good{background:#1a7f37}.badge.bad{background:#cf222e}.badge.warn{background:#9a6700}
.strip{display:flex;gap:2px;margin:0 0 14px;border-radius:6px;overflow:hidden}
.strip div{flex:1 1 0;min-width:44px;padding:6px 4px;overflow:hidden;text-overflow:ellipsis;
white-space:nowrap;text-align:center;font-size:12px;color:#fff;background:#0969da}
.strip .good{background:#1a7f37}.strip .bad{background:#cf222e}.strip .warn{background:#9a6700}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:10px;
margin:0 0 14px}
.cards div,section{border:1px solid var(--rule);border-radius:6px;padding:10px 12px}
.cards small,.cards strong{display:block}.cards strong{font-size:17px;overflow-wrap:anywhere}
section{margin:0 0 14px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid var(--rule);
overflow-wrap:break-word;white-space:pre-line;unicode-bidi:isolate}
td.short{white-space:nowrap}
th{font-weight:normal;font-size:12px;white-space:nowrap}
.right{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.strong{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0}
dd{margin:0;white-space:pre-line;overflow-wrap:anywhere;unicode-bidi:isolate}
p{margin:0 0 8px}
pre{background:var(--shade);padding:8px 10px;border-radius:6px;overflow-x:auto;margin:0 0 8px;
white-space:pre-wrap;overflow-wrap:anywhere;font:12px/1.5 ui-monospace,"DejaVu Sans Mono",
"Noto Sans Mono CJK SC",monospace}
summary{cursor:pointer}
figure{margin:0 0 12px}svg{width:100%;height:auto;display:block}
svg text{font-size:11px;fill:var(--dim)}svg path{fill:none;stroke-width:1.5}
.grid{stroke:var(--rule);stroke-width:.7!important}.band{fill:var(--band)}
.band.bad{fill:var(--badband)}
.value path{stroke:var(--blue)}.value circle{fill:var(--paper);stroke:var(--blue)}
.value .unknown{stroke:var(--warn)}.baseline path{stroke:var(--dim);stroke-dasharray:2 3}
.limit path{stroke:var(--bad);stroke-dasharray:6 4}
.target path{stroke:var(--good);stroke-dasharray:6 4}
.cut{stroke:var(--bad);stroke-width:2!important}
@media print{body{max-width:none;margin:0;font-size:11px}section{break-inside:avoid-page}
.cards div,section{border-color:#bbb}
.strip,.badge,.band{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details{display:none}}
)";
}

} // namespace relctl::view
