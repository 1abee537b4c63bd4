/** A sampler on the keyboard: an upper-case letter begins to record a sound and ends it, the
 * lower-case letter plays it and, pressed again, stops it. `z` holds a tone to begin with.
 *
 *     node sampler.ts [--host-api=NAME] [--device=NAME]
 *
 * Without a terminal it reads lines: letters, or `wait SECONDS`.
 */
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Action, MixerAndRecorder, RecordingStream } from '../index.ts';
import { readArguments } from './arguments.ts';

interface Slot {
  samples: Float32Array;
  recording: RecordingStream | null;
  playing: Action | null;
}

const { stream } = readArguments({}, import.meta.filename);
await using mixer = new MixerAndRecorder(stream);
// One channel of sound; it is played on all there are.
const outputs = Array.from({ length: mixer.channels[1] }, (_, index) => index + 1);
const slots = new Map<string, Slot>();
const work: Promise<void>[] = [];

function slotOf(key: string): Slot {
  const slot = slots.get(key) ?? { samples: new Float32Array(0), recording: null, playing: null };
  slots.set(key, slot);
  return slot;
}

async function record(key: string, slot: Slot): Promise<void> {
  const recording = new RecordingStream(mixer, { channels: 1 });
  slot.recording = recording;
  console.log(`${key}: REC`);
  const chunks: number[] = [];
  let peak = 0;
  for await (const chunk of recording) {
    for (const sample of chunk) {
      chunks.push(sample);
      peak = Math.max(peak, Math.abs(sample));
    }
  }
  slot.samples = Float32Array.from(chunks);
  slot.recording = null;
  const { inputOverflows } = recording.action.stats;
  console.log(`${key}: recorded ${chunks.length} frames, peak ${peak.toFixed(3)}`);
  if (inputOverflows > 0) {
    console.log(`${key}: ${inputOverflows} input overflows`);
  }
}

async function play(key: string, slot: Slot): Promise<void> {
  // Each frame is played on every channel.
  const spread = new Float32Array(slot.samples.length * outputs.length);
  spread.forEach((_, k) => {
    spread[k] = slot.samples[Math.floor(k / outputs.length)] ?? 0;
  });
  slot.playing = mixer.playBuffer(spread, { channels: outputs });
  const { doneFrames, totalFrames, outcome } = await mixer.wait(slot.playing);
  slot.playing = null;
  console.log(`${key}: played ${doneFrames} of ${totalFrames} frames: ${outcome}`);
}

function press(letter: string): void {
  const key = letter.toLowerCase();
  const slot = slotOf(key);
  if (letter !== key) {
    if (slot.recording === null) {
      work.push(record(key, slot));
    } else {
      slot.recording.finish();
    }
  } else if (slot.playing === null) {
    work.push(play(key, slot));
  } else {
    // A fade, because a sound that is cut off clicks.
    mixer.cancel(slot.playing, { fade: 0.02 });
  }
}

/** Letters as they are pressed, until Ctrl+C or the Escape key. */
async function fromTerminal(): Promise<void> {
  process.stdin.setRawMode(true);
  for await (const bytes of process.stdin) {
    const text = String(bytes);
    if (text === '\u0003' || text === '\u001b') {
      process.stdin.setRawMode(false);
      break;
    }
    for (const letter of text.match(/[a-z]/gi) ?? []) {
      press(letter);
    }
  }
}

async function fromLines(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const seconds = /^wait (\S+)$/.exec(line)?.[1];
    if (seconds !== undefined) {
      await pause(1000 * Number(seconds));
    } else {
      for (const letter of line.match(/[a-z]/gi) ?? []) {
        press(letter);
      }
    }
  }
}

slotOf('z').samples = Float32Array.from(
  { length: mixer.sampleRate },
  (_, frame) => 0.5 * Math.sin((2 * Math.PI * 440 * frame) / mixer.sampleRate),
);
mixer.start();
console.log('upper case records, lower case plays');
await (process.stdin.isTTY ? fromTerminal() : fromLines());
for (const { recording } of slots.values()) {
  recording?.finish();
}
await Promise.all(work);
console.log(`output underflows: ${mixer.liveStats().outputUnderflows}`);
