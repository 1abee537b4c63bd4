/** The frame around every page of the reference. It needs no network, and a script for the search only. */
import { escaped } from './markup.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent);
  --soft: color-mix(in srgb, currentColor 6%, transparent); }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr);
  font: 15px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; box-sizing: border-box;
  padding: 16px; border-right: 1px solid var(--line); font-size: 13px; }
nav h2 { font-size: 12px; margin: 16px 0 4px; text-transform: uppercase; letter-spacing: .06em; }
nav ul { list-style: none; margin: 0; padding: 0; }
main { padding: 16px 32px 64px; max-width: 60rem; }
a { color: LinkText; text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { overflow: auto; padding: 8px 12px; background: var(--soft); white-space: pre-wrap; }
pre.example { border-left: 3px solid var(--line); }
table { border-collapse: collapse; display: block; overflow: auto; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0;
  border-bottom: 1px solid var(--line); }
nav input { width: 100%; box-sizing: border-box; margin: 12px 0 0; padding: 4px 8px; font: inherit; }
ul.names { columns: 3 14rem; list-style: none; padding: 0; }
.entry { border-top: 1px solid var(--line); margin-top: 32px; }
.member { margin-left: 24px; }
h3, h4 { margin-bottom: 4px; }
small { font-weight: normal; opacity: .65; }
img { max-width: 100%; }
@media (max-width: 60rem) { body { display: block; }
  nav { position: static; height: auto; border: 0; } }
`;

/** Shows the names that contain what is typed, members too; Enter follows the first one. */
const search = `
const field = document.querySelector('nav input');
field.hidden = false;
const items = [...document.querySelectorAll('nav .index li')];
const titles = [...document.querySelectorAll('nav .index h2')];
field.addEventListener('input', () => {
  const wanted = field.value.trim().toLowerCase();
  for (const item of items) {
    const isMember = item.parentElement.className === 'members';
    item.hidden = wanted === '' ? isMember : !item.textContent.toLowerCase().includes(wanted);
  }
  for (const title of titles) {
    title.hidden = [...title.nextElementSibling.children].every((item) => item.hidden);
  }
});
field.addEventListener('keydown', (event) => {
  const first = items.find((item) => !item.hidden);
  if (event.key === 'Enter' && field.value.trim() !== '' && first !== undefined) {
    location.href = first.firstElementChild.href;
  }
});
`;

export interface DocumentPage {
  /** File name beside the others. */
  readonly file: string;
  readonly title: string;
  readonly body: string;
}

/** A whole document.
 * @param pages all of them, for the top of the side
 * @param index the entries, for the rest of it */
export function htmlOf(page: DocumentPage, pages: readonly DocumentPage[], index: string): string {
  const links = pages.map(
    ({ file, title }) =>
      `<li><a href="${file}"${file === page.file ? ' aria-current="page"' : ''}>${escaped(title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)} - RtMixer</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Contents">
<ul>${links.join('\n')}</ul>
<input type="search" aria-label="Find a name" placeholder="Find a name" hidden>
<div class="index">
${index}
</div>
</nav>
<main>
${page.body}
</main>
<script>${search}</script>
</body>
</html>
`;
}
