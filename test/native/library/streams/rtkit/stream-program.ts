/** Runs a stream of ALSA's null device for each line on its standard input, which names the bus to ask.
 * Answers each with a line of JSON once the priority is final, and ends with its input. */
import fs from 'node:fs';
import readline from 'node:readline';
import { type CallbackPriority, Mixer } from '../../../../../native/index.ts';

export interface PriorityHistory {
  readonly seen: readonly CallbackPriority[];
  /** Threads that the start brought. */
  readonly newThreads: readonly number[];
  /** Soft and hard, in microseconds. */
  readonly rtTimeLimits: readonly string[];
}

const threads = () => fs.readdirSync('/proc/self/task').map(Number);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run(): Promise<PriorityHistory> {
  const mixer = await Mixer.open({ hostApiOptions: { type: 'alsa', device: 'null' }, channels: 2 });
  const before = threads();
  await mixer.startAsync();
  const seen = [mixer.priority];
  const newThreads = threads().filter((thread) => !before.includes(thread));
  const isOpen = (priority: CallbackPriority | undefined) =>
    priority?.policy === 'realtime' ||
    (priority?.policy === 'normal' && priority.reason === 'rtkit-asked');
  const deadline = performance.now() + 5_000;
  while (isOpen(seen.at(-1)) && performance.now() < deadline) {
    await sleep(1);
    const { priority } = mixer;
    if (JSON.stringify(priority) !== JSON.stringify(seen.at(-1))) seen.push(priority);
  }
  await mixer.close();
  const limits = fs.readFileSync('/proc/self/limits', 'utf8');
  const [, soft = '', hard = ''] = /^Max realtime timeout\s+(\S+)\s+(\S+)/m.exec(limits) ?? [];
  return { seen: [...seen, mixer.priority], newThreads, rtTimeLimits: [soft, hard] };
}

for await (const address of readline.createInterface({ input: process.stdin })) {
  process.env.DBUS_SYSTEM_BUS_ADDRESS = address;
  console.log(JSON.stringify(await run()));
}
