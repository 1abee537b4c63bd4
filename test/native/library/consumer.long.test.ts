/** The package where it brings no addon for the system: npm installs it and builds the addon from its sources. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { npmCommand } from '../../../setup/npm.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer consumer-'));

function run(command: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
}

test('npm installs the package and builds its addon where none was brought', {
  timeout: 600_000,
}, () => {
  try {
    const { command, leading } = npmCommand();
    const npm = (words: readonly string[], cwd: string) =>
      run(command, [...leading, ...words], cwd);
    const packed = npm(
      ['pack', '--json', '--silent', '--pack-destination', folder],
      resolve('native'),
    );
    const [{ filename }] = JSON.parse(packed);
    run('tar', ['-xzf', filename], folder);
    rmSync(join(folder, 'package', 'prebuilds'), { recursive: true });
    run('tar', ['-czf', 'bare.tgz', 'package'], folder);
    const consumer = join(folder, 'consumer');
    mkdirSync(consumer);
    writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
    npm(['install', '--silent', '../bare.tgz'], consumer);
    writeFileSync(
      join(consumer, 'script.js'),
      `import { OfflineMixer } from 'rtmixer-native';
const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
mixer.playBuffer(Float32Array.of(0.5));
console.log(mixer.render(2).join());`,
    );
    expect(run(process.execPath, ['script.js'], consumer)).toBe('0.5,0\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
