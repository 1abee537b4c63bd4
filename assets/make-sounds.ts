/**
 * Makes the demo sounds in assets/demo, always the same bytes: `node assets/make-sounds.ts`. They are
 * kept in the repository, so that "Load the demo" works without running this.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

type Signal = (seconds: number) => number;

/** A small, seeded generator (mulberry32), so that noise is the same noise every time. */
function seededNoise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function sine(hertz: number, seconds: number): number {
  return Math.sin(2 * Math.PI * hertz * seconds);
}

/** Raised-cosine ramps of 10 ms at both ends, so that nothing clicks. */
function shaped(signal: Signal, durationSeconds: number): Signal {
  const ramp = 0.01;
  return (seconds) => {
    const edge = Math.min(seconds, durationSeconds - seconds, ramp) / ramp;
    return signal(seconds) * (0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, edge)));
  };
}

function knock(seconds: number): number {
  return 0.8 * Math.exp(-seconds * 38) * (sine(180, seconds) + 0.5 * sine(412, seconds));
}

function glass(seconds: number): number {
  const partials = [2_093, 3_951, 5_919, 8_372];
  const sum = partials.map((hertz, k) => Math.exp(-seconds * (4 + 3 * k)) * sine(hertz, seconds));
  return 0.28 * sum.reduce((a, b) => a + b, 0);
}

function metronome(seconds: number): number {
  const beatSeconds = 60 / 90;
  const beat = Math.floor(seconds / beatSeconds);
  const since = seconds - beat * beatSeconds;
  return 0.6 * Math.exp(-since * 90) * sine(beat % 4 === 0 ? 1_760 : 1_320, since);
}

/** Low-passed noise whose strength comes and goes. */
function rain(seed: number): Signal {
  const noise = seededNoise(seed);
  let filtered = 0;
  return (seconds) => {
    filtered += 0.18 * (noise() - filtered);
    return filtered * (0.55 + 0.3 * sine(0.31, seconds) + 0.15 * sine(0.83, seconds));
  };
}

/** A 16-bit PCM WAV file (RIFF, little endian) of one or more channels. */
function wavFile(channels: readonly Signal[], durationSeconds: number, sampleRate: number): Buffer {
  const frames = Math.round(durationSeconds * sampleRate);
  const dataBytes = frames * channels.length * 2;
  const file = Buffer.alloc(44 + dataBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels.length, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * channels.length * 2, 28);
  file.writeUInt16LE(channels.length * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
  for (let frame = 0; frame < frames; frame += 1) {
    channels.forEach((signal, index) => {
      const value = Math.max(-1, Math.min(1, signal(frame / sampleRate)));
      file.writeInt16LE(Math.round(value * 32_767), 44 + (frame * channels.length + index) * 2);
    });
  }
  return file;
}

interface Sound {
  readonly name: string;
  readonly channels: readonly Signal[];
  readonly durationSeconds: number;
  readonly sampleRate: number;
}

const tone: Signal = (seconds) => 0.5 * sine(441, seconds);
const sounds: readonly Sound[] = [
  { name: 'tone 441', channels: [tone, tone], durationSeconds: 2, sampleRate: 48_000 },
  { name: 'knock', channels: [knock], durationSeconds: 0.5, sampleRate: 48_000 },
  { name: 'glass', channels: [glass], durationSeconds: 1.12, sampleRate: 44_100 },
  { name: 'metronome 90', channels: [metronome], durationSeconds: 16 / 3, sampleRate: 48_000 },
  { name: 'rain', channels: [rain(7), rain(11)], durationSeconds: 6, sampleRate: 44_100 },
];

const folder = new URL('./demo/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { name, channels, durationSeconds, sampleRate } of sounds) {
  const signals = channels.map((signal) => shaped(signal, durationSeconds));
  writeFileSync(new URL(`${name}.wav`, folder), wavFile(signals, durationSeconds, sampleRate));
}
