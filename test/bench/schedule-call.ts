/** What it costs a script to schedule: one call for one action, and one call for 100,000. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  Mixer,
  type MixerRequest,
  type PlayBufferColumns,
  SampleBuffer,
} from '../../native/index.ts';
import { type Bench, type Figure, figure } from './figure.ts';

const rounds = 7;
/** Until the JavaScript engine has compiled what is measured. */
const roundsBefore = 4;
const singleCalls = 5_000;
/** So many that the collections of what the calls leave behind fall into the time taken. */
const singleStreams = 10;
const batchSize = 100_000;
/** Further away than any round lasts: nothing of it sounds. */
const farFrame = 48_000 * 3_600;

export const scheduleCall: Bench = {
  name: 'schedule-call',
  how: `The library in plain Node on a running virtual stream (48 kHz, 64 frames a block). Each action
plays a shared SampleBuffer of 480 stereo frames at a frame of its own an hour ahead, so that nothing
is copied and nothing sounds. One call: ${singleCalls} calls of playBuffer() in one turn, or each in one of
its own, on each of ${singleStreams} streams one after the other. Batch: one schedule() of ${batchSize}; columns: one
scheduleColumns() of as many, its arrays filled before. New streams for each of ${rounds} rounds
after ${roundsBefore} that do not count; CPU time of the JavaScript thread, per action, garbage
collection on that thread included; what the part before left is collected before.`,
  limitSeconds: 60,
  async measure() {
    const samples = SampleBuffer.from(new Float32Array(960).fill(0.1), {
      channels: 2,
      sampleRate: 48_000,
    });
    const single: number[] = [];
    const alone: number[] = [];
    const copied: number[] = [];
    const batch: number[] = [];
    const columns: number[] = [];
    for (let round = -roundsBefore; round < rounds; round++) {
      const one = await perCall((mixer) => callOneByOne(mixer, samples));
      const each = await perCall((mixer) => callOnceATurn(mixer, samples));
      const copying = await perCall((mixer) => callOneByOne(mixer, ownSamples));
      const all = await perAction(batchSize, (mixer) => mixer.schedule(requests(samples)));
      const byColumns = columnsOf(samples);
      const allColumns = await perAction(batchSize, (mixer) => mixer.scheduleColumns(byColumns));
      if (round >= 0) {
        single.push(one);
        alone.push(each);
        copied.push(copying);
        batch.push(all);
        columns.push(allColumns);
      }
    }
    return figures(single, alone, copied, batch, columns);
  },
};

const ownSamples = new Float32Array(960).fill(0.1);

function figures(
  single: number[],
  alone: number[],
  copied: number[],
  batch: number[],
  columns: number[],
): Figure[] {
  return [
    figure('playBuffer(SampleBuffer), one call', single, 'µs per action', goal(2)),
    figure('the same in a turn of its own, its await included', alone, 'µs per action', goal(2)),
    figure('playBuffer(Float32Array of 480 stereo frames), one call', copied, 'µs per action'),
    figure(`schedule() of ${batchSize} actions`, batch, 'µs per action', goal(1)),
    figure(`scheduleColumns() of ${batchSize} rows`, columns, 'µs per action', goal(0.1)),
    figure(
      'one call / one action of the batch',
      single.map((microseconds, round) => microseconds / (batch[round] ?? Number.NaN)),
      'times',
    ),
  ];
}

function callOneByOne(mixer: Mixer, samples: SampleBuffer | Float32Array): void {
  for (let index = 0; index < singleCalls; index++) {
    mixer.playBuffer(samples, { channels: [1, 2], start: { frame: farFrame + index } });
  }
}

async function callOnceATurn(mixer: Mixer, samples: SampleBuffer): Promise<void> {
  for (let index = 0; index < singleCalls; index++) {
    mixer.playBuffer(samples, { channels: [1, 2], start: { frame: farFrame + index } });
    await null;
  }
}

function requests(samples: SampleBuffer): MixerRequest[] {
  return Array.from({ length: batchSize }, (_, index) => ({
    type: 'playBuffer',
    samples,
    channels: [1, 2],
    start: { frame: farFrame + index },
  }));
}

/** At most so many microseconds. */
function goal(value: number): Pick<Figure, 'goal'> {
  return { goal: { bound: 'at most', value } };
}

function columnsOf(samples: SampleBuffer): PlayBufferColumns {
  const startFrame = Float64Array.from({ length: batchSize }, (_, index) => farFrame + index);
  return { type: 'playBuffer', samples, channels: [1, 2], startFrame };
}

setFlagsFromString('--expose-gc');
const collect: NodeJS.GCFunction = runInNewContext('gc');

/** Of the young objects alone: after a full collection the engine would have to get its memory from
 * the system again, within the time taken. */
function collectGarbage(): void {
  collect({ type: 'minor' });
}

/** Microseconds of CPU time that this thread has used. Asked for the whole process first, because
 * Linux brings the time of a thread that goes on up to date only then, else at a tick of 4 ms. */
function threadMicroseconds(): number {
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Microseconds of CPU time that `schedule` takes on a new stream. */
async function onStream(schedule: (mixer: Mixer) => unknown): Promise<number> {
  await using mixer = new Mixer({
    hostApi: 'Virtual',
    device: 'Virtual loopback',
    sampleRate: 48_000,
    blockSize: 64,
    channels: 2,
  });
  mixer.start();
  const before = threadMicroseconds();
  await schedule(mixer);
  return threadMicroseconds() - before;
}

async function perAction(count: number, schedule: (mixer: Mixer) => unknown): Promise<number> {
  collectGarbage();
  return (await onStream(schedule)) / count;
}

async function perCall(callAll: (mixer: Mixer) => unknown): Promise<number> {
  collectGarbage();
  let microseconds = 0;
  for (let stream = 0; stream < singleStreams; stream++) {
    microseconds += await onStream(callAll);
  }
  return microseconds / (singleStreams * singleCalls);
}
