import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const bin = path.join(root, 'node_modules', '.bin');

/** What a tool printed on both streams, and how it ended. */
interface ToolRun {
  status: number | null;
  output: string;
}

/** Runs a tool of node_modules, or a program of the system, and gives all that it printed. */
export function runTool(
  command: string,
  toolArguments: string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): ToolRun {
  const [program, leading] = programOf(command);
  const { status, stdout, stderr, error } = spawnSync(program, [...leading, ...toolArguments], {
    cwd: folder,
    encoding: 'utf8',
    env: toolEnvironment(environment),
  });
  return { status, output: error?.message ?? `${stdout}${stderr}` };
}

/** As `runTool`, while the test itself goes on: for a tool that talks to it. */
export function runToolLater(
  command: string,
  toolArguments: string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ToolRun> {
  const [program, leading] = programOf(command);
  const child = spawn(program, [...leading, ...toolArguments], {
    cwd: folder,
    env: toolEnvironment(environment),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

function toolEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // What a planted test gives is no result of this run.
    RTMIXER_RESULTS: undefined,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    ...environment,
  };
}

/** On Windows the tools in node_modules/.bin are scripts of a shell: there Node runs what they run. */
function programOf(command: string): [program: string, leading: string[]] {
  if (process.platform !== 'win32') return [command, []];
  if (command === 'node') return [process.execPath, []];
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { bin?: Record<string, string> }>;
  };
  for (const [folder, { bin: tools = {} }] of Object.entries(packages)) {
    const script = tools[command];
    if (script !== undefined) return [process.execPath, [path.join(root, folder, script)]];
  }
  return [command, []];
}
