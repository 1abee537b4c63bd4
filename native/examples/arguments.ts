/** Reads the options of all examples, and those of one, from the command line. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { devices, type OneOrPair, type StreamOptions } from '../index.ts';

const streamOptions = {
  help: { type: 'boolean' },
  'list-devices': { type: 'boolean' },
  'host-api': { type: 'string' },
  device: { type: 'string' },
  'input-device': { type: 'string' },
  'output-device': { type: 'string' },
  channels: { type: 'string' },
  'sample-rate': { type: 'string' },
  'block-size': { type: 'string' },
  latency: { type: 'string' },
} as const;

export interface ExampleArguments<Own extends string> {
  /** For the constructor of Mixer, Recorder or MixerAndRecorder; has only what was given. */
  readonly stream: StreamOptions;
  /** The example's own numbers. */
  readonly numbers: Readonly<Record<Own, number>>;
  /** Arguments without a name, for instance a file. */
  readonly positionals: readonly string[];
}

function numberFrom(text: string, name: string): number {
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) {
    throw new Error(`--${name} takes a number, not "${text}".`);
  }
  return number;
}

/** "2" is for all directions, "1,2" means [input, output]. */
function channelsFrom(text: string): OneOrPair<number> {
  const [first = 0, second] = text.split(',').map((part) => numberFrom(part, 'channels'));
  return second === undefined ? first : [first, second];
}

/** A name, or an index where it is nothing but digits. */
function deviceFrom(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** One device for all directions, or both by their own options. */
function devicesFrom(given: Record<string, string | undefined>): StreamOptions['device'] {
  const { device, 'input-device': input = device, 'output-device': output = device } = given;
  if (input === output) {
    return device === undefined ? undefined : deviceFrom(device);
  }
  if (input === undefined || output === undefined) {
    throw new Error('--input-device and --output-device go together; else there is --device.');
  }
  return [deviceFrom(input), deviceFrom(output)];
}

function printDevices(): void {
  for (const { index, name, hostApi, maxInputChannels, maxOutputChannels } of devices()) {
    console.log(`${index} ${name}, ${hostApi} (${maxInputChannels} in, ${maxOutputChannels} out)`);
  }
}

const commonHelp = `Options of every example:
  --host-api=NAME, --device=NAME   a part of the name, or an index; --host-api=Virtual needs no sound card
  --input-device=NAME, --output-device=NAME
  --channels=N or INPUTS,OUTPUTS
  --sample-rate=HZ, --block-size=FRAMES, --latency=low, high or seconds
  --list-devices, --help`;

/** The comment at the beginning of the example. */
function helpOf(path: string): string {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(path, 'utf8')) ?? [];
  return comment.replaceAll(/^ ?\*? ?/gm, '').trim();
}

export function endWithSentence(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

/** `defaults` has the example's own options, all numbers; `path` is the example's file. Ends the program with
 * a sentence when the command line is wrong. */
export function readArguments<Own extends string>(
  defaults: Readonly<Record<Own, number>>,
  path: string,
): ExampleArguments<Own> {
  const own = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  try {
    const { values, positionals } = parseArgs({
      options: { ...streamOptions, ...own },
      allowPositionals: true,
    });
    if (values.help === true) {
      console.log(`${helpOf(path)}\n\n${commonHelp}`);
      process.exit(0);
    }
    if (values['list-devices'] === true) {
      printDevices();
      process.exit(0);
    }
    const given = values as Record<string, string | undefined>;
    const number = (name: string) =>
      given[name] === undefined ? undefined : numberFrom(given[name], name);
    const { latency } = given;
    const all: StreamOptions = {
      hostApi: given['host-api'],
      device: devicesFrom(given),
      channels: given.channels === undefined ? undefined : channelsFrom(given.channels),
      sampleRate: number('sample-rate'),
      blockSize: number('block-size'),
      latency: latency === 'low' || latency === 'high' ? latency : number('latency'),
    };
    const stream = Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    );
    const numbers: Record<string, number> = { ...defaults };
    for (const name of Object.keys(defaults)) {
      numbers[name] = number(name) ?? numbers[name] ?? 0;
    }
    return { stream, numbers: numbers as Record<Own, number>, positionals };
  } catch (error) {
    return endWithSentence((error as Error).message);
  }
}
