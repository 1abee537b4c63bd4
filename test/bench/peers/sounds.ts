/** Many short sounds, all scheduled up front. */
import { type MixerRequest, OfflineMixer, SampleBuffer } from '../../../native/index.ts';
import { type Figure, figure, median, ratios } from '../figure.ts';
import { readable } from '../table.ts';
import { requireSame } from './mixing.ts';
import type { Participant } from './participant.ts';

/** Through C: beside the bare heap loop, a million, and a million that only wait. */
export async function sounds(core: Participant): Promise<Figure[]> {
  return [...(await besideHeapLoop(core)), ...(await aMillion(core)), ...(await pending(core))];
}

async function besideHeapLoop(core: Participant): Promise<Figure[]> {
  console.error('peers: 100,000 sounds');
  const own: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 7; round++) {
    const [mine = Number.NaN, sum = Number.NaN] = await core.ask('sounds 100000 10 64');
    const [best = Number.NaN, same] = await core.ask('heap 100000 10 64');
    requireSame(sum, same, 'the heap loop');
    own.push(mine * 1_000);
    bare.push(best * 1_000);
  }
  const what = '100,000 sounds of 10 ms over 10 s, rendered in blocks of 64';
  return [
    figure(`RtMixer, ${what}`, own, 'ms'),
    figure(`bare heap loop, ${what}`, bare, 'ms'),
    figure('RtMixer / bare heap loop', ratios(own, bare), 'times', {
      goal: { bound: 'at most', value: 2 },
    }),
  ];
}

async function aMillion(core: Participant): Promise<Figure[]> {
  console.error('peers: 1,000,000 sounds');
  const speeds: number[] = [];
  const calls: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < 5; round++) {
    const [rendering = Number.NaN, , scheduling = Number.NaN, each = Number.NaN] =
      await core.ask('sounds 1000000 60 64');
    speeds.push(60 / rendering);
    calls.push(scheduling * 1_000);
    bytes.push(each);
  }
  return [
    figure('1,000,000 sounds of 10 ms over 60 s, blocks of 64', speeds, 'times real time', {
      goal: { bound: 'at least', value: 40 },
    }),
    figure('scheduling one of the 1,000,000, one batch from C', calls, 'ns'),
    figure('memory of one that is pending, its account included', bytes, 'bytes'),
  ];
}

async function pending(core: Participant): Promise<Figure[]> {
  const none: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < 7; round++) {
    none.push((await core.ask('pending 0'))[0] ?? Number.NaN);
    many.push((await core.ask('pending 1000000'))[0] ?? Number.NaN);
  }
  return [
    figure(
      `a block with 1,000,000 pending / with none (${readable(median(none))} µs)`,
      ratios(many, none),
      'times',
      { goal: { bound: 'at most', value: 1.2 } },
    ),
  ];
}

/** Many starts at random frames of one block, beside the list mixer (list_loop.h). */
export async function starts(core: Participant): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of [100, 1_000, 10_000, 100_000]) {
    console.error(`peers: ${readable(count)} starts`);
    const own: number[] = [];
    const list: number[] = [];
    for (let round = 0; round < 5; round++) {
      const [mine = Number.NaN, sum = Number.NaN] = await core.ask(`starts ${count} 64`);
      const [theirs = Number.NaN, same] = await core.ask(`list-starts ${count} 64`);
      requireSame(sum, same, 'the list mixer');
      own.push(mine);
      list.push(theirs);
    }
    const what = `${readable(count)} starts in a block of 64`;
    figures.push(
      figure(
        `list mixer (${readable(median(list))} µs) / RtMixer, ${what}`,
        ratios(list, own),
        'times',
        count <= 10_000 ? { goal: { bound: 'at least', value: 1 } } : {},
      ),
    );
  }
  return figures;
}

/** Few voices in short blocks, beside the list mixer. */
export async function fewVoices(core: Participant): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const voices of [1, 2, 4]) {
    for (const blockFrames of [16, 32, 64]) {
      const own: number[] = [];
      const list: number[] = [];
      for (let round = 0; round < 5; round++) {
        own.push((await core.ask(`mix ${voices} ${blockFrames} 4800`))[0] ?? Number.NaN);
        list.push((await core.ask(`list-mix ${voices} ${blockFrames} 4800`))[0] ?? Number.NaN);
      }
      const blocks = own.map((each) => (each * voices * blockFrames) / 1_000);
      const what = `${voices} voices, ${blockFrames} frames`;
      figures.push(
        voices < 4 && blockFrames < 64
          ? figure(`a block of RtMixer, ${what}`, blocks, 'µs', {
              goal: { bound: 'at most', value: 0.5 },
            })
          : figure(`list mixer / RtMixer, ${what}`, ratios(list, own), 'times', {
              goal: { bound: 'at least', value: 1 },
            }),
      );
    }
  }
  return figures;
}

/** What crowds.h calls floods, by number. */
const floods = [
  '100,000 cancels of what is pending',
  '100,000 sounds that are dropped as belated',
  '100,000 gains of what is pending',
  '100,000 followers cancelled with their chain',
  '100,000 sounds without frames',
  '100,000 followers without frames',
];

