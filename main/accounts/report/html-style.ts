/** The style of a report's page: the light look of the window, and paper. The page is a file of its own, so
 * that the values of `renderer/styles/tokens.css` stand here once more. */
export const REPORT_STYLE = `
:root {
  color-scheme: light;
  --bg: #e6e9ec; --panel: #f5f6f7; --raised: #ffffff; --line: #cfd4d9; --line-soft: #e2e5e8;
  --bright: #06090c; --text: #1b2026; --dim: #4c5661; --accent: #1a6d98;
  --ok: #1f7240; --warn: #875800; --bad: #b92a22;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--panel); color: var(--text); font: 14px/20px system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0; font-size: 22px; line-height: 28px; color: var(--bright); }
h1 small { font-weight: 400; color: var(--dim); font-size: inherit; }
h2 { margin: 0 0 8px; font-size: 14px; color: var(--bright); }
h2 small { font-weight: 400; color: var(--dim); font-size: 13px; float: right; }
.subtitle { margin: 4px 0 16px; color: var(--dim); }
.sentence { font-size: 19px; line-height: 28px; margin: 0 0 20px; color: var(--bright); }
.ok { color: var(--ok); } .warn { color: var(--warn); } .bad { color: var(--bad); } .run { color: var(--accent); }
.figures { display: flex; flex-wrap: wrap; margin: 0 0 16px; padding: 0; list-style: none;
  background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
.figures li { flex: 1 1 120px; padding: 10px 14px; border-right: 1px solid var(--line-soft); }
.figures b { display: block; font: 22px/28px ui-monospace, monospace; }
.panel { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; margin: 0 0 16px;
  break-inside: avoid; }
.panel.long { break-inside: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 0 16px; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 10px ui-monospace, monospace; fill: var(--dim); }
.axis { stroke: var(--line); } .grid { stroke: var(--line-soft); } .half { stroke: var(--accent); stroke-dasharray: 3 3; }
.bar { fill: var(--ok); opacity: .65; }
.fill-ok { fill: var(--ok); } .fill-warn { fill: var(--warn); } .fill-bad { fill: var(--bad); } .fill-plain { fill: var(--dim); }
.worst { fill: var(--dim); opacity: .35; } .mean { fill: none; stroke: var(--accent); }
.limit { stroke: var(--bad); stroke-dasharray: 4 3; } .outage { fill: var(--bad); opacity: .15; }
.stem { stroke: var(--warn); } .dot { fill: var(--warn); stroke: var(--warn); }
.dot.inferred { fill: var(--raised); }
table { border-collapse: collapse; width: 100%; font-size: 12px; line-height: 16px; }
th { text-align: left; font-weight: 500; color: var(--dim); border-bottom: 1px solid var(--line); }
th, td { padding: 3px 6px; vertical-align: top; }
th.number { font-family: inherit; }
td { border-bottom: 1px solid var(--line-soft); }
.number { text-align: right; font-family: ui-monospace, monospace; white-space: nowrap; }
.hash { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
summary { color: var(--accent); cursor: pointer; margin-top: 8px; }
@media print {
  body { background: none; font-size: 11px; line-height: 15px; } main { max-width: none; padding: 0; }
  .sentence { font-size: 15px; line-height: 21px; } details:not([open]) { display: none; }
  .panel, .figures { border-color: var(--line); } thead { display: table-header-group; } tr { break-inside: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
}
`;
