/**
 * The Debian package in a system that has nothing else: what it draws in, that the system opens a
 * sound with it, that its addon plays there, and what is left when it is gone. Electron is stood for
 * by a program for Node with the same place and arguments.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherAddon } from '../../native/gather.ts';
import { makeDebianPackage } from '../../packaging/linux/debian-package.ts';

const project = path.resolve(import.meta.dirname, '..', '..');
const MIRROR = 'http://deb.debian.org/debian';
const needs =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'the package is made for Linux on x64'
    : process.getuid?.() !== 0
      ? 'only root installs a package'
      : spawnSync('debootstrap', ['--version']).status !== 0
        ? 'debootstrap is not installed'
        : null;
let folder: string;
let bare: string;

/** Runs a command in the bare system. */
function inside(command: string[], asUser = false): { status: number | null; output: string } {
  const user = ['--userspec=1000:1000'];
  const words = [...(asUser ? user : []), bare, ...command];
  const { status, stdout, stderr } = spawnSync('chroot', words, {
    encoding: 'utf8',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: asUser ? '/home/me' : '/root',
      LC_ALL: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
    },
  });
  return { status, output: `${stdout}${stderr}` };
}

/** Every file, but what package management and the system keep for themselves. */
function filesOfSystem(): string[] {
  const { output } = inside(['find', '/', '-xdev', '-not', '-type', 'd']);
  return output
    .split('\n')
    .filter((file) => !/^\/(var\/(lib\/(dpkg|apt)|cache|log)|etc\/ld\.so\.cache|opt)/.test(file))
    .toSorted();
}

/** Told what the system has to open: checks its own place, plays the file, and says what came of it. */
const PROGRAM = `
import { lstatSync, writeFileSync } from 'node:fs';
import { decodeFile, MixerAndRecorder, setAddonPath } from '/opt/rtmixer-test/native/index.ts';
const [folder, ...files] = process.argv.slice(2);
const { uid, mode } = lstatSync(folder + '/chrome-sandbox');
setAddonPath(folder + '/resources/native/rtmixer.node');
const sound = await decodeFile(files[0], { sampleRate: 48000 });
const mixer = new MixerAndRecorder({
  hostApi: 'Virtual', device: 'Virtual loopback', sampleRate: 48000, channels: [2, 2],
});
mixer.start();
const hit = mixer.playBuffer(sound, { channels: [1, 2], start: 0 });
await mixer.wait(hit);
await mixer.close();
writeFileSync(process.env.HOME + '/played.json', JSON.stringify({
  files, outcome: hit.outcome, frames: hit.doneFrames, user: process.getuid(),
  sandbox: uid + ' ' + (mode & 0o7777).toString(8),
}));
`;

/** A program folder as Electron Forge makes it, but for Electron. */
async function writeProgram(program: string): Promise<void> {
  mkdirSync(path.join(program, 'resources'), { recursive: true });
  await gatherAddon(
    path.join(project, 'native', 'build', 'Release'),
    path.join(program, 'resources', 'native'),
    { platform: 'linux', arch: 'x64' },
  );
  writeFileSync(path.join(program, 'chrome-sandbox'), '');
  const lines = [
    '#!/bin/sh',
    'exec /opt/rtmixer-test/node /opt/rtmixer-test/program.mjs "$(dirname "$(readlink -f "$0")")" "$@"',
  ];
  writeFileSync(path.join(program, 'rtmixer'), `${lines.join('\n')}\n`);
  chmodSync(path.join(program, 'rtmixer'), 0o755);
}

/** Node and the library, which stand for Electron and its bundles. */
function writeStandIn(): void {
  const place = path.join(bare, 'opt', 'rtmixer-test');
  mkdirSync(path.join(place, 'native'), { recursive: true });
  cpSync(path.join(project, 'node_modules', 'node', 'bin', 'node'), path.join(place, 'node'));
  for (const name of readdirSync(path.join(project, 'native'))) {
    if (!/^library$|\.(ts|json)$/.test(name)) continue;
    cpSync(path.join(project, 'native', name), path.join(place, 'native', name), {
      recursive: true,
    });
  }
  writeFileSync(path.join(place, 'program.mjs'), PROGRAM);
}

beforeAll(async () => {
  if (needs !== null) return;
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-bare-'));
  bare = path.join(folder, 'bare');
  const words = ['--variant=minbase', 'bookworm', bare, MIRROR];
  const { status, stdout } = spawnSync('debootstrap', words, { encoding: 'utf8' });
  expect(status, stdout.slice(-500)).toBe(0);
  const made = path.join(folder, 'made');
  await writeProgram(path.join(folder, 'program'));
  const file = await makeDebianPackage({
    program: path.join(folder, 'program'),
    folder: made,
    arch: 'x64',
  });
  cpSync(file, path.join(bare, 'opt', 'rtmixer.deb'));
  chmodSync(path.join(bare, 'opt', 'rtmixer.deb'), 0o644);
  writeStandIn();
  inside(['useradd', '--create-home', '--uid', '1000', 'me']);
}, 900_000);

afterAll(() => {
  if (needs === null) rmSync(folder, { recursive: true, force: true });
});

test('installs with few others, opens a sound by its address as a user, plays it and leaves no trace', ({
  skip,
}) => {
  skip(needs !== null, needs ?? '');
  const before = filesOfSystem();
  const packages = () => inside(['dpkg-query', '--show']).output.trim().split('\n').length;
  const count = packages();
  const installed = inside(['apt-get', 'install', '--yes', '/opt/rtmixer.deb']);
  expect(installed.status, installed.output.slice(-2_000)).toBe(0);
  // With every recommendation of others, too; a desktop has hundreds.
  expect(packages() - count).toBeLessThan(40);
  const drawnIn = inside(['dpkg-query', '--show', '--showformat=$' + '{Package}\n']).output;
  expect(drawnIn).not.toMatch(
    /^(xdg-utils|gvfs|libnotify4|libjack\S*|libportaudio2|libsndfile1)$/m,
  );

  const name = 'one two #1 ä.wav';
  const home = path.join(bare, 'home', 'me');
  cpSync(path.join(project, 'assets', 'demo', 'knock.wav'), path.join(home, name));
  const address = `file:///home/me/${encodeURIComponent(name)}`;
  const entry = '/usr/share/applications/rtmixer.desktop';
  const opened = inside(['gio', 'launch', entry, address], true);
  expect(opened.status, opened.output).toBe(0);
  const played = path.join(home, 'played.json');
  for (let left = 100; left > 0 && readFile(played) === null; left -= 1) {
    spawnSync('sleep', ['0.1']);
  }
  const account = readFile(played);
  expect(account, opened.output).not.toBeNull();
  expect(JSON.parse(account ?? '')).toEqual({
    files: [`/home/me/${name}`],
    outcome: 'completed',
    frames: 24_000,
    user: 1000,
    sandbox: '0 4755',
  });

  const purged = inside(['apt-get', 'purge', '--yes', '--autoremove', 'rtmixer']);
  expect(purged.status, purged.output.slice(-2_000)).toBe(0);
  const left = filesOfSystem().filter((file) => !before.includes(file));
  expect(left).toEqual(['/home/me/played.json', `/home/me/${name}`].toSorted());
}, 600_000);

/** null = not there, or not written to its end. */
function readFile(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    return text.endsWith('}') ? text : null;
  } catch {
    return null;
  }
}
