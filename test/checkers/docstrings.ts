/**
 * The reference is complete: everything that the library exports, and every member of it, has a
 * docstring; every class and command has an example; error codes and types that are named exist.
 *
 * Usage: node test/checkers/docstrings.ts [ROOT]
 */
import path from 'node:path';
import { ApiReader, type Documentation, type Export, type Member } from '../docs/api-model.ts';

/** A docstring that sends the reader to another one needs no example of its own. */
const refersToAnother = /^As \w+('s)?\b/;

/** What a command gives back. */
const returnsActions = /\): (Action(\[\]|List)?|Promise<Action.*>)$/;

function needsExample(member: Member): boolean {
  return (
    member.kind === 'method' &&
    member.signatures.some((signature) => returnsActions.test(signature)) &&
    !refersToAnother.test(member.documentation.prose)
  );
}

/** The codes that "Throws" and "Rejects with" name, up to the end of the sentence. */
function namedCodes({ prose }: Documentation): string[] {
  const sentences = prose.match(/\b(Throws|throws|Rejects with|rejects with) [^.]*/g) ?? [];
  return sentences.flatMap((sentence) =>
    [...sentence.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code = '']) => code),
  );
}

function problemsOf(
  name: string,
  place: string,
  documentation: Documentation,
  codes: ReadonlySet<string>,
): string[] {
  const undocumented =
    documentation.prose === '' ? [`${place}: ${name} has no docstring; say what it is.`] : [];
  const unknown = namedCodes(documentation)
    .filter((code) => !codes.has(code))
    .map((code) => `${place}: ${name} throws \`${code}\`, which is not one of failureCodes.`);
  const empty = documentation.examples
    .filter((example) => !/\bassert\b/.test(example))
    .map(() => `${place}: An example of ${name} asserts nothing; check its result.`);
  return [...undocumented, ...unknown, ...empty];
}

function exampleProblems(one: Export): string[] {
  const lacking =
    one.kind === 'class' && one.documentation.examples.length === 0
      ? [`${one.place}: ${one.name} has no @example; show what it is for.`]
      : [];
  const commands = one.members
    .filter((member) => one.kind === 'class' && needsExample(member))
    .filter(({ documentation }) => documentation.examples.length === 0)
    .map(({ place, owner, name }) => `${place}: ${owner}.${name} has no @example; show its use.`);
  return [...lacking, ...commands];
}

/** Everything that is missing, one line each as `file:line: message`. */
export function docstringProblems(root: string): string[] {
  const api = new ApiReader(root).exportsOf(path.join(root, 'native', 'index.ts'));
  const declared = api.find(({ name }) => name === 'failureCodes')?.signatures.join() ?? '';
  const codes = new Set([...declared.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code));
  const problems = api.flatMap((one) => [
    ...problemsOf(one.name, one.place, one.documentation, codes),
    ...one.members.flatMap((member) =>
      problemsOf(`${member.owner}.${member.name}`, member.place, member.documentation, codes),
    ),
    ...exampleProblems(one),
  ]);
  return [...new Set(problems)];
}

if (import.meta.main) {
  const problems = docstringProblems(path.resolve(process.argv[2] ?? '.'));
  for (const problem of problems) {
    console.error(problem);
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
}
