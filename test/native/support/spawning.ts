/** Child processes started beside a stream with much memory: Node forks for each. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MixerAndRecorder, SampleBuffer } from '../../../native/index.ts';
import { jackSampleRate } from './jack-server.ts';
import { ramp } from './signals.ts';

export const spawningPeriod = 256;

export interface SpawningResult {
  /** Recorded frames that differ from what was played one period before. */
  readonly wrongFrames: number;
  /** Blocks that JACK reported as late, from the first child to the last. */
  readonly dropouts: number;
}

export const undisturbed: SpawningResult = { wrongFrames: 0, dropouts: 0 };

/** The least disturbed of up to five attempts: other programs may delay a block on any machine,
 * while a fork that copies the samples' pages does in every attempt. */
export async function undisturbedSpawning(
  loadedBytes: number,
  children: number,
): Promise<SpawningResult> {
  let best = await playWhileSpawning(loadedBytes, children);
  for (let attempt = 1; attempt < 5 && best.dropouts + best.wrongFrames > 0; attempt += 1) {
    const result = await playWhileSpawning(loadedBytes, children);
    if (result.dropouts + result.wrongFrames < best.dropouts + best.wrongFrames) best = result;
  }
  return best;
}

/** Plays and records a loop on JACK's loopback while `children` processes start one after the
 * other, with `loadedBytes` of samples in memory. */
async function playWhileSpawning(loadedBytes: number, children: number): Promise<SpawningResult> {
  const frames = loadedBytes / 4;
  const loaded = SampleBuffer.create({ channels: 1, frames, sampleRate: jackSampleRate });
  const sound = ramp(480_000);
  const mixer = await MixerAndRecorder.open({
    hostApi: 'JACK',
    device: 'loopback',
    sampleRate: jackSampleRate,
    channels: [1, 1],
  });
  try {
    const target = new Float32Array((1 + children * 0.15) * jackSampleRate);
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    const loop = { startFrame: 0, endFrame: sound.length, times: 'endless' as const };
    mixer.playBuffer(sound, { start: { frame: 0 }, loop });
    // What is loaded also plays, without being heard.
    mixer.playBuffer(loaded, { start: { frame: 0 } });
    await mixer.startAsync();
    const before = mixer.liveStats().outputUnderflows;
    for (let k = 0; k < children; k += 1) {
      await startChild();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const dropouts = mixer.liveStats().outputUnderflows - before;
    await mixer.wait(take);
    const wrong = target.filter(
      (sample, frame) =>
        sample !== (frame < spawningPeriod ? 0 : sound[(frame - spawningPeriod) % sound.length]),
    );
    return { wrongFrames: wrong.length, dropouts };
  } finally {
    await mixer.close();
  }
}

async function startChild(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    spawn('true', { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', () => resolve());
  });
}

/** Bytes of this process that a fork would leave out. */
export function bytesKeptOutOfForks(): number {
  let bytes = 0;
  let size = 0;
  for (const line of readFileSync('/proc/self/smaps', 'utf8').split('\n')) {
    if (line.startsWith('Size:')) size = Number(/\d+/.exec(line)?.[0]) * 1024;
    if (line.startsWith('VmFlags:') && line.includes(' dc')) bytes += size;
  }
  return bytes;
}
