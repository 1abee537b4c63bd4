/**
 * The library's documentation as static pages: the README, how exact it is, the reference from the
 * docstrings, and the page for those who come from python-rtmixer.
 *
 * Usage: node test/docs/docs.ts [FOLDER]   (out/docs without one)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ApiReader, type Export } from './api-model.ts';
import { type Links, renderedMarkdown } from './markup.ts';
import { type DocumentPage, htmlOf } from './page.ts';
import { anchorOf, referenceBody, referenceIndex } from './reference-page.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const referenceFile = 'reference.html';

/** The Markdown files that become pages, by their paths from the root. */
const texts: readonly { source: string; file: string; title: string }[] = [
  { source: 'native/README.md', file: 'index.html', title: 'The library' },
  {
    source: 'native/COMING-FROM-PYTHON-RTMIXER.md',
    file: 'coming-from-python-rtmixer.html',
    title: 'Coming from python-rtmixer',
  },
  { source: 'docs/how-exact.md', file: 'how-exact.html', title: 'How exact' },
  { source: 'native/examples/README.md', file: 'examples.html', title: 'Examples' },
];

/** Where names have their entries. */
function finders(api: readonly Export[]): Pick<Links, 'entry' | 'method'> {
  const exported = new Map(api.map(({ name }) => [name, anchorOf(name)]));
  const codes = api.find(({ name }) => name === 'failureCodes')?.signatures.join() ?? '';
  for (const [, code = ''] of codes.matchAll(/'([a-z]+-[a-z-]+)'/g)) {
    exported.set(code, anchorOf('failureCodes'));
  }
  const methods = new Map<string, string>();
  for (const { name: owner, kind, members } of api) {
    for (const { name } of kind === 'class' ? members : []) {
      methods.set(name, methods.get(name) ?? anchorOf(owner, name));
    }
  }
  const place = (anchor: string | undefined) =>
    anchor === undefined ? undefined : `${referenceFile}#${anchor}`;
  return { entry: (name) => place(exported.get(name)), method: (name) => place(methods.get(name)) };
}

/** Links between the sources become links between pages, or lead back to the sources. */
function targetFrom(source: string, folder: string): Links['target'] {
  return (href) => {
    if (/^[a-z]+:|^#/.test(href)) {
      return href;
    }
    const [file = '', anchor] = href.split('#');
    const target = path.resolve(root, path.dirname(source), file);
    const page = texts.find((text) =>
      [path.resolve(root, text.source), path.dirname(path.resolve(root, text.source))].includes(
        target,
      ),
    );
    const place = page?.file ?? path.relative(folder, target).split(path.sep).join('/');
    return anchor === undefined ? place : `${place}#${anchor}`;
  };
}

/** All pages, linked for a folder. */
export function documentationPages(folder: string): { file: string; html: string }[] {
  const api = new ApiReader(root).exportsOf(path.join(root, 'native', 'index.ts'));
  const found = finders(api);
  const pages: DocumentPage[] = texts.map(({ source, file, title }) => ({
    file,
    title,
    body: renderedMarkdown(readFileSync(path.join(root, source), 'utf8'), {
      ...found,
      target: targetFrom(source, folder),
    }),
  }));
  const body = referenceBody(api, {
    ...found,
    target: targetFrom('native/index.ts', folder),
  });
  pages.push({ file: referenceFile, title: 'Reference', body });
  const index = referenceIndex(api, referenceFile);
  return pages.map((page) => ({ file: page.file, html: htmlOf(page, pages, index) }));
}

if (import.meta.main) {
  const folder = path.resolve(process.argv[2] ?? path.join(root, 'out', 'docs'));
  mkdirSync(folder, { recursive: true });
  for (const { file, html } of documentationPages(folder)) {
    writeFileSync(path.join(folder, file), html);
  }
  console.log(`The documentation is in ${path.join(path.relative('.', folder), 'index.html')}`);
}
