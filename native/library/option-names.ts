/** Refuses options that do not exist, with the nearest name that does. */
import { described } from './argument.ts';
import { invalidArgument, type RtMixerError } from './failure.ts';

/** The names of options; the compiler asks for each. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** How near a name must be to be meant: a letter of every three may differ. */
const lettersPerDifference = 3;
/** Longer names are compared by their beginning. */
const comparedLetters = 40;

/** `allow_belated`, `Allow-Belated` and `allowBelated` are the same words. */
function wordsOf(name: string): string {
  return name.replaceAll(/[_\-\s]/g, '').toLowerCase();
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function differences(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, k) => k);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      let least = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] as number) + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] as number;
}

/** The known name that is probably meant; undefined = none is near. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const words = wordsOf(name.slice(0, comparedLetters));
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const other = wordsOf(candidate);
    const longer = Math.max(words.length, other.length);
    const isBeginning = words.length >= lettersPerDifference && other.startsWith(words);
    const distance = isBeginning ? 1 : differences(words, other);
    if (distance < least && distance <= Math.ceil(longer / lettersPerDifference)) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

function unknownOption(name: string, known: readonly string[], what: string): RtMixerError {
  const nearest = nearestName(name, known);
  const advice =
    nearest === undefined
      ? `; ${what} has ${known.length === 0 ? 'none' : known.join(', ')}.`
      : `; did you mean ${JSON.stringify(nearest)}?`;
  return invalidArgument(`There is no option ${described(name)}${advice}`);
}

/** Throws `invalid-argument` for an option that is not among `names`. What is undefined is left out,
 * whatever its name. `what` has the options, for the sentence. */
export function refuseUnknownOptions(
  options: object,
  names: Readonly<Record<string, true>>,
  what: string,
): void {
  for (const name in options) {
    if (names[name] !== true && Reflect.get(options, name) !== undefined) {
      throw unknownOption(name, Object.keys(names), what);
    }
  }
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

/** The options of a call, with those that they inherit. Throws `invalid-argument` for what is no object, and for options with a
 * `type`, which the call gives, or with another `own` than the argument `value`. */
export function optionsOf<Options extends object>(
  options: Options,
  own: string,
  value: unknown,
): Options {
  if (typeof options !== 'object' || options === null) {
    throw invalidArgument(`Options must be an object, not ${described(options)}.`);
  }
  if ('type' in options) {
    throw invalidArgument('type is given by the call; leave it out of the options.');
  }
  if (own in options && Reflect.get(options, own) !== value) {
    throw invalidArgument(`${own} is given twice; leave it out of the options.`);
  }
  if (isPlain(options)) {
    return options;
  }
  const all: Record<string, unknown> = {};
  for (const name in options) {
    all[name] = Reflect.get(options, name);
  }
  return all as Options;
}
