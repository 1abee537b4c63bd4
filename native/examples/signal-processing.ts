/** Signal processing in JavaScript: from the input through a ring, an algorithm that wants blocks of
 * 4096 frames, and another ring to the output. The algorithm may be late by the blocks ahead;
 * when it is later, the sound ends and its outcome is printed.
 *
 *     node signal-processing.ts [--blocks-ahead=2] [--duration=10] [--click=0] [TAKE.wav]
 *
 * `--click=1` plays a click of that level first, for devices whose output reaches their input; with a file the
 * input is recorded to it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MixerAndRecorder, type MixerRequest, RingBuffer, TakeWriter } from '../index.ts';
import { readArguments } from './arguments.ts';

const blockFrames = 4096;
const { stream, numbers, positionals } = readArguments(
  {
    'blocks-ahead': 2,
    duration: 10,
    click: 0,
  },
  import.meta.filename,
);
await using mixer = new MixerAndRecorder(stream);
const { sampleRate } = mixer;
const channels = Math.min(...mixer.channels);
const aheadFrames = numbers['blocks-ahead'] * blockFrames;

/** The algorithm: half as loud, and inverted. */
function algorithm(samples: Float32Array): Float32Array {
  return samples.map((sample) => -0.5 * sample);
}

const ringFrames = 2 ** Math.ceil(Math.log2(2 * aheadFrames + blockFrames));
const input = new RingBuffer(4 * channels, ringFrames);
const output = new RingBuffer(4 * channels, ringFrames);
output.write(new Float32Array(aheadFrames * channels));

const length = Math.round(numbers.duration * sampleRate);
const requests: MixerRequest[] = [
  { type: 'recordRingBuffer', ring: input, length, start: { frame: 0 } },
  { type: 'playRingBuffer', ring: output, start: { frame: 0 } },
];
if (numbers.click > 0) {
  const click = new Float32Array(channels).fill(numbers.click);
  requests.push({ type: 'playBuffer', samples: click, channels, start: { frame: 0 } });
}
const path = positionals[0];
const take = path === undefined ? null : await TakeWriter.open({ path, channels, sampleRate });
if (take !== null) {
  requests.push({ type: 'recordRingBuffer', ring: take, length, start: { frame: 0 } });
}
mixer.start();
const [recording, playing] = mixer.schedule(requests, { origin: mixer.time + 0.5 });
if (recording === undefined || playing === undefined) {
  throw new Error('schedule() returns an action for every request.');
}

while (playing.state !== 'finished') {
  const isOver = recording.state === 'finished';
  const wanted = isOver ? Math.min(blockFrames, input.readAvailable) : blockFrames;
  if (wanted === 0) {
    output.setEnded();
    break;
  }
  if (input.readAvailable < wanted || output.writeAvailable < wanted) {
    await pause(5);
    continue;
  }
  output.write(algorithm(new Float32Array(input.read(wanted).buffer)));
}
await mixer.wait(playing);
if (recording.state !== 'finished') {
  mixer.cancel(recording);
}
await mixer.wait();

console.log(`recorded ${recording.doneFrames} frames: ${recording.outcome}`);
console.log(
  `played ${playing.doneFrames} frames: ${playing.outcome}, ${aheadFrames} of them ahead`,
);
if (playing.outcome === 'starved') {
  console.log('The algorithm was late: fill in more blocks ahead.');
}
const { minBlockSize, maxBlockSize } = playing.stats;
console.log(`blocks of the device: ${minBlockSize} to ${maxBlockSize} frames`);
await take?.finish();
