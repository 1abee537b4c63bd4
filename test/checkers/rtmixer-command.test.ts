/** The command that packages for Linux install, with a program that only prints what it is given. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { COMMAND, copyProgram } from '../../packaging/linux/package-folder.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

test.skipIf(process.platform !== 'linux')(
  'the command rtmixer runs and reports on the platform without a display, and opens the window otherwise',
  () => {
    const folder = temporaryFolder();
    const made = path.join(folder, 'made');
    mkdirSync(made);
    const program = path.join(made, 'rtmixer');
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n');
    chmodSync(program, 0o755);
    const installed = path.join(folder, 'a folder', 'rtmixer');
    mkdirSync(path.dirname(installed));
    copyProgram(made, installed);
    const link = path.join(folder, 'bin');
    symlinkSync(path.join(installed, COMMAND), link);
    const given = (...words: string[]) => {
      const { status, stdout } = spawnSync(link, words, { encoding: 'utf8' });
      expect(status).toBe(7);
      return stdout.split('\n').slice(0, -1);
    };
    const headless = '--ozone-platform=headless';
    expect(given('run', 'my session', '--offline')).toEqual([
      headless,
      'run',
      'my session',
      '--offline',
    ]);
    expect(given('report', 'x')).toEqual([headless, 'report', 'x']);
    expect(given('a sound.wav', 'run')).toEqual(['a sound.wav', 'run']);
  },
);
