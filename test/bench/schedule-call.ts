/** What it costs a script to schedule: one call for one action, and one call for 100,000. */
import {
  type ActionRequest,
  Mixer,
  type PlayBufferColumns,
  SampleBuffer,
} from '../../native/index.ts';
import { type Bench, type Figure, figure } from './figure.ts';

const rounds = 7;
/** Until the JavaScript engine has compiled what is measured. */
const roundsBefore = 4;
const singleCalls = 5_000;
const batchSize = 100_000;
/** Further away than any round lasts: nothing of it sounds. */
const farFrame = 48_000 * 3_600;

export const scheduleCall: Bench = {
  name: 'schedule-call',
  how: `The library in plain Node on a running virtual stream (48 kHz, 64 frames a block). Each action
plays a shared SampleBuffer of 480 stereo frames at a frame of its own an hour ahead, so that nothing
is copied and nothing sounds. One call: ${singleCalls} calls of playBuffer() in one turn. Batch: one
schedule() of ${batchSize}; columns: one scheduleColumns() of as many, its arrays filled before. A new stream for each of ${rounds} rounds after ${roundsBefore} that do not count;
CPU time of the JavaScript thread, per action, garbage collection on that thread included.`,
  limitSeconds: 60,
  async measure() {
    const samples = SampleBuffer.from(new Float32Array(960).fill(0.1), {
      channels: 2,
      sampleRate: 48_000,
    });
    const single: number[] = [];
    const copied: number[] = [];
    const batch: number[] = [];
    const columns: number[] = [];
    for (let round = -roundsBefore; round < rounds; round++) {
      const one = await perAction(singleCalls, (mixer) => callOneByOne(mixer, samples));
      const copying = await perAction(singleCalls, (mixer) => callOneByOne(mixer, ownSamples));
      const all = await perAction(batchSize, (mixer) => mixer.schedule(requests(samples)));
      const byColumns = columnsOf(samples);
      const allColumns = await perAction(batchSize, (mixer) => mixer.scheduleColumns(byColumns));
      if (round >= 0) {
        single.push(one);
        copied.push(copying);
        batch.push(all);
        columns.push(allColumns);
      }
    }
    return figures(single, copied, batch, columns);
  },
};

const ownSamples = new Float32Array(960).fill(0.1);

function figures(single: number[], copied: number[], batch: number[], columns: number[]): Figure[] {
  return [
    figure('playBuffer(SampleBuffer), one call', single, 'µs per action', goal(1)),
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

function requests(samples: SampleBuffer): ActionRequest[] {
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

/** Microseconds of the thread's CPU time that each of `count` actions costs. */
async function perAction(count: number, schedule: (mixer: Mixer) => unknown): Promise<number> {
  await using mixer = new Mixer({
    hostApi: 'Virtual',
    device: 'Virtual loopback',
    sampleRate: 48_000,
    blockSize: 64,
    channels: 2,
  });
  mixer.start();
  const before = process.threadCpuUsage();
  schedule(mixer);
  const used = process.threadCpuUsage(before);
  return (used.user + used.system) / count;
}
