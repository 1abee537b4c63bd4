/** Runs an example of native/examples on the virtual device, in a Node process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const limitMilliseconds = 50_000;

export interface ExampleRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface ExampleOptions {
  /** What it reads from its standard input. */
  input?: string;
  /** Gets the process and what it printed so far, each time it prints. */
  onOutput?: (child: ChildProcess, output: string) => void;
}

export function runExample(
  name: string,
  args: readonly string[] = [],
  options: ExampleOptions = {},
): Promise<ExampleRun> {
  const path = resolve('native/examples', name);
  const device = ['--host-api=Virtual', '--device=Virtual loopback', '--block-size=64'];
  const child = spawn(process.execPath, [path, ...device, ...args]);
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMilliseconds);
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
    options.onOutput?.(child, output);
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdin.end(options.input ?? '');
  return new Promise((settled) => {
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      settled({ exitCode, output, errors });
    });
  });
}

/** The numbers of the first line that matches; fails the test when there is none. */
export function numbersIn(output: string, pattern: RegExp): number[] {
  const found = pattern.exec(output);
  if (found === null) {
    throw new Error(`Nothing in the output matches ${pattern}:\n${output}`);
  }
  return found.slice(1).map(Number);
}

/** A path in a folder that is removed after the test. */
export function temporaryPath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rtmixer-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}
