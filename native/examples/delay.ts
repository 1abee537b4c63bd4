/** An exact delay line: one ring buffer, recorded to and, later, played from. No JavaScript runs
 * while it works. Use headphones.
 *
 *     node delay.ts [--delay=0.5] [--duration=10] [--gain=1] [--click=0] [TAKE.wav]
 *
 * `--click=1` plays a click of that level first, for devices whose output reaches their input; with a file the
 * input is recorded to it.
 */
import { MixerAndRecorder, type MixerRequest, RingBuffer, TakeWriter } from '../index.ts';
import { readArguments } from './arguments.ts';

const { stream, numbers, positionals } = readArguments(
  {
    delay: 0.5,
    duration: 10,
    gain: 1,
    click: 0,
  },
  import.meta.filename,
);
await using mixer = new MixerAndRecorder(stream);
const { sampleRate } = mixer;
const channels = Math.min(...mixer.channels);
const delay = Math.round(numbers.delay * sampleRate);
const length = Math.round(numbers.duration * sampleRate);

// Room for the delay, and for the blocks by which recording is ahead of playing.
const ring = new RingBuffer(4 * channels, 2 ** Math.ceil(Math.log2(delay + sampleRate)));
const requests: MixerRequest[] = [
  { type: 'recordRingBuffer', ring, start: { frame: 0 }, length },
  { type: 'playRingBuffer', ring, start: { frame: delay }, length, gain: numbers.gain },
  // A buffer of no frames marks a time: this one is finished when the delayed sound begins.
  { type: 'playBuffer', samples: new Float32Array(0), start: { frame: delay } },
];
if (numbers.click > 0) {
  const click = new Float32Array(channels).fill(numbers.click);
  requests.push({ type: 'playBuffer', samples: click, channels, start: { frame: 0 } });
}
const path = positionals[0];
const take = path === undefined ? null : await TakeWriter.open({ path, channels, sampleRate });
if (take !== null) {
  requests.push({ type: 'recordRingBuffer', ring: take, start: { frame: 0 }, length });
}

mixer.start();
const [recording, playing, marker] = mixer.schedule(requests, { origin: mixer.time + 0.5 });
if (recording !== undefined && playing !== undefined && marker !== undefined) {
  console.log(`recording; it is heard ${delay} frames later`);
  await mixer.wait(marker);
  console.log('now it is heard');
  await mixer.wait();
  const distance = (playing.actualFrame ?? 0) - (recording.actualFrame ?? 0);
  console.log(`recorded ${recording.doneFrames} frames: ${recording.outcome}`);
  console.log(`played ${playing.doneFrames} frames: ${playing.outcome}`);
  console.log(`delay ${distance} frames`);
}
await take?.finish();
