/** Markdown and signatures as HTML, with links to what the library exports. */
import { Marked } from 'marked';

export interface Links {
  /** Where the entry of an export or of an error code is; undefined = there is none. */
  readonly entry: (name: string) => string | undefined;
  /** Where the entry of a method is, of the first class that has it. */
  readonly method: (name: string) => string | undefined;
  /** Where a link of a Markdown file leads to from the pages. */
  readonly target: (href: string) => string;
}

/** Text that is no markup. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A name for a heading's anchor, as GitHub makes it. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-');
}

/** TypeScript with a link on every name that has an entry. */
export function linkedCode(code: string, links: Links): string {
  return escaped(code).replace(/\b[A-Za-z_]\w*\b/g, (name) => {
    const href = links.entry(name);
    return href === undefined ? name : `<a href="${href}">${name}</a>`;
  });
}

/** The entry that a code span names: `Mixer`, `start()`, `recordBuffer(target, { ... })`. */
function spanTarget(text: string, links: Links): string | undefined {
  const whole = links.entry(text);
  if (whole !== undefined) {
    return whole;
  }
  const [, name, call] = /^(?:new |await )?([A-Za-z]\w*)(\(.*\))?$/s.exec(text) ?? [];
  if (name === undefined) {
    return undefined;
  }
  return links.entry(name) ?? (call === undefined ? undefined : links.method(name));
}

/** Markdown as HTML. It comes from our own files, so its markup is trusted. */
export function renderedMarkdown(markdown: string, links: Links): string {
  const marked = new Marked({
    renderer: {
      codespan({ text }) {
        const href = spanTarget(text, links);
        const code = `<code>${escaped(text)}</code>`;
        return href === undefined ? code : `<a href="${href}">${code}</a>`;
      },
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escaped(links.target(href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escaped(links.target(href))}" alt="${escaped(text)}">`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}