/** The longest block while a million are pending and much comes at once. */
export async function longestBlocks(core: Participant): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, what] of floods.entries()) {
    for (const blockFrames of kind === 0 ? [16, 32, 64, 256, 1_024] : [16]) {
      console.error(`peers: ${what}, ${blockFrames} frames`);
      const longest: number[] = [];
      for (let round = 0; round < 3; round++) {
        longest.push((await core.ask(`flood ${kind} 100000 ${blockFrames}`))[0] ?? Number.NaN);
      }
      figures.push(
        figure(
          `longest block of ${blockFrames} with 1,000,000 pending: ${what}`,
          longest,
          '% of its time',
          {
            goal: { bound: 'at most', value: 70 },
          },
        ),
      );
    }
  }
  return figures;
}

/** Through OfflineMixer in Node, scheduling included, beside Web Audio. What a peer breaks off is
 * told to `onFailure` and left out: node-web-audio-api sometimes misses a suspend() and throws. */
export async function soundsInWebAudio(
  chromium: Participant | null,
  node: Participant | null,
  onFailure: (sentence: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const compare = async (peer: Participant | null, comparison: Comparison) => {
    if (peer === null) return;
    try {
      figures.push(...(await besidePeer(peer, comparison)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const what = `${readable(comparison.count)} sounds (${comparison.command})`;
      onFailure(`FAILED PEER: ${peer.name} broke off at ${what}: ${reason}`);
    }
  };
  await compare(chromium, { count: 10_000, command: 'sounds', rounds: 3, goal: 1_000 });
  await compare(chromium, { count: 10_000, command: 'ahead', rounds: 5, goal: 25 });
  await compare(node, { count: 1_000, command: 'sounds', rounds: 5 });
  await compare(node, { count: 10_000, command: 'ahead', rounds: 3 });
  return figures;
}

/** Of JavaScript's compilers, which get going while we look. */
const warmUpRounds = 3;

interface Comparison {
  readonly count: number;
  readonly command: 'sounds' | 'ahead';
  readonly rounds: number;
  readonly goal?: number;
}

async function besidePeer(peer: Participant, comparison: Comparison): Promise<Figure[]> {
  const { count, command, rounds, goal } = comparison;
  const way = command === 'sounds' ? 'all up front' : 'started 100 ms ahead';
  console.error(`peers: ${peer.name}, ${count} sounds, ${way}`);
  const byColumns: number[] = [];
  const byObjects: number[] = [];
  const theirs: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const columns = renderOffline(count, scheduleByColumns);
    const objects = renderOffline(count, scheduleByObjects);
    if (round < 0) continue;
    byColumns.push(columns);
    byObjects.push(objects);
    const answer = await peer.ask(`${command} ${count}`);
    theirs.push(answer.reduce((sum, seconds) => sum + seconds, 0) * 1_000);
  }
  const what = `${readable(count)} sounds of 10 ms over 10 s`;
  const name = `${peer.name}, ${way} (${readable(median(theirs))} ms) / OfflineMixer`;
  const lead = (own: readonly number[], call: string, more: Pick<Figure, 'goal'>) =>
    figure(
      `${name}, ${call} (${readable(median(own))} ms), ${what}`,
      ratios(theirs, own),
      'times',
      more,
    );
  return [
    figure(`OfflineMixer, scheduleColumns(), ${what}`, byColumns, 'ms', { isDetail: true }),
    figure(`OfflineMixer, schedule(), ${what}`, byObjects, 'ms', { isDetail: true }),
    figure(`${peer.name}, ${way}, ${what}`, theirs, 'ms', { isDetail: true }),
    lead(
      byColumns,
      'scheduleColumns()',
      goal === undefined ? {} : { goal: { bound: 'at least', value: goal } },
    ),
    lead(byObjects, 'schedule()', {}),
  ];
}

const sound = SampleBuffer.from(new Float32Array(960).fill(1 / 1024), {
  channels: 2,
  sampleRate: 48_000,
});

type Schedule = (mixer: OfflineMixer, count: number) => void;

function onset(index: number, count: number): number {
  return Math.floor((((index * 7919) % count) * (480_000 - 480)) / count);
}

function scheduleByColumns(mixer: OfflineMixer, count: number): void {
  const startFrame = new Float64Array(count);
  for (let index = 0; index < count; index++) startFrame[index] = onset(index, count);
  mixer.scheduleColumns({ type: 'playBuffer', samples: sound, startFrame });
}

function scheduleByObjects(mixer: OfflineMixer, count: number): void {
  const requests: MixerRequest[] = [];
  for (let index = 0; index < count; index++) {
    const start = { frame: onset(index, count) };
    requests.push({ type: 'playBuffer', samples: sound, start });
  }
  mixer.schedule(requests);
}

/** Milliseconds of CPU time, of all threads, to schedule and to render. */
function renderOffline(count: number, schedule: Schedule): number {
  const before = process.cpuUsage();
  using mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], blockSize: 128 });
  schedule(mixer, count);
  const output = mixer.render(480_000);
  const { user, system } = process.cpuUsage(before);
  let sum = 0;
  for (const sample of output) sum += sample;
  requireSame(sum / 2, (count * 480) / 1024, 'the sounds');
  return (user + system) / 1_000;
}
