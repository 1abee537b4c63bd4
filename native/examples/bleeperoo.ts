/** Bleeps at random times on random channels, all scheduled at once; then prints how exact they were.
 *
 *     node bleeperoo.ts [--bleeps=300] [--duration=10] [--host-api=NAME] [--device=NAME]
 */
import { Mixer, type MixerRequest } from '../index.ts';
import { readArguments } from './arguments.ts';

const { stream, numbers } = readArguments({ bleeps: 300, duration: 10 }, import.meta.filename);
await using mixer = new Mixer(stream);
const { sampleRate, channels } = mixer;

/** A tenth of a second of sine, with a soft beginning and end. */
function bleep(frequency: number): Float32Array {
  const frames = Math.round(0.1 * sampleRate);
  return Float32Array.from({ length: frames }, (_, frame) => {
    const seconds = frame / sampleRate;
    return 0.1 * Math.sin(Math.PI * (frame / frames)) * Math.sin(2 * Math.PI * frequency * seconds);
  });
}

mixer.start();
const begin = mixer.time + 0.5;
const requests = Array.from(
  { length: numbers.bleeps },
  (): MixerRequest => ({
    type: 'playBuffer',
    samples: bleep(300 + 700 * Math.random()),
    channels: [1 + Math.floor(channels * Math.random())],
    start: begin + numbers.duration * Math.random(),
    allowBelated: false,
  }),
);
const bleeps = mixer.schedule(requests);
await mixer.wait();

const started = bleeps.filter(({ outcome }) => outcome === 'completed');
const belated = bleeps.filter(({ outcome }) => outcome === 'belated');
const errors = started.flatMap(({ actualTime, requestedTime }) =>
  actualTime === null ? [] : (actualTime - requestedTime) * sampleRate,
);
// Against the requested frame, and by the device's clock: rounding makes up to half a frame, the drift of
// the clock since the request is added.
const misplaced = started.filter((action) => action.actualFrame !== action.requestedFrame);
const underflows = mixer.liveStats().outputUnderflows;
console.log(`${bleeps.length} bleeps: ${started.length} played, ${belated.length} belated`);
console.log(`not on their frame: ${misplaced.length}`);
if (errors.length > 0) {
  console.log(`earliest ${Math.min(...errors).toFixed(3)} frames by the device's clock`);
  console.log(`latest ${Math.max(...errors).toFixed(3)} frames by the device's clock`);
}
console.log(
  mixer.reports.outputUnderflow
    ? `output underflows: ${underflows}`
    : 'output underflows: not reported by this host API',
);
