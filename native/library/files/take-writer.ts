/** A take that is written to disk: the audio callback fills a ring, the native disk thread empties it
 * into a float32 WAV file (RF64 when long) that is valid at any time. */
import { setTimeout as delay } from 'node:timers/promises';
import { markAsUncloneable } from 'node:worker_threads';
import { addon } from '../addon.ts';
import type { AddonRingBuffer, AddonTakeWriter, Peaks } from '../addon-interface.ts';
import {
  channelCount,
  described,
  filePath,
  numberBetween,
  requireObject,
  wholeNumber,
} from '../argument.ts';
import { invalidArgument, type MixerFailure } from '../failure.ts';
import { takeStates } from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';

const finishPollMilliseconds = 5;

/** The state of a take. */
export interface TakeStatus {
  /** `finished`: the file is complete; `failed`: it is valid up to `frames`. */
  readonly state: (typeof takeStates)[number];
  /** Frames in the file. */
  readonly frames: number;
  /** Of these on the disk: they would survive a power loss. */
  readonly safeFrames: number;
  /** The file was removed while it was written: it is put back at the end if its folder exists. */
  readonly wasRemoved: boolean;
  /** Frames that another program cut off the file while it was written: they are silence. */
  readonly cutFrames: number;
  /** The largest fill of the ring seen: how close the disk came to losing frames. */
  readonly maxFillFrames: number;
  /** `disk-full`, `file-write-failed`; the file up to there is valid. */
  readonly failure: MixerFailure | null;
}

/** Where and how a take is written. */
export interface TakeOptions {
  /** Must not exist yet. */
  path: string;
  /** 1 to 256. */
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** How long the disk may stall, default 20 s. */
  ringSeconds?: number;
  /** How often the file is brought up to date on the disk, default 0.5 s. */
  headerSeconds?: number;
}

/** A named place of a sound file, as sound editors show it. */
export interface CuePoint {
  /** Of the file, from 0; the file format has no room for those beyond 2^32 - 1. */
  readonly frame: number;
  /** How many it marks from there on; default 0, a place. */
  readonly frames?: number;
  /** At most 240 bytes of UTF-8 are kept. */
  readonly label: string;
}

/** What a file gets when it is finished or repaired. */
export interface CueOptions {
  /** After the samples; default none. A file that has chunks there already keeps these. */
  readonly cues?: readonly CuePoint[];
}

const cueNames: OptionNames<CueOptions> = { cues: true };
const cuePointNames: OptionNames<CuePoint> = { frame: true, frames: true, label: true };
const mostCues = 65_536;

function packedCues(options: CueOptions): [labels: string[], numbers: Float64Array] {
  requireObject(options, "A take's end");
  refuseUnknownOptions(options, cueNames, "a take's end");
  const { cues = [] } = options;
  if (!Array.isArray(cues) || cues.length > mostCues) {
    throw invalidArgument(`cues must be a list of at most ${mostCues} cue points.`);
  }
  const labels: string[] = [];
  const numbers: number[] = [];
  for (const cue of cues as readonly CuePoint[]) {
    requireObject(cue, 'A cue point');
    refuseUnknownOptions(cue, cuePointNames, 'a cue point');
    const { frame, frames = 0, label } = cue;
    if (typeof label !== 'string') {
      throw invalidArgument(`The label of a cue point must be a string, not ${described(label)}.`);
    }
    numbers.push(wholeNumber(frame, 0, 'The frame'), wholeNumber(frames, 0, 'The frames'));
    labels.push(label);
  }
  return [labels, Float64Array.from(numbers)];
}

const takeNames: OptionNames<TakeOptions> = {
  path: true,
  channels: true,
  sampleRate: true,
  ringSeconds: true,
  headerSeconds: true,
};

let nativeTakeRing: (writer: TakeWriter) => AddonRingBuffer;

/** Stands as `ring` of one recordRingBuffer request.
 *
 * @example
 * const path = join(folder, 'take.wav');
 * using writer = await TakeWriter.open({ path, channels: 2, sampleRate: 48_000 });
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [2, 0] });
 * const take = mixer.recordRingBuffer(writer, { length: 2 });
 * mixer.render(2, Float32Array.of(0.1, 0.2, 0.3, 0.4));
 * assert.equal(take.outcome, 'completed');
 * assert.equal((await writer.finish()).frames, 2);
 * assert.deepEqual((await decodeFile(path)).copy(), Float32Array.of(0.1, 0.2, 0.3, 0.4));
 */
export class TakeWriter {
  /** As many as the file has. */
  readonly channels: number;
  readonly #native: AddonTakeWriter;

  static {
    nativeTakeRing = (writer) => writer.#native.ring();
  }

  private constructor(native: AddonTakeWriter, channels: number) {
    this.#native = native;
    markAsUncloneable(this);
    this.channels = channels;
  }

  /** Rejects with `file-write-failed`, `disk-full`, `invalid-argument`, `invalid-channel`. */
  static async open(options: TakeOptions): Promise<TakeWriter> {
    requireObject(options, "A take's options");
    refuseUnknownOptions(options, takeNames, 'a take');
    const channels = channelCount(options.channels);
    const native = await addon().openTakeWriter({
      path: filePath(options.path),
      channels,
      sampleRate: numberBetween(options.sampleRate, 1, 1e6, 'The sample rate'),
      ringSeconds: numberBetween(options.ringSeconds ?? 0, 0, 600, "The ring's seconds"),
      headerSeconds: numberBetween(options.headerSeconds ?? 0, 0, 600, "The header's seconds"),
    });
    return new TakeWriter(native, channels);
  }

  /** State, frames written, and why it failed. */
  status(): TakeStatus {
    const status = this.#native.status();
    return { ...status, state: takeStates[status.state] ?? 'failed' };
  }

  /** Peaks for drawing, growing with the take. */
  peaks(startFrame: number, framesPerBin: number, count: number): Peaks {
    const bins = wholeNumber(count, 0, 'The number of bins', 2 ** 20);
    const perBin = numberBetween(framesPerBin, 1, 2 ** 40, 'The frames per bin');
    const triples = new Float32Array(bins * this.channels * 3);
    const start = wholeNumber(startFrame, 0, 'The first frame');
    return { knownBins: this.#native.peaks(start, perBin, triples, bins), triples };
  }

  /** No more frames will come: resolves when the file is complete, or has failed. Cancel the
   * recording action first, and let it finish. Cue points of the first call are written; a file that
   * has no room for them is whole without. */
  async finish(options: CueOptions = {}): Promise<TakeStatus> {
    this.#native.finish(...packedCues(options));
    while (this.status().state === 'writing') {
      await delay(finishPollMilliseconds);
    }
    return this.status();
  }

  /** Finishes the file in the background if it is not finished, and gives its ring back. */
  [Symbol.dispose](): void {
    void this.#native.release();
  }
}

/** Repairs a take whose program was killed: counts the frames written after the last header update, and
 * adds the cue points that its end would have written.
 * Rejects with `file-not-found`, `file-not-audio`, `file-write-failed`. */
export async function recoverTake(
  path: string,
  options: CueOptions = {},
): Promise<{ frames: number; recoveredFrames: number }> {
  return await addon().recoverTake(filePath(path), ...packedCues(options));
}

export { nativeTakeRing };
