/** Turns requests into rows of numbers, so that any number of them is one call into the addon (a test
 * compares the columns with REQUEST_FIELDS in native/src/mixer/action/action.h). */
import { Action, type ActionParts, type OwnerKey, ownerKeyOf } from '../actions/action.ts';
import type { Predecessor } from '../actions/chains.ts';
import type { AddonRingBuffer } from '../addon-interface.ts';
import { channelCount, described, finiteNumber, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { DiskReader, nativeReaderRing } from '../files/disk-reader.ts';
import { nativeTakeRing, TakeWriter } from '../files/take-writer.ts';
import { nativeRing, RingBuffer } from '../memory/ring-buffer.ts';
import { requireSamples, SampleBuffer, samplesNumber } from '../memory/sample-buffer.ts';
import {
  type AccountType,
  actionKindOf,
  actionTypes,
  belatedPolicies,
  numbersOf,
  requestFields,
} from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { BusTable, KnownBus } from '../streams/bus-table.ts';
import {
  type ChannelPool,
  DistinctList,
  type RowStorage,
  rowLength,
  type TablePool,
} from './batch-storage.ts';
import type {
  After,
  CancelOptions,
  Channels,
  CommandOptions,
  Fade,
  Loop,
  MixerRequest,
  PlayBufferOptions,
  PlayRingBufferOptions,
  RecordRingBufferOptions,
  Start,
} from './request.ts';
import {
  afterNumbers,
  belatedNumber,
  busChangeBits,
  fadeNumbers,
  fadeOf,
  framesOfSeconds,
  loopNumbers,
  lossNumber,
  refuseBus,
  splitLoop,
  startNumbers,
  startOf,
  starveNumber,
} from './request-numbers.ts';
import { gainLineNumbers, matrixNumbers, pieceNumbers } from './request-tables.ts';

const column = numbersOf(requestFields);
const defaultRampSeconds = 0.005;
const noRings: readonly AddonRingBuffer[] = [];
const bothChannels: readonly number[] = Object.freeze([1, 2]);
const noParts: ActionParts = Object.freeze({
  samples: null,
  ring: null,
  target: null,
  channels: Object.freeze([]),
  offset: 0,
});

type RequestOf<Type> = Extract<MixerRequest, { type: Type }>;

/** What every request of a kind has, beside its type. */
interface OptionsOfKind {
  player: PlayRingBufferOptions;
  recorder: RecordRingBufferOptions;
  command: CommandOptions;
}

type HasOptions<Request, Options> = [Request] extends [never]
  ? false
  : Required<Request> extends Required<Options>
    ? true
    : false;

/** For each type the function that writes what is its own; pack() writes what its kind has. A type that
 * is no request, or lacks options of its kind, can have none. */
type RowWriters = {
  readonly [Type in AccountType]: HasOptions<
    RequestOf<Type>,
    OptionsOfKind[(typeof actionKindOf)[Type]]
  > extends true
    ? (batch: RequestRows, request: RequestOf<Type>, at: number) => ActionParts
    : never;
};

type NamesOfRequests = {
  readonly [Type in MixerRequest['type']]: OptionNames<RequestOf<Type>>;
};

const whenNames = { type: true, start: true, allowBelated: true } as const;
const rangeNames = { channels: true, length: true } as const;
const playNames = {
  ...({ gain: true, ramp: true, fadeIn: true, fadeOut: true, onStarve: true, bus: true } as const),
  ...({ gainLine: true, matrix: true, piece: true } as const),
};
const commandNames = { type: true, time: true, allowBelated: true } as const;

/** What each request may have. */
const requestNames: NamesOfRequests = {
  playBuffer: {
    ...{ ...whenNames, ...rangeNames, ...playNames },
    ...{ samples: true, offset: true, loop: true },
  },
  playRingBuffer: { ...whenNames, ...rangeNames, ...playNames, ring: true },
  recordBuffer: { ...whenNames, ...rangeNames, target: true, offset: true, onLoss: true },
  recordRingBuffer: { ...whenNames, ...rangeNames, ring: true, onLoss: true },
  cancel: { ...commandNames, action: true, fade: true, chain: true },
  setGain: { ...commandNames, action: true, gain: true, ramp: true },
  setLoop: { ...commandNames, action: true, loop: true },
  setBus: {
    ...{ ...commandNames, bus: true, gain: true, muted: true, soloed: true, ramp: true },
    ...{ pan: true, soloSafe: true },
  },
  fetchAndResetStats: commandNames,
};

/** What the rows need to know of the stream. */
export interface RowsContext extends OwnerKey {
  readonly sampleRate: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly buses: BusTable;
}

/** One batch of requests on its way to the addon. */
export class RequestRows {
  readonly rows: Float64Array;
  readonly channels: ChannelPool;
  readonly #tables: TablePool;
  /** Made when there is a first one. */
  #rings: DistinctList<AddonRingBuffer> | null = null;
  /** What a row begins after. */
  predecessors: Map<number, Predecessor> | null = null;
  /** Cancels of whole chains. */
  cuts: (CancelOptions & { action: Action })[] | null = null;
  readonly #context: RowsContext;
  readonly #grouped: boolean;
  /** Of the player that is being packed. */
  #bus: KnownBus | null = null;
  #parts: ActionParts | null = null;
  /** Arrays that several requests of the batch play are copied once. */
  #copies: Map<Float32Array, SampleBuffer> | null = null;

  constructor(grouped: boolean, context: RowsContext, storage: RowStorage) {
    this.#context = context;
    this.#grouped = grouped;
    this.rows = storage.rows;
    this.channels = storage.channels;
    this.#tables = storage.tables;
  }

  /** What the rows' numbers of rings refer to. */
  get rings(): readonly AddonRingBuffer[] {
    return this.#rings?.natives ?? noRings;
  }

  /** The type of a row that was packed. */
  typeOf(row: number): AccountType {
    return actionTypes[this.rows[row * rowLength + column.type] as number] as AccountType;
  }

  /** Packs the first `count` requests, holes in the list included; what each refers to. A failure
   * names the request. */
  packAll(requests: readonly MixerRequest[], count: number): ActionParts[] {
    const parts: ActionParts[] = [];
    for (let i = 0; i < count; i++) {
      try {
        parts.push(this.pack(requests[i] as MixerRequest, i));
      } catch (error) {
        if (error instanceof RtMixerError && count > 1) {
          throw new RtMixerError(error.code, `Request ${i + 1}: ${error.message}`);
        }
        throw error;
      }
    }
    return parts;
  }

  /** Packs a request into row `row`; what it refers to. */
  pack(request: MixerRequest, row: number): ActionParts {
    const at = row * rowLength;
    requireObject(request, 'A request');
    const type = request.type;
    const typeNumber = actionTypes.indexOf(type);
    if (typeNumber < 0) {
      throw invalidArgument(
        `A request's type must be one of ${actionTypes.join(', ')}, not ${described(type)}.`,
      );
    }
    const kind = actionKindOf[type];
    if (kind === 'recorder') {
      refuseBus(request);
    }
    refuseUnknownOptions(request, requestNames[type], type);
    const { rows } = this;
    rows[at + column.type] = typeNumber;
    rows[at + column.belated] = belatedNumber(request.allowBelated);
    rows[at + column.samples] = -1;
    rows[at + column.ring] = -1;
    rows[at + column.lengthFrames] = -1;
    rows[at + column.gain] = 1;
    if (kind === 'command') {
      this.#packStart((request as OptionsOfKind['command']).time, at, 'time');
    } else {
      const sound = request as OptionsOfKind['player' | 'recorder'];
      this.#packSoundStart(sound.start, at);
      this.#packRange(sound, at);
      if (kind === 'player') {
        return this.#packPlayer(request as RequestOf<'playBuffer' | 'playRingBuffer'>, at);
      } else {
        this.#packRecording(sound, at);
      }
    }
    const write = RequestRows.#writers[type] as RowWriters['playBuffer'];
    return write(this, request as RequestOf<'playBuffer'>, at);
  }

  static readonly #writers: RowWriters = {
    playBuffer: (batch, request, at) => batch.#packSource(request, at),
    playRingBuffer: (batch, request, at) => batch.#packRing(request.ring, request, at),
    recordBuffer: (batch, request, at) => batch.#packTarget(request, at),
    recordRingBuffer: (batch, request, at) =>
      batch.#packRing(request.ring, { channels: request.channels }, at),
    cancel: (batch, request, at) => {
      batch.#packFade(request.fade, at + column.fadeFrames, at + column.fadeCurve, 'fade');
      return batch.#packCut(request, batch.#packChanged(request.action, at), at);
    },
    setGain: (batch, request, at) => {
      batch.rows[at + column.rampFrames] = batch.#rampFrames(request.ramp);
      batch.rows[at + column.gain] = finiteNumber(request.gain, 'gain');
      return batch.#packChanged(request.action, at);
    },
    setLoop: (batch, request, at) => {
      batch.#packNewLoop(request.loop, at);
      return batch.#packChanged(request.action, at);
    },
    setBus: (batch, request, at) => {
      batch.rows[at + column.rampFrames] = batch.#rampFrames(request.ramp);
      const { bus, gain, pan } = request;
      batch.rows[at + column.bus] = batch.#context.buses.numberOf(bus);
      batch.rows[at + column.busChanges] = busChangeBits(request);
      batch.rows[at + column.gain] = gain ?? 1;
      batch.rows[at + column.pan] = pan ?? 0;
      return { ...noParts, bus };
    },
    fetchAndResetStats: () => noParts,
  };

  #packSoundStart(start: Start | After | undefined, at: number): void {
    if (typeof start !== 'object' || start === null || !('after' in start)) {
      this.#packStart(start, at, 'start');
      return;
    }
    const { after } = start;
    const row = at / rowLength;
    const [kind, value, streamNumber, gap] = afterNumbers(start, after, row, this.#context);
    this.predecessors ??= new Map();
    this.predecessors.set(row, { before: after instanceof Action ? after : value - 1, gap });
    this.rows[at + column.startKind] = kind;
    this.rows[at + column.start] = value;
    this.rows[at + column.startStreamNumber] = streamNumber;
    this.rows[at + column.gapFrames] = gap;
  }

  #packStart(start: Start | undefined, at: number, what: string): void {
    const [kind, value] = startNumbers(start, this.#grouped, what);
    this.rows[at + column.startKind] = kind;
    this.rows[at + column.start] = value;
  }

  /** Keeps the values of a cancel as they were read: a getter may return others next time. */
  #packCut({ chain }: CancelOptions, parts: ActionParts, at: number): ActionParts {
    if (chain !== undefined && typeof chain !== 'boolean') {
      throw invalidArgument(`chain must be true or false, not ${described(chain)}.`);
    }
    if (chain === true) {
      const number = (field: keyof typeof column) => this.rows[at + column[field]] as number;
      const time = startOf([number('startKind'), number('start')]);
      const fade = fadeOf(number('fadeFrames'), number('fadeCurve'));
      const allowBelated = belatedPolicies[number('belated')];
      this.rows[at + column.cutsChain] = 1;
      this.cuts ??= [];
      this.cuts.push({ action: parts.target as Action, time, allowBelated, fade });
    }
    return parts;
  }

  #packFade(fade: Fade | undefined, framesAt: number, curveAt: number, what: string): void {
    const [frames, curve] = fadeNumbers(fade, this.#context.sampleRate, what);
    this.rows[framesAt] = frames;
    this.rows[curveAt] = curve;
  }

  #packRange({ offset, length }: { offset?: number; length?: number }, at: number): void {
    if (offset !== undefined) {
      this.rows[at + column.offsetFrames] = wholeNumber(offset, 0, 'offset');
    }
    if (length !== undefined) {
      this.rows[at + column.lengthFrames] = wholeNumber(length, 0, 'length');
    }
  }

  /** A player on a bus; `bus` is read once. */
  #packPlayer(request: RequestOf<'playBuffer' | 'playRingBuffer'>, at: number): ActionParts {
    const write = RequestRows.#writers[request.type] as RowWriters['playBuffer'];
    const { bus } = request;
    this.#bus = bus === undefined ? null : this.#context.buses.find(bus);
    this.#packPlaying(request, at);
    this.rows[at + column.bus] = this.#bus?.number ?? 0;
    const parts = write(this, request as RequestOf<'playBuffer'>, at);
    return bus === undefined ? parts : { ...parts, bus };
  }

  #packPlaying(options: PlayRingBufferOptions, at: number): void {
    const { fadeIn, fadeOut } = options;
    if (fadeIn !== undefined) {
      this.#packFade(fadeIn, at + column.fadeInFrames, at + column.fadeInCurve, 'fadeIn');
    }
    if (fadeOut !== undefined) {
      this.#packFade(fadeOut, at + column.fadeOutFrames, at + column.fadeOutCurve, 'fadeOut');
    }
    if (options.gainLine !== undefined || options.piece !== undefined) {
      this.#packShape(options, at);
    }
    if (options.gain !== undefined) {
      this.rows[at + column.gain] = finiteNumber(options.gain, 'gain');
    }
    if (options.ramp !== undefined) {
      this.rows[at + column.rampFrames] = this.#rampFrames(options.ramp);
    }
    if (options.onStarve !== undefined) {
      this.rows[at + column.onStarve] = starveNumber(options.onStarve);
    }
  }

  #packShape({ gainLine, piece }: PlayRingBufferOptions, at: number): void {
    if (gainLine !== undefined) {
      const numbers = gainLineNumbers(gainLine);
      this.rows[at + column.gainLineOffset] = this.#tables.add(numbers);
      this.rows[at + column.gainLineCount] = numbers.length / 2;
    }
    if (piece !== undefined) {
      this.rows.set(pieceNumbers(piece), at + column.pieceFrom);
    }
  }

  /** The channels that it plays on, by numbers or a matrix, and how many channels an array of samples
   * has then. `width` is used where nothing is asked; `hasWidth`: it is that of the source. A source of
   * one channel is placed by the pan of its bus then: its row names no channels. */
  #packRouting(
    { channels, matrix }: PlayRingBufferOptions,
    width: number,
    at: number,
    hasWidth = true,
  ): { channels: readonly number[]; sourceChannels: number } {
    const isPlaced = hasWidth && width === 1 && this.#bus?.isPanned === true;
    if (isPlaced && channels === undefined && matrix === undefined) {
      return { channels: bothChannels, sourceChannels: 1 };
    }
    if (matrix === undefined) {
      const numbers = this.#packChannels(channels, width, at);
      return { channels: numbers, sourceChannels: numbers.length };
    }
    if (channels !== undefined) {
      throw invalidArgument('A request must have channels or a matrix, not both.');
    }
    const numbers = matrixNumbers(matrix);
    this.rows[at + column.matrixOffset] = this.#tables.add(numbers);
    this.rows[at + column.matrixCount] = numbers.length / 3;
    const from = numbers.filter((_, k) => k % 3 === 0);
    const to = numbers.filter((_, k) => k % 3 === 1);
    return {
      channels: Object.freeze([...new Set(to)].sort((a, b) => a - b)),
      sourceChannels: from.reduce((most, number) => Math.max(most, number), 0),
    };
  }

  #packRecording({ onLoss }: RecordRingBufferOptions, at: number): void {
    if (onLoss !== undefined) {
      this.rows[at + column.onLoss] = lossNumber(onLoss);
    }
  }

  #rampFrames(ramp: number | undefined): number {
    const seconds = ramp === undefined ? defaultRampSeconds : ramp;
    return framesOfSeconds(seconds, this.#context.sampleRate, 'ramp');
  }

  /** Writes the channel numbers; `width` is used where none are asked. */
  #packChannels(channels: Channels | undefined, width: number, at: number): readonly number[] {
    const numbers = this.channels.numbers(channels ?? width);
    this.rows[at + column.channelOffset] = this.channels.add(numbers);
    this.rows[at + column.channelCount] = numbers.length;
    return numbers;
  }

  #packSource(request: MixerRequest & { type: 'playBuffer' }, at: number): ActionParts {
    const { samples } = request;
    if (samples instanceof DiskReader) {
      const ring = this.#packRingOf(samples, nativeReaderRing, at);
      if (request.length === undefined) {
        const from = this.rows[at + column.pieceFrom] as number;
        this.rows[at + column.lengthFrames] = from + samples.frames;
      }
      const width = ring.elementSize() / Float32Array.BYTES_PER_ELEMENT;
      const { channels } = this.#packRouting(request, width, at);
      this.#packLoop(request, samples.frames, at);
      return { samples, ring: null, target: null, channels, offset: 0 };
    }
    const own = samples instanceof SampleBuffer;
    const target = this.#bus?.channels ?? this.#context.outputChannels;
    const width = own ? samples.channels : target;
    const { channels, sourceChannels } = this.#packRouting(request, width, at, own);
    const buffer = own ? samples : this.#copyOf(samples, sourceChannels);
    this.#packSamples(buffer, at);
    this.#packLoop(request, buffer.frames, at);
    return this.#partsOf(buffer, channels);
  }

  /** The same object for the same samples on the same channels. */
  #partsOf(samples: SampleBuffer, channels: readonly number[]): ActionParts {
    if (this.#parts?.samples !== samples || this.#parts.channels !== channels) {
      this.#parts = { samples, ring: null, target: null, channels, offset: 0 };
    }
    return this.#parts;
  }

  #packLoop({ loop, offset = 0, length }: PlayBufferOptions, frames: number, at: number): void {
    if (loop !== undefined) {
      const end = length === undefined ? frames : offset + length;
      this.rows.set(loopNumbers(loop, offset, end), at + column.loopStartFrame);
    }
  }

  /** The ends that are left out follow from the target. */
  #packNewLoop(loop: Loop | null, at: number): void {
    if (loop === null) {
      return;
    }
    if (typeof loop !== 'object') {
      throw invalidArgument(
        `loop must be a range with times, or null for no loop, not ${described(loop)}.`,
      );
    }
    const { loop: given, rowLoop } = splitLoop(loop);
    this.rows.set(loopNumbers(given, 0, 0), at + column.loopStartFrame);
    this.rows[at + column.rowLoop] = rowLoop;
  }

  #packTarget(request: MixerRequest & { type: 'recordBuffer' }, at: number): ActionParts {
    const { target } = request;
    if (target instanceof SampleBuffer) {
      const channels = this.#packChannels(request.channels, target.channels, at);
      this.#packSamples(target, at);
      return { samples: target, ring: null, target: null, channels, offset: 0 };
    }
    const channels = this.#packChannels(request.channels, this.#context.inputChannels, at);
    requireSamples(target, channels.length);
    const buffer = SampleBuffer.create({
      channels: channels.length,
      frames: target.length / channels.length,
      sampleRate: this.#context.sampleRate,
    });
    this.#packSamples(buffer, at);
    // As it was read and checked: a getter may return another one next time.
    const offset = this.rows[at + column.offsetFrames] as number;
    return { samples: buffer, ring: null, target, channels, offset };
  }

  #copyOf(samples: Float32Array, channels: number): SampleBuffer {
    this.#copies ??= new Map();
    const known = this.#copies.get(samples);
    if (known?.channels === channels) {
      return known;
    }
    const { sampleRate } = this.#context;
    const copy = SampleBuffer.from(samples, { channels: channelCount(channels), sampleRate });
    this.#copies.set(samples, copy);
    return copy;
  }

  #packSamples(buffer: SampleBuffer, at: number): void {
    this.rows[at + column.samples] = samplesNumber(buffer);
  }

  #packRing(
    ring: RingBuffer | TakeWriter,
    routing: PlayRingBufferOptions,
    at: number,
  ): ActionParts {
    let native: AddonRingBuffer;
    if (ring instanceof TakeWriter) {
      native = this.#packRingOf(ring, nativeTakeRing, at);
    } else if (ring instanceof RingBuffer) {
      native = this.#packRingOf(ring, nativeRing, at);
    } else {
      throw invalidArgument(`ring must be a RingBuffer, not ${described(ring)}.`);
    }
    const bytes = native.elementSize();
    const width = bytes / Float32Array.BYTES_PER_ELEMENT;
    if (!Number.isInteger(width)) {
      throw invalidArgument(
        `The ring's elements of ${bytes} bytes are not whole frames of float32; use 4 bytes per channel.`,
      );
    }
    const { channels } = this.#packRouting(routing, width, at);
    return { samples: null, ring, target: null, channels, offset: 0 };
  }

  #packRingOf<Source extends object>(
    source: Source,
    ringOf: (source: Source) => AddonRingBuffer,
    at: number,
  ): AddonRingBuffer {
    this.#rings ??= new DistinctList();
    const index = this.#rings.indexOf(source, ringOf);
    this.rows[at + column.ring] = index;
    return this.#rings.natives[index] as AddonRingBuffer;
  }

  #packChanged(action: Action, at: number): ActionParts {
    if (!(action instanceof Action)) {
      throw invalidArgument(`action must be an Action of this stream, not ${described(action)}.`);
    }
    if (ownerKeyOf(action) !== this.#context) {
      throw new RtMixerError(
        'foreign-action',
        'This action belongs to another stream; use the stream that scheduled it.',
      );
    }
    this.rows[at + column.target] = action.id;
    this.rows[at + column.targetType] = actionTypes.indexOf(action.type);
    return { samples: null, ring: null, target: action, channels: action.channels, offset: 0 };
  }
}
