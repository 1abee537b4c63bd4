/** A healthy stream through ALSA's plug-ins of PulseAudio and PipeWire goes on, though PulseAudio leaves it
 * without a callback for up to two seconds at its start. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type SoundServer,
  startPipeWire,
  startPulseAudio,
  unpackServer,
} from '../../support/sound-servers.ts';
import type { SoundServerRun } from './sound-servers/stream-program.ts';

const program = path.join(import.meta.dirname, 'sound-servers', 'stream-program.ts');
const secondsOfRun = 20;
const pairsOfRuns = 5;

async function play(server: SoundServer): Promise<SoundServerRun> {
  const child = spawn(process.execPath, [program, String(secondsOfRun)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...server.environment },
  });
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(told);
}

describe.runIf(process.platform === 'linux')('a stream through a sound server', () => {
  test.for([
    ['pulseaudio', startPulseAudio],
    ['pipewire', startPipeWire],
  ] as const)('goes on: %s', async ([name, start], { skip }) => {
    const unpacked = unpackServer(name);
    if ('missing' in unpacked) return skip(`${name} is not tested: ${unpacked.missing}`);
    const server = await start(unpacked.folder);
    try {
      const runs: SoundServerRun[] = [];
      const unknown: string[] = [];
      for (let pair = 0; pair < pairsOfRuns; pair += 1) {
        const before = server.underruns();
        const both = await Promise.all([play(server), play(server)]);
        // A server that does not say what it lost can have lost all.
        const isTold = before !== null;
        const underruns = isTold ? (server.underruns() ?? 0) - before : Number.POSITIVE_INFINITY;
        const told = both.map(({ inferred, reported }) => `${inferred} + ${reported}`);
        console.log(`${name}: inferred + reported ${told.join(', ')}; ${underruns} underruns`);
        // Without a flag and without a word of the server nothing was lost.
        const inferred = both.reduce(
          (sum, run) => sum + (run.reported === 0 ? run.inferred : 0),
          0,
        );
        if (inferred > underruns) unknown.push(`${told.join(', ')} of ${underruns}`);
        runs.push(...both);
      }
      const longest = Math.max(...runs.map(({ longestPause }) => longestPause));
      console.log(`${name}: longest pause of ${runs.length} runs ${longest.toFixed(2)} s`);
      expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'active'));
      expect(unknown).toEqual([]);
      for (const { lastFrames } of runs) expect(lastFrames).toBeGreaterThan(0);
    } finally {
      await server.stop();
      fs.rmSync(unpacked.folder, { recursive: true });
    }
  });
});
