/** A mixer that is asked, in turns with the others, to do what is measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Participant {
  /** With its version. */
  readonly name: string;
  /** A command and whole numbers, as the programs describe them; the numbers of the answer. */
  ask(command: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** A peer that cannot be measured here. */
export class MissingPeer extends Error {}

/** A program that names itself on its first line and answers every line with a line of numbers. */
export async function startProgram(command: string, words: string[]): Promise<Participant> {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText = `${errorText}${text}`.slice(-2_000);
  });
  // A program that ended takes no more questions; the line that does not come says so.
  child.stdin.on('error', () => {});
  const closed = once(child, 'close').catch((error: Error) => {
    errorText = error.message;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done !== true) return value;
    await closed;
    throw new Error(`${command} ended: ${errorText.trim()}`);
  };
  return {
    name: await nextLine(),
    async ask(question) {
      child.stdin.write(`${question}\n`);
      return (await nextLine()).split(' ').map(Number);
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
