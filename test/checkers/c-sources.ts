/**
 * Checks of the C sources with clang 22: the format, clang-tidy, and the promise that nothing
 * marked RT_SAFE allocates, locks or calls the system (`-Werror=function-effects`).
 *
 * Usage: node test/checkers/c-sources.ts [ROOT]
 * Exits with 77 and a reason where clang 22 is not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { linkedModules } from '../../native/libraries.ts';

/** Exit code of a check that could not run; CTest's tests use the same. */
export const skippedExitCode = 77;

type CheckStep = { name: string; command: string; arguments: string[] };

/** What failing steps print, in the order of the steps; empty if all is well. As many run at a time as
 * there are processors. */
export async function cSourceProblems(root: string): Promise<string[]> {
  const problems: (string | null)[] = [];
  const waiting = [...steps(root).entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, step] = next;
      problems[place] = await problemOf(step, root);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return problems.filter((problem) => problem !== null);
}

/** What the step prints if it fails. */
function problemOf(step: CheckStep, root: string): Promise<string | null> {
  const child = spawn(step.command, step.arguments, { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`${step.name}: ${error.message}`));
    child.on('close', (code) => resolve(code === 0 ? null : `${step.name}:\n${output}`));
  });
}

/** The tools that are missing on this machine. */
export function missingTools(): string[] {
  const tools = ['clang-22', 'clang-format-22', 'clang-tidy-22', 'pkg-config'];
  return tools.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
}

function steps(root: string): CheckStep[] {
  const core = filesOf(root, 'native/src', /\.c$/);
  // Fuzz targets and the ring with a planted fault have flags of their own.
  const tests = filesOf(root, 'test/native', /^(?!.*\/(fuzz|broken_ring)\/).*\.c$/);
  const all = ['native/src', 'native/weak-jack', 'packaging', 'test/native', 'test/bench'].flatMap(
    (folder) => filesOf(root, folder, /\.(c|h|cc)$/),
  );
  const flags = [
    '-std=c11',
    '-D_GNU_SOURCE',
    '-DRTMIXER_FAULTY_DISK',
    // What native/host-api-features.cmake finds of Debian's PortAudio.
    ...['-DHAS_PA_JACK=1', '-DHAS_PA_ALSA=1'],
    '-DRTMIXER_TEST_SECONDS=120',
    '-Inative/src',
    '-Itest/native/support',
    ...libraryFlags(root),
  ];
  const found: CheckStep[] = [];
  if (all.length > 0) {
    found.push({
      name: 'clang-format',
      command: 'clang-format-22',
      arguments: ['--dry-run', '-Werror', ...all],
    });
  }
  for (const file of core) {
    found.push({
      name: `function effects of ${file}`,
      command: 'clang-22',
      arguments: [
        ...['-fsyntax-only', '-O2', '-Wall', '-Wextra', '-Werror', '-Wfunction-effects'],
        ...['-Werror=function-effects', ...flags, file],
      ],
    });
  }
  // The longest ones first, in parts that are about equal.
  const tidied = [...core, ...filesOf(root, 'native/weak-jack', /\.c$/), ...tests];
  const parts = Math.min(tidied.length, 2 * availableParallelism());
  for (let part = 0; part < parts; part++) {
    const files = tidied.filter((_, k) => k % parts === part);
    found.unshift({
      name: 'clang-tidy',
      command: 'clang-tidy-22',
      arguments: ['--quiet', ...files, '--', ...flags],
    });
  }
  return found;
}

function filesOf(root: string, folder: string, name: RegExp): string[] {
  try {
    return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
      .filter((file) => name.test(file))
      .sort();
  } catch {
    return [];
  }
}

function libraryFlags(root: string): string[] {
  const run = spawnSync('pkg-config', ['--cflags', ...linkedModules], {
    cwd: root,
    encoding: 'utf8',
  });
  return run.stdout.split(/\s+/).filter((flag) => flag !== '');
}

if (import.meta.main) {
  const missing = missingTools();
  if (missing.length > 0) {
    console.error(`The C sources were not checked: ${missing.join(', ')} not found.`);
    process.exit(skippedExitCode);
  }
  const problems = await cSourceProblems(path.resolve(process.argv[2] ?? '.'));
  for (const problem of problems) {
    console.error(problem);
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
}
