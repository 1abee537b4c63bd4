/** All counters of the stream and of actions.
 *
 *     node fetch-stats.ts [--duration=0.5] [--ring-size=4096]
 */
import { type Action, MixerAndRecorder, RingBuffer, type Stats } from '../index.ts';
import { readArguments } from './arguments.ts';

const { stream, numbers } = readArguments(
  { duration: 0.5, 'ring-size': 4096 },
  import.meta.filename,
);
const mixer = new MixerAndRecorder(stream);
const channels = mixer.channels[0];

function printStats(title: string, stats: Stats): void {
  const { blocks, minBlockSize, maxBlockSize } = stats;
  console.log(`${title}: ${blocks} blocks of ${minBlockSize} to ${maxBlockSize} frames`);
  console.log(`  input: ${stats.inputUnderflows} underflows, ${stats.inputOverflows} overflows`);
  console.log(`  output: ${stats.outputUnderflows} underflows, ${stats.outputOverflows} overflows`);
}

function printAction(title: string, action: Action): void {
  const { outcome, doneFrames, totalFrames } = action;
  printStats(title, action.stats);
  console.log(`  ${action.type}: ${outcome}, ${doneFrames} of ${totalFrames ?? 'any'} frames`);
  if (action.actualTime !== null) {
    const late = (action.actualTime - action.requestedTime) * mixer.sampleRate;
    console.log(`  began ${late.toFixed(3)} frames after the time asked for`);
  }
}

printStats('before the start', mixer.stats);
mixer.start();

const target = new Float32Array(channels * Math.round(numbers.duration * mixer.sampleRate));
const recording = mixer.recordBuffer(target, { start: mixer.time + 0.2, allowBelated: false });
await mixer.wait(recording);
printAction('a recording', recording);

// The counters of the stream, taken and set to zero between two blocks.
const fetched = await mixer.wait(mixer.fetchAndResetStats());
printStats('fetched from the stream', fetched.stats);

// This ring is not read, so it overflows: counted by the action, not as an overflow of the device.
const ring = new RingBuffer(4 * channels, numbers['ring-size']);
const overflowing = mixer.recordRingBuffer(ring, { start: mixer.time + 0.2 });
await mixer.wait(overflowing);
printAction('a recording into a ring that is not read', overflowing);

printStats('live', mixer.liveStats());
await mixer.close();
printStats('after the end', mixer.stats);
