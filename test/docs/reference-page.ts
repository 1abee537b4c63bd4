/** The entries of the reference: each export with its signature, its docstring and its members. */
import type { Documentation, Export, Member } from './api-model.ts';
import { escaped, type Links, linkedCode, renderedMarkdown } from './markup.ts';

const groups: readonly { title: string; kinds: readonly Export['kind'][] }[] = [
  { title: 'Classes', kinds: ['class'] },
  { title: 'Functions', kinds: ['function'] },
  { title: 'Values', kinds: ['constant'] },
  { title: 'Options and other types', kinds: ['interface', 'type'] },
];

function inGroups(api: readonly Export[]): { title: string; entries: Export[] }[] {
  return groups.map(({ title, kinds }) => ({
    title,
    entries: api
      .filter(({ kind }) => kinds.includes(kind))
      .sort((a, b) => a.name.localeCompare(b.name)),
  }));
}

/** The anchor of an entry or of a member of it. */
export function anchorOf(one: string, member?: string): string {
  return member === undefined ? one : `${one}.${member.replace(/[[\]]/g, '')}`;
}

/** The names of all entries, for the side of every page; those of members are found by the search. */
export function referenceIndex(api: readonly Export[], page: string): string {
  const members = namesOf(api)
    .filter(({ owner }) => owner !== null)
    .map(({ text, anchor }) => `<li hidden><a href="${page}#${anchor}">${text}</a></li>`);
  const lists = inGroups(api).map(({ title, entries }) => {
    const items = entries.map(
      ({ name }) => `<li><a href="${page}#${anchorOf(name)}">${name}</a></li>`,
    );
    return `<h2>${title}</h2>\n<ul>${items.join('\n')}</ul>`;
  });
  return `${lists.join('\n')}\n<h2 hidden>Members</h2>\n<ul class="members">${members.join('\n')}</ul>`;
}

interface IndexName {
  /** `Mixer.start()`. */
  readonly text: string;
  readonly anchor: string;
  readonly owner: string | null;
}

/** All entries and members, each member once, by name. */
function namesOf(api: readonly Export[]): IndexName[] {
  const entries = api.map(
    ({ name }): IndexName => ({ text: name, anchor: anchorOf(name), owner: null }),
  );
  const members = api.flatMap((one) =>
    one.members
      .filter((member) => homeOf(api, member) === one)
      .map(
        (member): IndexName => ({
          text: `${one.name}.${escaped(member.name)}${member.kind === 'property' ? '' : '()'}`,
          anchor: anchorOf(one.name, member.name),
          owner: one.name,
        }),
      ),
  );
  const lastName = ({ text }: IndexName) => text.split('.').at(-1) ?? text;
  return [...entries, ...members].sort(
    (a, b) => lastName(a).localeCompare(lastName(b)) || a.text.localeCompare(b.text),
  );
}

function isSame(one: Member, other: Member): boolean {
  return one.owner === other.owner && one.name === other.name && one.place === other.place;
}

/** The one entry that has the whole of a member: its owner, or the first heir of one that is not exported. */
function homeOf(api: readonly Export[], member: Member): Export | undefined {
  return (
    api.find(({ name }) => name === member.owner) ??
    inGroups(api)
      .flatMap(({ entries }) => entries)
      .find(({ members }) => members.some((each) => isSame(each, member)))
  );
}

function wordsOf({ prose, examples }: Documentation, links: Links): string {
  const programs = examples.map(
    (code) => `<pre class="example"><code>${escaped(code)}</code></pre>`,
  );
  return [renderedMarkdown(prose, links), ...programs].join('\n');
}

function signaturesOf(signatures: readonly string[], links: Links): string {
  const lines = signatures.map((signature) => linkedCode(signature, links));
  return `<pre class="signature"><code>${lines.join('\n')}</code></pre>`;
}

/** "As Mixer's" leads to the member of that name there. */
function withReference({ name, documentation }: Member): Documentation {
  const prose = documentation.prose.replace(
    /^As ([A-Z]\w*)'s\b/,
    (_, owner: string) => `As [${owner}.${name}](#${anchorOf(owner, name)})`,
  );
  return { ...documentation, prose };
}

function memberEntry(one: Export, member: Member, links: Links): string {
  const from = member.owner === one.name ? '' : ` <small>from ${escaped(member.owner)}</small>`;
  const parentheses = member.kind === 'property' ? '' : '()';
  return `<section class="member" id="${anchorOf(one.name, member.name)}">
<h4>${member.isStatic ? `${one.name}.` : ''}${escaped(member.name)}${parentheses}${from}</h4>
${signaturesOf(member.signatures, links)}
${wordsOf(withReference(member), links)}
</section>`;
}

/** Members that stand at another entry, by that entry. */
function inheritedEntry(api: readonly Export[], one: Export): string {
  const places = Map.groupBy(
    one.members.filter((member) => homeOf(api, member) !== one),
    (member) => homeOf(api, member)?.name ?? member.owner,
  );
  return [...places]
    .map(([home, members]) => {
      const items = members.map(
        ({ name }) =>
          `<a id="${anchorOf(one.name, name)}" href="#${anchorOf(home, name)}">${escaped(name)}</a>`,
      );
      return `<p class="member">As ${home}: ${items.join(', ')}.</p>`;
    })
    .join('\n');
}

function entry(api: readonly Export[], one: Export, links: Links): string {
  const members = one.members
    .filter((member) => homeOf(api, member) === one)
    .map((member) => memberEntry(one, member, links));
  members.push(inheritedEntry(api, one));
  return `<section class="entry" id="${anchorOf(one.name)}">
<h3>${one.name} <small>${one.kind}, ${escaped(one.place)}</small></h3>
${signaturesOf(one.signatures, links)}
${wordsOf(one.documentation, links)}
${members.join('\n')}
</section>`;
}

/** All entries. */
export function referenceBody(api: readonly Export[], links: Links): string {
  const introduction = renderedMarkdown(
    `# Reference

What \`native/index.ts\` exports, from its docstrings. Every example is run by the tests as it stands:
the library's names are imported, \`assert\` is \`node:assert/strict\`, \`join\` and \`pipeline\` are those of
\`node:path\` and \`node:stream/promises\`, \`folder\` is an empty one. All calls are for JavaScript's main
thread or a worker that owns the stream; nothing of JavaScript runs in the audio callback.`,
    links,
  );
  const bodies = inGroups(api).map(
    ({ title, entries }) =>
      `<h2>${title}</h2>\n${entries.map((one) => entry(api, one, links)).join('\n')}`,
  );
  const names = namesOf(api).map(({ text, anchor }) => `<li><a href="#${anchor}">${text}</a></li>`);
  const index = `<h2 id="all-names">Index</h2>\n<ul class="names">${names.join('\n')}</ul>`;
  return [introduction, ...bodies, index].join('\n');
}
