/** The AppImage around a program that stands for RtMixer: one file that runs, and leaves nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeAppImage } from '../../packaging/linux/appimage.ts';
import { runTool } from './run-tool.ts';

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
let folder: string;
let home: string;
let image: string;

/** Says where it is and what it was given; with HOLD it goes on as a program of the AppImage. */
const PROGRAM = `#!/bin/sh
echo "$APPDIR|$APPIMAGE|$*"
if [ -n "$LEAVE" ]; then
  "$APPDIR/rtmixer/helper" 600 >/dev/null 2>&1 &
  until readlink "/proc/$!/exe" | grep -q helper; do :; done
fi
[ -n "$HOLD" ] && exec "$APPDIR/rtmixer/helper" 600
exit \${CODE:-0}
`;

beforeEach(({ skip }) => {
  skip(!isLinux, 'AppImages are for Linux');
});

beforeAll(async () => {
  if (!isLinux) return;
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer AppImäge '));
  home = path.join(folder, 'home');
  const program = path.join(folder, 'program');
  for (const made of [home, program]) mkdirSync(made);
  writeFileSync(path.join(program, 'rtmixer'), PROGRAM);
  chmodSync(path.join(program, 'rtmixer'), 0o755);
  copyFileSync('/usr/bin/sleep', path.join(program, 'helper'));
  chmodSync(path.join(program, 'helper'), 0o755);
  image = await makeAppImage({ program, folder, arch: process.arch });
  // For any user.
  chmodSync(folder, 0o755);
  if (isRoot) chownSync(home, NOBODY, NOBODY);
}, 60_000);

afterAll(() => {
  if (isLinux) rmSync(folder, { recursive: true, force: true });
});

const asUser = isRoot
  ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  : [];
const environment = (more: NodeJS.ProcessEnv = {}) => ({
  ...{ HOME: home, XDG_RUNTIME_DIR: '', XDG_CACHE_HOME: '', TMPDIR: home },
  ...more,
});

/** Runs it as a user who is not root. */
function run(words: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const [command = '', ...rest] = [...asUser, image, ...words];
  return runTool(command, [...rest], folder, environment(more));
}

/** Starts it as whoever runs the tests, and waits until it says where it is. */
async function start(more: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; place: string }> {
  const child = spawn(image, [], { env: { ...process.env, ...environment(more) } });
  const place = await new Promise<string>((resolve) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('|')) resolve(output.split('|')[0] ?? '');
    });
  });
  return { child, place };
}

async function goes(place: string): Promise<boolean> {
  for (let left = 1_200; left > 0; left -= 1) {
    try {
      lstatSync(place);
    } catch (error) {
      // A mount whose server has ended is still there, and cannot be looked at.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    }
    await delay(50);
  }
  return false;
}

test('one file runs as a user, again and again, with its arguments and exit code, and leaves nothing', async () => {
  for (const code of ['0', '7']) {
    const { status, output } = run(['one two', '$three'], { CODE: code });
    const [place = '', file, words] = output.trim().split('|');
    expect(words, output).toBe('one two $three');
    expect(file).toBe(image);
    expect(path.basename(place)).toMatch(/^rtmixer-\w{6}$/);
    expect(status).toBe(Number(code));
    expect(await goes(place)).toBe(true);
  }
  expect(readdirSync(home, { recursive: true }).filter((name) => name !== '.cache')).toEqual([]);
});

test('it is mounted, not unpacked, where the user may; a kill leaves nothing, too', async ({
  skip,
}) => {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
  } catch {
    skip('this user may not mount by FUSE');
  }
  const { child, place } = await start({ HOLD: '1' });
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const mount = mounts.find((line) => line.includes(path.basename(place)));
  expect(mount).toMatch(/^RtMixer .* fuse\.squashfs ro,nosuid/);
  child.kill('SIGKILL');
  expect(await goes(place)).toBe(true);
});

test('what still runs from it keeps it, as what starts RtMixer again does', async () => {
  const { child, place } = await start({ LEAVE: '1', APPIMAGE_EXTRACT_AND_RUN: '1' });
  await new Promise((resolve) => void child.once('exit', resolve));
  const left = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((id) => readLink(`/proc/${id}/exe`).startsWith(`${place}/`));
  expect(existsSync(path.join(place, 'rtmixer', 'helper'))).toBe(true);
  process.kill(Number(left), 'SIGKILL');
  expect(await goes(place)).toBe(true);
});

test('a system without user namespaces gets a sentence, never a program without a sandbox', ({
  skip,
}) => {
  const namespace = ['--user', '--map-root-user', 'sh', '-c'];
  const forbid = 'echo 0 >/proc/sys/user/max_user_namespaces';
  skip(
    runTool('unshare', [...namespace, forbid], folder).status !== 0,
    'this system makes no user namespaces, or lets nobody forbid them',
  );
  const words = [...namespace, `${forbid}; exec "$0"`, image];
  const { status, output } = runTool('unshare', words, folder, environment());
  expect(status).toBe(1);
  expect(output).toMatch(
    /^This system lets no program of yours make a sandbox.* \.deb, .*install\.sh.*\n$/,
  );
});

test('a file that was cut off gets a sentence, and leaves nothing', () => {
  const cut = path.join(folder, 'cut.AppImage');
  copyFileSync(image, cut);
  truncateSync(cut, readFileSync(image).length - 20_000);
  const [command = '', ...words] = [...asUser, cut];
  const { status, output } = runTool(command, words, folder, environment());
  expect(status).toBe(1);
  expect(output).toContain('RtMixer could not be unpacked: the file is damaged');
  expect(readdirSync(path.join(home, '.cache'))).toEqual([]);
});

test('it is an AppImage of type 2 with entry, icon, licences and the program', () => {
  expect(readFileSync(image).subarray(8, 11)).toEqual(Buffer.from([0x41, 0x49, 2]));
  const place = path.join(home, 'unpacked');
  mkdirSync(place);
  const { status, output } = runTool(image, ['--appimage-extract'], place);
  expect(status, output).toBe(0);
  const root = path.join(place, 'squashfs-root');
  expect(readdirSync(root).toSorted()).toEqual(
    ['.DirIcon', 'AppRun', 'rtmixer', 'rtmixer.desktop', 'rtmixer.png', 'usr'].toSorted(),
  );
  expect(readlinkSync(path.join(root, 'AppRun'))).toBe('rtmixer/rtmixer-command');
  expect(readFileSync(path.join(root, 'rtmixer', 'rtmixer'), 'utf8')).toBe(PROGRAM);
  expect(readFileSync(path.join(root, 'rtmixer.desktop'), 'utf8')).toContain('Icon=rtmixer\n');
  const notices = readFileSync(path.join(root, 'rtmixer', 'LICENSES.appimage.txt'), 'utf8');
  for (const name of ['squashfuse', 'libfuse', 'Zstandard', 'GNU C Library']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
  expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  rmSync(place, { recursive: true });
});

/** Empty where it leads nowhere, as of a process that has ended. */
function readLink(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
