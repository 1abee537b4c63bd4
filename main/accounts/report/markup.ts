/** Markup of a page in which every text of a session is escaped: no name becomes an element. */

/** What may stand in a page as it is. */
export interface Markup {
  readonly html: string;
}

type PagePart = Markup | string | number | readonly Markup[];

/** A template whose texts and figures are escaped; other markup is put in as it is. */
export function markup(strings: TemplateStringsArray, ...parts: readonly PagePart[]): Markup {
  const html = strings.map((text, index) => text + htmlOf(parts[index] ?? '')).join('');
  return { html };
}

function htmlOf(part: PagePart): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  if ('html' in part) return part.html;
  return part.map(({ html }) => html).join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that steer a terminal, turn the direction of what follows, or are none, are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

export interface HtmlTable {
  readonly caption: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly (string | number | Markup)[])[];
}

/** Columns of figures, at the right of their cells, by what stands above them. */
const FIGURES: ReadonlySet<string> = new Set([
  ...['Timeline', 'Run time', 'From', 'To', 'Actions', 'Lateness', 'Mean', 'Worst block'],
  ...['Started', 'Error', 'Stream frame', 'Lost', 'Channels', 'Length', 'Outputs'],
]);

export function htmlTable({ caption, titles, rows }: HtmlTable): Markup {
  const names = titles.map((title) => (FIGURES.has(title) ? 'number' : 'word'));
  const head = titles.map(
    (title, at) => markup`<th scope="col" class="${names[at] ?? ''}">${title}</th>`,
  );
  const body = rows.map(
    (cells) =>
      markup`<tr>${cells.map((cell, at) => markup`<td class="${names[at] ?? ''}">${cell}</td>`)}</tr>`,
  );
  return markup`<div class="table"><table aria-label="${caption}"><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}
