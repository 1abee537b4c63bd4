/**
 * One vocabulary: words that the glossary in CONTRIBUTING.md replaces by others do not occur in
 * code, comments, documentation or on the screen. Words that are plain English elsewhere (behind,
 * pass, run) are for the reader to judge.
 *
 * Usage: node test/checkers/vocabulary.ts [ROOT]
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lineAt, printViolations, type SourceFile } from './source-files.ts';

/** What not to say, and what to say instead. */
const replaced: readonly (readonly [words: RegExp, instead: string, where?: RegExp])[] = [
  [/\btreaty\b/i, 'contract'],
  [/\bhouse[- ]?rules?|rules of the house|\bthe house\b/i, 'project rules'],
  [
    /(?<!take )(?<!take-)\blanes?(?![a-z])|(?<=[a-z_])Lanes?(?![a-z])|(?<![A-Za-z])LANES?(?![A-Za-z])/,
    'track (timeline), class (schedule)',
  ],
  [/\bforesee|\bforesaw|unforeseen/i, 'prefetch, or say what was not expected'],
  [/\bdeliver(y|ies)\b/i, 'batch'],
  [/callback[-_ ]?gate/i, 'callback guard'],
  [/\bpulses?\b|Pulse(?![a-z])/, 'poll loop', /^(main|renderer|preload)\//],
  [/ledger/i, 'action log (main), action registry (library)'],
  [/\bwish(es)?\b|Wish(es)?(?![a-z])/, 'request token, pending seek, input monitor'],
  [/[a-z]Elsewhere/, 'subprocess'],
  [/own[- ]?address/i, 'app URL'],
  [/complaint/i, 'warning'],
  [/\banew\b/i, 'again'],
  [/clip[-_ ]?samples/i, 'overs, clippedSamples'],
  [
    /\bnobody (foresaw|knows)|as far away as one likes|not for nothing|words that teach/i,
    'plain words',
  ],
];

/** The glossary, its checker, and the names of the past. */
const exempt = /^(test\/checkers\/vocabulary(\.test)?\.ts|(CONTRIBUTING|CHANGELOG)\.md)$/;

/** Each word that has a replacement, one line each as `file:line: message`. */
export function vocabularyViolations(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path: file }) => !exempt.test(file))
    .flatMap(({ path: file, text }) =>
      replaced.flatMap(([words, instead, where]) =>
        where?.test(file) === false
          ? []
          : [...text.matchAll(new RegExp(words, `${words.flags}g`))].map(
              (match) =>
                `${file}:${lineAt(text, match.index)}: Not "${match[0]}"; say: ${instead}.`,
            ),
      ),
    );
}

/** Everything that people read: sources, styles, pages, settings. */
export function readableFiles(root: string): SourceFile[] {
  const patterns = [
    '*.{md,json,ts,mjs}',
    '{main,native,preload,renderer,test,assets}/**/*.{ts,tsx,mts,mjs,cjs,c,h,cc,css,html,md,txt}',
  ];
  return globSync(patterns, {
    cwd: root,
    exclude: (file) => /(^|\/)(node_modules|build[^/]*|dist|corpus|package-lock\.json)$/.test(file),
  })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }));
}

if (import.meta.main) {
  printViolations(vocabularyViolations(readableFiles(path.resolve(process.argv[2] ?? '.'))));
}
