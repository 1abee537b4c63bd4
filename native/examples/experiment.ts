/** An experiment: sounds at listed times, each looked for in a recording of the output, and an account of
 * each.
 *
 *     node experiment.ts ONSETS.csv [ACCOUNTS.csv] [--lead=0.5] [--check=1]
 *
 * A line of ONSETS.csv is `seconds,file.wav`; paths are relative to the list. All sounds are placed as one
 * group, `--lead` seconds after it is scheduled. The first input records what the first output plays
 * (connect them by a cable, or use `--host-api=Virtual`); `--check=0` plays without an input.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type Action,
  decodeFile,
  Mixer,
  MixerAndRecorder,
  type MixerRequest,
  type SampleBuffer,
} from '../index.ts';
import { endWithSentence, readArguments } from './arguments.ts';

interface Onset {
  readonly seconds: number;
  readonly file: string;
}

interface OnsetAccount {
  readonly onset: Onset;
  readonly action: Action;
  /** Frames from its frame to its first one in the recording; null = not found there. */
  readonly delayFrames: number | null;
}

const { stream, numbers, positionals } = readArguments(
  { lead: 0.5, check: 1 },
  import.meta.filename,
);
const isChecked = numbers.check !== 0;
const listPath = positionals[0] ?? endWithSentence('Which list? node experiment.ts ONSETS.csv');
const longestDelaySeconds = 1;
/** Frames of a sound's beginning that are looked for. */
const onsetFrames = 1024;

function onsetOf(line: string, index: number): Onset {
  const comma = line.indexOf(',');
  const seconds = Number(line.slice(0, comma).trim() || Number.NaN);
  const file = line.slice(comma + 1).trim();
  if (comma < 1 || !(seconds >= 0 && seconds < 86_400) || file === '') {
    return endWithSentence(`Line ${index + 1} is "${line}"; write seconds,file.wav`);
  }
  return { seconds, file: resolve(dirname(listPath), file) };
}

/** The delay from `first` to `last` at which the recording after `frame` is most like the sound's beginning,
 * by their normalized correlation. */
function delayOf(
  sound: SampleBuffer,
  recording: Float32Array,
  frame: number,
  [first, last]: number[],
) {
  const channels = sound.channels;
  const left = sound.copy().filter((_, index) => index % channels === 0);
  const begin = Math.max(
    0,
    left.findIndex((sample) => Math.abs(sample) > 1e-3),
  );
  const onset = left.subarray(begin, begin + onsetFrames);
  const energy = onset.reduce((sum, sample) => sum + sample * sample, 0);
  let found: number | null = null;
  let best = 0.7;
  for (let delay = first ?? 0; delay <= (last ?? 0); delay++) {
    const heard = recording.subarray(frame + begin + delay, frame + begin + delay + onset.length);
    let product = 0;
    let heardEnergy = 0;
    for (const [k, sample] of heard.entries()) {
      product += sample * (onset[k] ?? 0);
      heardEnergy += sample * sample;
    }
    const likeness = product / Math.sqrt(energy * heardEnergy || 1);
    if (likeness > best + 1e-6) {
      best = likeness;
      found = delay;
    }
  }
  return found;
}

function onsetsOf(path: string): Onset[] {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    return lines.flatMap((line, index) => (line.trim() === '' ? [] : onsetOf(line, index)));
  } catch (error) {
    return endWithSentence((error as Error).message);
  }
}

const onsets = onsetsOf(listPath);
await using mixer = isChecked ? new MixerAndRecorder(stream) : new Mixer(stream);
const { sampleRate } = mixer;
const outputs = [mixer.channels].flat().at(-1) ?? 0;
const sounds = new Map<string, SampleBuffer>();
for (const file of new Set(onsets.map((onset) => onset.file))) {
  try {
    sounds.set(file, await decodeFile(file, { sampleRate }));
  } catch (error) {
    endWithSentence((error as Error).message);
  }
}
const planned = onsets.map((onset) => ({ onset, sound: sounds.get(onset.file) as SampleBuffer }));
const ends = planned.map(({ onset, sound }) => onset.seconds + sound.frames / sampleRate);
const requests = planned.map(
  ({ onset, sound }): MixerRequest => ({
    type: 'playBuffer',
    samples: sound,
    // A mono sound plays on all outputs.
    ...(sound.channels === 1 && { channels: Array.from({ length: outputs }, (_, k) => k + 1) }),
    start: onset.seconds,
    allowBelated: false,
  }),
);
const recording = new Float32Array(
  Math.ceil((Math.max(0, ...ends) + longestDelaySeconds) * sampleRate),
);
const take: MixerRequest = { type: 'recordBuffer', target: recording, channels: 1, start: 0 };

mixer.start();
const actions = mixer.schedule(isChecked ? [...requests, take] : requests, {
  origin: mixer.time + numbers.lead,
});
await mixer.wait();

// In the recording an onset lies as many frames after the first as in the output, plus one delay for all.
const originFrame = isChecked ? (actions.at(-1)?.actualFrame ?? 0) : 0;
let delays = [0, Math.floor(longestDelaySeconds * sampleRate)];
const accounts = planned.map(({ onset, sound }, k): OnsetAccount => {
  const action = actions[k] as Action;
  const frame = (action.actualFrame ?? originFrame) - originFrame;
  const wasPlayed = action.actualFrame !== null && isChecked;
  const delayFrames = wasPlayed ? delayOf(sound, recording, frame, delays) : null;
  if (delayFrames !== null) {
    delays = [Math.max(0, delayFrames - 64), delayFrames + 64];
  }
  return { onset, action, delayFrames };
});

const columns: Record<string, (account: OnsetAccount) => string | number | null> = {
  onset_seconds: ({ onset }) => onset.seconds,
  outcome: ({ action }) => action.outcome,
  requested_frame: ({ action }) => action.requestedFrame,
  actual_frame: ({ action }) => action.actualFrame,
  played_frames: ({ action }) => action.doneFrames,
  delay_frames: ({ delayFrames }) => delayFrames,
  file: ({ onset }) => `"${onset.file.replaceAll('"', '""')}"`,
};
const rows = accounts.map((account) =>
  Object.values(columns).map((cell) => String(cell(account) ?? '')),
);
const table = [Object.keys(columns), ...rows];
const widths = Object.keys(columns).map((_, k) =>
  Math.max(...table.map((row) => row[k]?.length ?? 0)),
);
for (const row of table) {
  console.log(
    row
      .map((cell, k) => cell.padEnd(widths[k] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
if (positionals[1] !== undefined) {
  writeFileSync(positionals[1], `${table.map((row) => row.join(',')).join('\n')}\n`);
}
const onTheirFrame = accounts.filter(
  ({ action }) => action.outcome === 'completed' && action.actualFrame === action.requestedFrame,
);
console.log(`${accounts.length} sounds, ${onTheirFrame.length} completed on their frame`);
if (isChecked) {
  const found = accounts.flatMap(({ delayFrames }) => delayFrames ?? []);
  const spread = found.length === 0 ? 'n/a' : Math.max(...found) - Math.min(...found);
  console.log(`${found.length} found in the recording; their delays differ by ${spread} frames`);
}
const { outputUnderflows } = mixer.liveStats();
console.log(`output underflows: ${mixer.reports.outputUnderflow ? outputUnderflows : 'n/a'}`);
