/** Plays for so many seconds through ALSA's device `rtm`, then says how that went as a line of JSON. */
import { Mixer } from '../../../../../native/index.ts';

export interface SoundServerRun {
  readonly state: string;
  readonly frames: number;
  /** Of the last five seconds. */
  readonly lastFrames: number;
  /** Without a callback, in seconds. */
  readonly longestPause: number;
  /** Dropouts that no flag reported, and those that one did. */
  readonly inferred: number;
  readonly reported: number;
}

const seconds = Number(process.argv[2]);
const mixer = await Mixer.open({
  hostApiOptions: { type: 'alsa', device: 'rtm' },
  channels: 2,
  sampleRate: 48_000,
});
await mixer.startAsync();
mixer.playBuffer(new Float32Array(2), { loop: { startFrame: 0, endFrame: 1, times: 'endless' } });
const begin = performance.now();
let seen = { frame: mixer.frame, time: begin };
let late: number | null = null;
let longest = 0;
while (performance.now() < begin + seconds * 1_000 && mixer.active) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  const now = { frame: mixer.frame, time: performance.now() };
  if (now.time > begin + (seconds - 5) * 1_000) late ??= now.frame;
  if (now.frame === seen.frame) continue;
  longest = Math.max(longest, now.time - seen.time);
  seen = now;
}
const { state, frame } = mixer;
const dropouts = mixer.takeDropouts();
const inferred = dropouts.filter(({ source }) => source === 'inferred').length;
const run: SoundServerRun = {
  state,
  frames: frame,
  lastFrames: frame - (late ?? frame),
  longestPause: longest / 1_000,
  inferred,
  reported: dropouts.length - inferred,
};
console.log(JSON.stringify(run));
await mixer.close();
