/** Plots the input while it is recorded.
 *
 *     node plot-input.ts [--duration=10] [--interval=0.05] [--tone=0]
 *
 * `--tone=440` plays a tone of that frequency, for devices whose output reaches their input.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MixerAndRecorder, Recorder, RingBuffer } from '../index.ts';
import { readArguments } from './arguments.ts';
import { plotLine } from './terminal-plot.ts';

const { stream, numbers } = readArguments(
  { duration: 10, interval: 0.05, tone: 0 },
  import.meta.filename,
);
const recorder = numbers.tone > 0 ? new MixerAndRecorder(stream) : new Recorder(stream);
const { sampleRate } = recorder;
const channels = recorder instanceof MixerAndRecorder ? recorder.channels[0] : recorder.channels;

recorder.start();
if (recorder instanceof MixerAndRecorder) {
  const tone = Float32Array.from(
    { length: Math.round(numbers.duration * sampleRate) },
    (_, frame) => 0.5 * Math.sin((2 * Math.PI * numbers.tone * frame) / sampleRate),
  );
  recorder.playBuffer(tone, { channels: 1 });
}

// Room for two seconds, in which JavaScript may be busy.
const ring = new RingBuffer(4 * channels, 2 ** Math.ceil(Math.log2(2 * sampleRate)));
const length = Math.round(numbers.duration * sampleRate);
const recording = recorder.recordRingBuffer(ring, { channels, length });
const framesPerLine = Math.max(1, Math.round(numbers.interval * sampleRate));

for (let frame = 0; frame < length; ) {
  const wanted = Math.min(framesPerLine, length - frame);
  // Read first: what was recorded before the end is then in the ring.
  const isOver = recording.state === 'finished';
  if (ring.readAvailable >= wanted) {
    frame += plot(frame, wanted);
  } else if (isOver) {
    console.log(`the recording ended early: ${recording.outcome}`);
    break;
  } else {
    await pause(5);
  }
}
console.log(`plotted ${recording.doneFrames} frames: ${recording.outcome}`);
await recorder.close();

/** The samples are read in place; only then may the callback overwrite them. */
function plot(frame: number, wanted: number): number {
  const [count, ...parts] = ring.getReadBuffers(wanted);
  const [first, second] = parts.map(
    ({ buffer, byteOffset, byteLength }) => new Float32Array(buffer, byteOffset, byteLength / 4),
  );
  // The two parts of a region that wraps make one line.
  const samples =
    second?.length === 0 ? first : Float32Array.of(...(first ?? []), ...(second ?? []));
  console.log(plotLine(frame / sampleRate, samples ?? new Float32Array(0), channels));
  ring.advanceReadIndex(count);
  return count;
}
