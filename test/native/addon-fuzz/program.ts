/**
 * Calls the library's public functions with random values, the same ones for the same seed. Ends
 * with 0 when each call returned or failed as the library promises and every action has an account;
 * else with 1, or however the process dies.
 *
 * Usage: node test/native/addon-fuzz/program.ts SEED CALLS [FIRST_CALL_TO_PRINT]
 * The seed `planted` stands for 1 with a call among them that fails in a way that is not promised.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failureCodes, RtMixerError } from '../../../native/index.ts';
import { randomNumbers } from '../signals.ts';
import { type PublicCall, publicCalls } from './calls.ts';
import { Scene } from './scene.ts';
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
// Some odd value may be taken for a path.
process.chdir(folder);
const scene = new Scene(diceOf(randomNumbers(seed)), folder);
const problems: string[] = [];
/** How many calls returned, and how many failed by code: what the seed has covered. */
const ends = new Map<string, number>();

/** What JavaScript itself says of a caller's proxy that is revoked and of a class called as a function. */
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
      scene.promises.push(result.catch((error: unknown) => judge(label, error)));
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
  await Promise.allSettled(scene.promises);
  for (const action of scene.actions) {
    if (action.state !== 'finished' || action.outcome === null) {
      problems.push(`action ${action.id} (${action.type}) is ${action.state}, its mixer is closed`);
    }
  }
}

// A listener that throws harms nobody but its program.
process.on('uncaughtException', (error) => judge('a listener', error));
process.on('unhandledRejection', (error) => judge('a promise that nobody kept', error));
for (let number = 1; number <= calls; number++) {
  run(isPlanted && number === 20 ? planted : scene.dice.pick(publicCalls), number);
  if (number % 50 === 0) {
    // Results are delivered between turns.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
await closeEverything();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ seed, actions: scene.actions.size, ...Object.fromEntries(ends) }));
if (problems.length > 0) {
  console.error(`seed ${seed}: ${problems.length} problems\n${problems.slice(0, 5).join('\n')}`);
  process.exit(1);
}
