/**
 * Calls the library's public functions with random values, the same ones for the same seed. Ends
 * with 0 when each call returned or failed as the library promises and every action has an account;
 * else with 1, or however the process dies.
 *
 * Usage: node test/native/library/addon-fuzz/program.ts SEED CALLS [FIRST_CALL_TO_PRINT]
 * The seed `planted` stands for 1 with a call among them that fails in a way that is not promised.
 */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failureCodes, RtMixerError, type TakeWriter } from '../../../../native/index.ts';
import { writeWav } from '../../../support/wav-file.ts';
import { randomNumbers } from '../../support/signals.ts';
import { publicCalls } from './calls.ts';
import type { PublicCall } from './public-call.ts';
import { FuzzScene } from './scene.ts';
import { endStreams, streamProblems } from './stream-calls.ts';
import { CallersOwnError, diceOf } from './values.ts';

const isPlanted = process.argv[2] === 'planted';
const [given = 1, calls = 1000, printFrom = Infinity] = process.argv.slice(2).map(Number);
const seed = isPlanted ? 1 : given;
const planted: PublicCall = {
  name: 'a planted call',
  run: () => {
    throw new TypeError('planted');
  },
};
const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-addon-fuzz-'));
writeFileSync(path.join(folder, 'noise.wav'), Buffer.alloc(3000, 'RIFF'));
writeSounds();
// An odd value may be used as a path.
process.chdir(folder);
const scene = new FuzzScene(diceOf(randomNumbers(seed)), folder);
const problems: string[] = [];
/** How many calls returned, and how many failed by code: what the seed has covered. */
const ends = new Map<string, number>();

function writeSounds(): void {
  const tone = (frames: number) => Float32Array.from({ length: frames }, (_, k) => Math.sin(k / 9));
  const format = { channels: 1, sampleRate: 48_000 };
  writeWav(path.join(folder, 'tone.wav'), tone(5000), format);
  writeWav(path.join(folder, 'cut.wav'), tone(5000), format);
  truncateSync(path.join(folder, 'cut.wav'), 9000);
  const stereo = { channels: 2, sampleRate: 44_100 };
  writeWav(path.join(folder, 'stereo.wav'), tone(6000), stereo);
}

/** JavaScript's own errors for a revoked proxy and for a class called as a function. */
function isEnginesWord(error: unknown): boolean {
  return (
    error instanceof TypeError && /proxy that has been revoked|without 'new'/.test(error.message)
  );
}

function judge(call: string, error: unknown): void {
  const isPromised =
    error instanceof CallersOwnError ||
    isEnginesWord(error) ||
    (error instanceof RtMixerError &&
      failureCodes.includes(error.code) &&
      !['none', 'internal'].includes(error.code) &&
      /[.?!)]$/.test(error.message));
  const end = error instanceof RtMixerError ? error.code : 'an error of the caller';
  ends.set(end, (ends.get(end) ?? 0) + 1);
  if (!isPromised) {
    problems.push(`${call}: ${error instanceof Error ? error.stack : typeof error}`);
  }
}

function run({ name, run }: PublicCall, number: number): void {
  if (number >= printFrom) {
    console.error(`call ${number}: ${name}`);
  }
  const label = `call ${number}, ${name}`;
  try {
    const result = run(scene);
    ends.set('returned', (ends.get('returned') ?? 0) + 1);
    if (result instanceof Promise) {
      const kept = (value: unknown) => scene.keep(value);
      scene.promises.push(result.then(kept, (error: unknown) => judge(label, error)));
    } else {
      scene.keep(result);
    }
  } catch (error) {
    judge(label, error);
  }
}

async function closeEverything(): Promise<void> {
  for (const mixer of [...scene.mixers, ...scene.closed]) {
    await mixer.close();
  }
  for (const { stream } of [...scene.playing, ...scene.reading]) {
    stream.destroy();
  }
  await Promise.allSettled(scene.promises);
  problems.push(...streamProblems(scene));
  for (const writer of scene.writers) {
    await checkTake(writer);
  }
  for (const action of scene.actions) {
    if (action.state !== 'finished' || action.outcome === null) {
      problems.push(`action ${action.id} (${action.type}) is ${action.state}, its mixer is closed`);
    }
  }
}

/** Every frame that an action recorded is in its file. */
async function checkTake(writer: TakeWriter): Promise<void> {
  const takes = [...scene.actions].filter(({ ring }) => ring === writer);
  if (takes.length !== 1 || scene.finished.has(writer)) {
    return;
  }
  const status = await writer.finish().catch((error: unknown) => judge('the end of a take', error));
  if (status && (status.state !== 'finished' || status.frames !== takes[0]?.doneFrames)) {
    problems.push(`a take of ${takes[0]?.doneFrames} frames ended as ${JSON.stringify(status)}`);
  }
}

// A listener that throws harms only its own program.
process.on('uncaughtException', (error) => judge('a listener', error));
process.on('unhandledRejection', (error) => judge('an unhandled rejection', error));
for (let number = 1; number <= calls; number++) {
  run(isPlanted && number === 20 ? planted : scene.dice.pick(publicCalls), number);
  if (number % 50 === 0) {
    // Results are delivered between turns.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
await endStreams(scene);
await closeEverything();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ seed, actions: scene.actions.size, ...Object.fromEntries(ends) }));
if (problems.length > 0) {
  console.error(`seed ${seed}: ${problems.length} problems\n${problems.slice(0, 5).join('\n')}`);
  process.exit(1);
}
