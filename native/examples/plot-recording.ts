/** Counts down, records, plots. Ctrl+C ends the recording early, and what was recorded is plotted.
 *
 *     node plot-recording.ts [--countdown=3] [--duration=3] [--lines=40] [--tone=0]
 *
 * `--tone=440` plays a tone of that frequency at the same time, for devices whose output reaches their input.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MixerAndRecorder, Recorder } from '../index.ts';
import { readArguments } from './arguments.ts';
import { plotLine } from './terminal-plot.ts';

const { stream, numbers } = readArguments(
  { countdown: 3, duration: 3, lines: 40, tone: 0 },
  import.meta.filename,
);
const recorder = numbers.tone > 0 ? new MixerAndRecorder(stream) : new Recorder(stream);
const { sampleRate } = recorder;
const channels = recorder instanceof MixerAndRecorder ? recorder.channels[0] : recorder.channels;

const target = new Float32Array(Math.round(numbers.duration * sampleRate) * channels);
recorder.start();
// The recording is scheduled before the counting: its start does not depend on when that is over.
const start = recorder.time + numbers.countdown + 0.5;
const recording = recorder.recordBuffer(target, { channels, start });
if (recorder instanceof MixerAndRecorder) {
  const tone = target
    .subarray(0, target.length / channels)
    .map((_, frame) => 0.5 * Math.sin((2 * Math.PI * numbers.tone * frame) / sampleRate));
  recorder.playBuffer(tone, { channels: 1, start });
}
process.once('SIGINT', () => recorder.cancel(recording));

for (let count = Math.ceil(numbers.countdown); count > 0; count--) {
  console.log(`${count} …`);
  await pause((1000 * numbers.countdown) / Math.ceil(numbers.countdown));
}
console.log('recording');
await recorder.wait(recording);

const { doneFrames, totalFrames } = recording;
const framesPerLine = Math.max(1, Math.ceil(doneFrames / numbers.lines));
for (let frame = 0; frame < doneFrames; frame += framesPerLine) {
  const until = Math.min(frame + framesPerLine, doneFrames);
  const samples = target.subarray(frame * channels, until * channels);
  console.log(plotLine(frame / sampleRate, samples, channels));
}
console.log(`recorded ${doneFrames} of ${totalFrames} frames: ${recording.outcome}`);
console.log(`input overflows: ${recording.stats.inputOverflows}`);
await recorder.close();
