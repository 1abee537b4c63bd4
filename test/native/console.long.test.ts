/** The command of a console on Windows, under Wine, beside a program that only prints. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reasonAgainstWindows, reasonAgainstWine } from '../../packaging/cross/windows.ts';
import { COMPILER } from '../../packaging/cross/windows-libraries.ts';
import { temporaryFolder } from '../support/fake-studio.ts';
import { wineFolder } from '../support/wine.ts';

/** A program with windows, as Electron's is. */
const PROGRAM = `
#include <windows.h>
#include <stdio.h>
#include <string.h>
int WINAPI wWinMain(HINSTANCE own, HINSTANCE before, LPWSTR line, int show) {
  char text[300];
  DWORD count;
  snprintf(text, sizeof(text), "%ls", line);
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, strlen(text), &count, NULL);
  WriteFile(GetStdHandle(STD_ERROR_HANDLE), "failed", 6, &count, NULL);
  return 7;
}
`;

test('a console waits for a run, has what it prints and its exit code, and does not wait for the window', (context) => {
  const reason = reasonAgainstWindows() ?? reasonAgainstWine();
  if (reason !== null) return context.skip(reason);
  const folder = temporaryFolder();
  const source = path.join(folder, 'program.c');
  writeFileSync(source, PROGRAM);
  const console = path.resolve(import.meta.dirname, '../../packaging/windows/console.c');
  const built = (...words: string[]) => {
    const { status, stderr } = spawnSync(COMPILER, ['-municode', '-static', ...words], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  };
  built('-mwindows', source, '-o', path.join(folder, 'rtmixer.exe'));
  built('-Wall', '-Wextra', console, '-o', path.join(folder, 'rtmixer.com'));
  const ran = (...words: string[]) => {
    const files = ['out', 'err'].map((name) => path.join(folder, name));
    const [out, err] = files.map((file) => openSync(file, 'w')) as [number, number];
    const { status } = spawnSync('wine', [path.join(folder, 'rtmixer.com'), ...words], {
      env: { ...process.env, WINEPREFIX: wineFolder, WINEDEBUG: '-all' },
      stdio: ['ignore', out, err],
    });
    for (const file of [out, err]) closeSync(file);
    const [stdout, stderr] = files.map((file) => readFileSync(file, 'utf8'));
    return { status, stdout, stderr };
  };
  expect(ran('run', 'My session.rtmix', '--fail-if', 'late>0')).toEqual({
    status: 7,
    stdout: 'run "My session.rtmix" --fail-if late>0',
    stderr: 'failed',
  });
  expect(ran('--version')).toMatchObject({ status: 7, stdout: '--version' });
  expect(ran('a sound.wav').status).toBe(0);
});
