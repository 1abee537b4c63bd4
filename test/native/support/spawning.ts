/** Child processes started beside a stream with much memory: Node forks for each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { MixerAndRecorder, SampleBuffer } from '../../../native/index.ts';
import { jackSampleRate } from './own-jack.ts';
import { ramp } from './signals.ts';

export const spawningPeriod = 256;

/** What a stream lost. */
export interface SpawningLoss {
  dropouts: number;
  /** By device time. */
  lostFrames: number;
}

export interface SpawningResult {
  /** While children of this process started. */
  readonly own: SpawningLoss;
  /** While children of another, small process started: what the machine itself costs. */
  readonly others: SpawningLoss;
  /** Recorded frames that differ from what was played one period before. */
  readonly wrongFrames: number;
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Plays and records a loop on JACK's loopback with `loadedBytes` of samples in memory, while as many
 * children of this process start as of another one, in turn. */
export async function playWhileSpawning(
  loadedBytes: number,
  children: number,
): Promise<SpawningResult> {
  const frames = loadedBytes / 4;
  const loaded = SampleBuffer.create({ channels: 1, frames, sampleRate: jackSampleRate });
  const sound = ramp(480_000);
  const mixer = await MixerAndRecorder.open({
    hostApi: 'JACK',
    device: 'loopback',
    sampleRate: jackSampleRate,
    channels: [1, 1],
  });
  const other = spawn('sh', { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    const target = new Float32Array((1 + children * 0.3) * jackSampleRate);
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    const loop = { startFrame: 0, endFrame: sound.length, times: 'endless' as const };
    mixer.playBuffer(sound, { start: { frame: 0 }, loop });
    // What is loaded also plays, without being heard.
    mixer.playBuffer(loaded, { start: { frame: 0 } });
    await mixer.startAsync();
    const own = { dropouts: 0, lostFrames: 0 };
    const others = { dropouts: 0, lostFrames: 0 };
    for (let k = 0; k < children; k += 1) {
      await addLoss(mixer, own, startChild);
      await addLoss(mixer, others, () => startChildOf(other));
    }
    await mixer.wait(take);
    const wrong = target.filter(
      (sample, frame) =>
        sample !== (frame < spawningPeriod ? 0 : sound[(frame - spawningPeriod) % sound.length]),
    );
    return { own, others, wrongFrames: wrong.length };
  } finally {
    other.kill();
    await mixer.close();
  }
}

async function addLoss(
  mixer: MixerAndRecorder,
  loss: SpawningLoss,
  start: () => Promise<void>,
): Promise<void> {
  const before = mixer.liveStats();
  await start();
  await sleep(50);
  const after = mixer.liveStats();
  loss.dropouts += after.outputUnderflows - before.outputUnderflows;
  loss.lostFrames += after.inferredDropoutFrames - before.inferredDropoutFrames;
}

async function startChild(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    spawn('true', { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', () => resolve());
  });
}

async function startChildOf(shell: ChildProcess): Promise<void> {
  const answered = new Promise((resolve) => shell.stdout?.once('data', resolve));
  shell.stdin?.write('env true; echo\n');
  await answered;
}

/** Page faults of the callback's thread, on the virtual device. Memory that a fork shares with its child
 * costs one for each page that is written afterwards; memory that is kept out costs none. */
export async function callbackFaultsOfChildren(children: number): Promise<number[]> {
  const second = 48_000;
  const create = (frames: number) =>
    SampleBuffer.create({ channels: 2, frames, sampleRate: second });
  const mixer = await MixerAndRecorder.open({
    hostApi: 'Virtual',
    sampleRate: second,
    channels: [2, 2],
  });
  try {
    // Every block writes actions, meters, a bus and a take, and follows a loop.
    const loop = { startFrame: 0, endFrame: second, times: 'endless' as const };
    for (let k = 0; k < 16; k += 1) mixer.playBuffer(create(second), { loop });
    mixer.recordBuffer(create(60 * second));
    await mixer.startAsync();
    await sleep(100);
    const counts: number[] = [];
    for (let k = 0; k < children; k += 1) {
      const before = faultsOf('virtual device');
      await startChild();
      await sleep(30);
      counts.push(faultsOf('virtual device') - before);
    }
    return counts;
  } finally {
    await mixer.close();
  }
}

/** Of this process's newest thread with that name (field 10 of proc_pid_stat). */
function faultsOf(name: string): number {
  const stats = readdirSync('/proc/self/task').map((thread) =>
    readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'),
  );
  const stat = stats.findLast((line) => line.includes(`(${name})`)) ?? '';
  return Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[7]);
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
