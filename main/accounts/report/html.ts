/**
 * A report as a page: one file without scripts and without a network, to be read, printed and handed in. Its
 * policy allows its own style and nothing else.
 */
import { createHash } from 'node:crypto';
import { errorFrames, errorSeconds, timelineFrame } from '../../../preload/actions.ts';
import { DIRECTION_WORDS } from '../../../preload/dropouts.ts';
import type { ReportModel, ReportSubject, ReportTrouble } from '../../../preload/report.ts';
import { groupedFigure } from '../../../preload/units.ts';
import { plotPanels } from './drawings.ts';
import { REPORT_STYLE } from './html-style.ts';
import type { JudgedAction, JudgedRun } from './judged.ts';
import { htmlTable, type Markup, markup } from './markup.ts';
import { reportOfJudged } from './report.ts';
import { framesText, lostText, placeText, runTimeText, signedTime } from './words.ts';

/** More would make a page that no browser shows well; JSON and CSV have all. */
const MAX_ACTIONS = 2_000;
const STYLE_HASH = createHash('sha256').update(REPORT_STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

export function reportHtml(run: JudgedRun, subject: ReportSubject): string {
  const model = reportOfJudged(run, subject);
  const { title, subtitle, header } = model;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}, ${header.sessionName}</title>
<style>${{ html: REPORT_STYLE }}</style>
</head>
<body>
<main>
<h1>${title} <small>${header.sessionName}</small></h1>
<p class="subtitle">${subtitle}</p>
<p class="sentence">${sentence(model)}</p>
${figures(model)}
<div class="plots">
${plotPanels(model)}
</div>
${panel('Trouble', model.troubleText, troubleTable(model))}
${panel('Dropouts', model.plots.dropoutsText, dropoutTable(model))}
${outages(model)}
${panel('Latency and clock', '', markup`<p>${model.latency.text}</p><p>${model.clock.text}</p>`)}
${panel('Methods', '', markup`<p>${model.methods}</p>`)}
${panel('Sounds', '', soundTable(run))}
${actionPanel(run)}
${panel('Made by', '', markup`<p>${versions(model)}</p>`)}
</main>
</body>
</html>
`;
  return page.html;
}

function panel(title: string, note: string, content: Markup): Markup {
  return markup`<section class="panel long">
<h2>${title} <small>${note}</small></h2>
${content}
</section>`;
}

/** Its parts bring their own blanks. */
function sentence(model: ReportModel): Markup {
  const parts = model.sentence.map(
    ({ text, tone }) => markup`<span class="${tone}">${text}</span>`.html,
  );
  return { html: parts.join('') };
}

function figures(model: ReportModel): Markup {
  const items = model.figures.map(
    ({ count, label, tone }) =>
      markup`<li><b>${groupedFigure(count)}</b> <span class="${tone}">${label}</span></li>`,
  );
  return markup`<ul class="figures">
${items}
</ul>`;
}

function versions({ header }: ReportModel): string {
  return header.versions.map(({ name, version }) => `${name} ${version}`).join(', ');
}

function troubleTable({ trouble, troubleCount }: ReportModel): Markup {
  if (trouble.length === 0) return markup`<p>Nothing else than asked.</p>`;
  const table = htmlTable({
    caption: 'What was not as asked, or touched by a dropout',
    titles: ['Timeline', 'Verdict', 'Name', 'Track', 'Started', 'Error', 'Dropouts'],
    rows: trouble.map(troubleRow),
  });
  const left = troubleCount - trouble.length;
  return left === 0
    ? table
    : markup`${table}<p>${groupedFigure(left)} more are in JSON and CSV.</p>`;
}

function troubleRow({ row, verdict, trackName, dropouts }: ReportTrouble) {
  const lost = dropouts.map(({ timelineFrame: frame, frames, isEstimate }) => {
    return `${placeText(frame, row.sampleRate)} (${lostText(frames, isEstimate)})`;
  });
  return [
    ...placeCells(row),
    verdictCell(verdict),
    row.name,
    trackName,
    ...startCells(row),
    lost.join(', '),
  ];
}

function placeCells(row: JudgedAction['row']): string[] {
  return [placeText(timelineFrame(row, row.requestedFrame ?? row.actualFrame), row.sampleRate)];
}

function verdictCell({ words, tone }: JudgedAction['verdict']): Markup {
  return markup`<span class="${tone}">${words}</span>`;
}

function startCells(row: JudgedAction['row']): string[] {
  const started = timelineFrame(row, row.actualFrame);
  const frames = errorFrames(row);
  const seconds = errorSeconds(row);
  const error = [
    ...(frames === null ? [] : [`${frames < 0 ? '−' : '+'}${framesText(Math.abs(frames))}`]),
    ...(seconds === null ? [] : [signedTime(seconds)]),
  ].join(', ');
  return [started === null ? '–' : framesText(started), error === '' ? '–' : error];
}

function dropoutTable({ dropouts, plots }: ReportModel): Markup {
  if (dropouts.length === 0) return markup`<p>${plots.dropoutsText}.</p>`;
  return htmlTable({
    caption: 'Dropouts',
    titles: ['Run time', 'Timeline', 'Stream frame', 'Direction', 'Lost', 'Source', 'Touched'],
    rows: dropouts.map((dropout, index) => [
      runTimeText(plots.dropouts[index]?.seconds ?? 0),
      placeText(dropout.timelineFrame, dropout.sampleRate),
      framesText(dropout.streamFrame),
      DIRECTION_WORDS[dropout.direction],
      lostText(dropout.frames, dropout.isEstimate),
      dropout.count === 1 ? dropout.source : `${dropout.source}, ${dropout.count} folded`,
      touchedNames(dropout),
    ]),
  });
}

function touchedNames({ touched, touchedCount }: ReportModel['dropouts'][number]): string {
  const names = touched.map(({ name }) => name);
  const left = touchedCount - names.length;
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(', ');
}

function outages({ outages: all, plots }: ReportModel): Markup {
  if (all.length === 0) return markup``;
  const table = htmlTable({
    caption: 'Outages',
    titles: ['From', 'To', 'Device'],
    rows: all.map(({ device, seconds }, index) => [
      runTimeText(plots.outages[index]?.from ?? 0),
      seconds === null ? 'did not come back' : runTimeText(plots.outages[index]?.to ?? 0),
      device,
    ]),
  });
  return panel('Outages', 'the timeline ran on', table);
}

function soundTable({ account }: JudgedRun): Markup {
  return htmlTable({
    caption: 'Sounds',
    titles: ['Name', 'Channels', 'Length', 'SHA-256'],
    rows: account.sounds.map(({ name, channels, frames, sampleRate, hash }) => [
      name,
      channels,
      placeText(frames, sampleRate),
      hash === null ? 'not read' : markup`<span class="hash">${hash}</span>`,
    ]),
  });
}

function actionPanel({ actions }: JudgedRun): Markup {
  const table = htmlTable({
    caption: 'Actions',
    titles: ['Timeline', 'Verdict', 'Name', 'Track', 'Started', 'Error', 'Outputs'],
    rows: actions
      .slice(0, MAX_ACTIONS)
      .map(({ row, verdict, trackName }) => [
        ...placeCells(row),
        verdictCell(verdict),
        row.name,
        trackName,
        ...startCells(row),
        row.channels.join(' '),
      ]),
  });
  const left = actions.length - MAX_ACTIONS;
  const note = left > 0 ? `${groupedFigure(left)} more are in JSON and CSV` : 'all';
  return panel('Actions', note, table);
}
