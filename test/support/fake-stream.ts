/** An invented stream whose time is driven by the test: actions start and end at exact frames. */
import type {
  MixerStream,
  SoundSource,
  StreamAction,
  StreamRequest,
  StreamSetup,
} from '../../main/engine/native-mixer.ts';
import {
  type BusOptions,
  type CallbackPriority,
  type GroupOptions,
  type Levels,
  type RecordedLoss,
  RtMixerError,
  type StreamDropout,
  type StreamStats,
} from '../../native/index.ts';
import {
  ACTION_KINDS,
  type ActionOutcome,
  type ActionState,
  type ActionType,
  NO_STATS,
} from '../../preload/actions.ts';

let nextId = 1;

export class FakeAction implements StreamAction {
  readonly id = nextId++;
  readonly request: StreamRequest;
  readonly type: ActionType;
  readonly requestedFrame: number | null;
  readonly acceptedFrame: number;
  state: ActionState = 'pending';
  outcome: ActionOutcome | null = null;
  streamNumber = 1;
  actualFrame: number | null = null;
  actualTime = 0;
  totalFrames: number | null;
  doneFrames = 0;
  skippedFrames = 0;
  starvedFrames = 0;
  losses: readonly RecordedLoss[] = [];
  lossCount = 0;
  peak = 0;
  gain: number;
  stats = NO_STATS;

  constructor(request: StreamRequest, requestedFrame: number | null, acceptedFrame: number) {
    this.request = request;
    this.type = request.type;
    this.requestedFrame = requestedFrame;
    this.acceptedFrame = acceptedFrame;
    this.totalFrames = request.type === 'playBuffer' ? framesOf(request) : null;
    this.gain = request.type === 'playBuffer' ? (request.gain ?? 1) : 1;
  }

  /** Device time counts the stream's frames. */
  get requestedTime(): number {
    return (this.requestedFrame ?? 0) / 48_000;
  }

  get channels(): readonly number[] {
    if ('matrix' in this.request) return [...new Set(this.request.matrix?.map(({ to }) => to))];
    const channels = 'channels' in this.request ? this.request.channels : [];
    return Array.isArray(channels) ? channels : [];
  }

  get samples(): SoundSource | null {
    if (this.request.type !== 'playBuffer') return null;
    const { samples } = this.request;
    return samples instanceof Float32Array ? null : samples;
  }

  takePeak(): number {
    const { peak } = this;
    this.peak = 0;
    return peak;
  }

  finish(outcome: ActionOutcome): void {
    this.state = 'finished';
    this.outcome = outcome;
  }

  /** What it does up to (not including) `frame`. */
  advance(frame: number): void {
    const start = Math.max(this.requestedFrame ?? this.acceptedFrame, this.acceptedFrame);
    if (this.state === 'pending' && start < frame) this.begin(start);
    if (this.state !== 'active' || this.actualFrame === null) return;
    const sounded = frame - this.actualFrame;
    const left = (this.totalFrames ?? Number.POSITIVE_INFINITY) - this.skippedFrames;
    this.doneFrames = Math.min(sounded, left);
    if (this.doneFrames === left) this.finish('completed');
  }

  private begin(start: number): void {
    const late = start - (this.requestedFrame ?? start);
    const policy = 'allowBelated' in this.request ? this.request.allowBelated : true;
    if (late > 0 && policy === false) {
      this.finish('belated');
      return;
    }
    if (policy === 'trim') this.skippedFrames = late;
    this.actualFrame = start;
    this.actualTime = start / 48_000;
    this.state = 'active';
  }
}

/** Of the piece that is played. */
function framesOf({
  length,
  loop,
  piece,
}: Extract<StreamRequest, { type: 'playBuffer' }>): number | null {
  return piece?.frames ?? loop?.totalFrames ?? length ?? null;
}

/** Main asks in frames; null = as soon as possible. */
function frameOf(start: unknown): number | null {
  return typeof start === 'object' && start !== null && 'frame' in start
    ? Number(start.frame)
    : null;
}

export class FakeStream implements MixerStream {
  readonly setup: StreamSetup;
  active = false;
  frame = 0;
  readonly sampleRate: number;
  readonly blockSize: number;
  cpuLoad = 0.1;
  clockBound: number | null = 20e-6;
  /** Taken by the next call of `takeWorstLoad`. */
  worstLoad = 0;
  priority: CallbackPriority = { policy: 'realtime', level: 10, grantedBy: 'system' };
  readonly reports = {
    inputUnderflow: true,
    inputOverflow: true,
    outputUnderflow: true,
    outputOverflow: true,
  };
  stats: StreamStats = {
    ...NO_STATS,
    inferredDropouts: 0,
    inferredDropoutFrames: 0,
    clippedSamples: 0,
    clippedSamplesByChannel: [],
  };
  /** Given by the next `takeDropouts`. */
  dropouts: StreamDropout[] = [];
  /** Every action ever scheduled, in order. */
  readonly actions: FakeAction[] = [];
  /** As they were added. */
  readonly buses = new Map<string, BusOptions>();
  /** How many batches were scheduled. */
  batches = 0;
  /** Refuses the whole batch in which a request gives an error; as the library does. */
  refusal: (request: StreamRequest) => RtMixerError | null = () => null;
  /** Frames that pass while one request is handed over. */
  framesPerRequest = 0;
  private finishedListener: (actions: readonly StreamAction[]) => void = () => {};
  private deadListener: () => void = () => {};

  constructor(setup: StreamSetup) {
    this.setup = setup;
    this.sampleRate = setup.sampleRate;
    this.blockSize = setup.blockSize;
  }

  async startAsync(): Promise<void> {
    this.active = true;
  }

  async stop(): Promise<void> {
    this.endAll('stream-stopped');
    this.active = false;
  }

  async close(): Promise<void> {
    this.active = false;
  }

  schedule(
    requests: readonly StreamRequest[],
    { origin }: GroupOptions = {},
  ): readonly StreamAction[] {
    if (!this.active) throw new Error('scheduled on a stream that is not active');
    for (const request of requests) this.requirePossible(request);
    this.frame += Math.round(requests.length * this.framesPerRequest);
    this.batches += 1;
    const actions = requests.map((request) => {
      const start = 'start' in request ? request.start : 'time' in request ? request.time : 0;
      const frame = frameOf(start);
      const requested = frame === null ? null : (frameOf(origin) ?? 0) + frame;
      return new FakeAction(request, requested, this.frame);
    });
    this.actions.push(...actions);
    return actions;
  }

  /** Time goes on by so many frames. */
  advance(frames: number): void {
    this.frame += frames;
    const before = this.actions.filter(({ state }) => state !== 'finished');
    for (const action of before) {
      if (ACTION_KINDS[action.type] === 'command') this.runCommand(action);
    }
    for (const action of before) if (action.state !== 'finished') action.advance(this.frame);
    this.report(before);
  }

  /** The device is gone. */
  die(): void {
    this.endAll('device-lost');
    this.active = false;
    this.deadListener();
  }

  liveStats(): StreamStats {
    return this.stats;
  }

  takeWorstLoad(): number {
    const { worstLoad } = this;
    this.worstLoad = 0;
    return worstLoad;
  }

  takeDropouts(): readonly StreamDropout[] {
    const { dropouts } = this;
    this.dropouts = [];
    return dropouts;
  }

  takeLevels() {
    const silence = (channels: number) => ({
      peak: new Float32Array(channels),
      rms: new Float32Array(channels),
    });
    return {
      input: silence(this.setup.inputChannels),
      output: silence(this.setup.outputChannels),
      buses: new Map<string, Levels>(),
    };
  }

  addBus(options: BusOptions): void {
    if (this.buses.has(options.name)) throw new Error(`There is a bus ${options.name} already.`);
    if (this.buses.size === 1_024) throw new RtMixerError('invalid-argument', 'No bus is free.');
    this.buses.set(options.name, options);
  }

  removeBus(name: string): void {
    if (!this.buses.delete(name)) throw new Error(`There is no bus ${name}.`);
  }

  onActionsFinished(listener: (actions: readonly StreamAction[]) => void): () => void {
    this.finishedListener = listener;
    return () => {};
  }

  onDead(listener: () => void): () => void {
    this.deadListener = listener;
    return () => {};
  }

  /** Players that are not finished, in the order in which they were scheduled. */
  get players(): readonly FakeAction[] {
    return this.actions.filter(({ type, state }) => type === 'playBuffer' && state !== 'finished');
  }

  /** Throws what the library throws. */
  private requirePossible(request: StreamRequest): void {
    const refusal = this.refusal(request);
    if (refusal !== null) throw refusal;
    const bus = 'bus' in request ? request.bus : undefined;
    if (bus !== undefined && bus !== 'master' && !this.buses.has(bus)) {
      throw new RtMixerError('invalid-argument', `Request 1: There is no bus ${bus}.`);
    }
    if (request.type === 'cancel' || request.type === 'setGain') return;
    if (!('channels' in request) || !Array.isArray(request.channels)) return;
    const isRecorder = request.type.startsWith('record');
    const { inputChannels, outputChannels } = this.setup;
    const [side, most] = isRecorder ? ['input', inputChannels] : ['output', outputChannels];
    if (most === 0) {
      const none = `Request 1: This stream has no ${side} channels.`;
      throw new RtMixerError('invalid-channel', none);
    }
    const beyond = request.channels.find((channel) => Number(channel) > Number(most));
    if (beyond === undefined) return;
    const sentence = `Request 1: There is no ${side} channel ${beyond}.`;
    throw new RtMixerError('invalid-channel', sentence);
  }

  private runCommand(action: FakeAction): void {
    const at = Math.max(action.requestedFrame ?? action.acceptedFrame, action.acceptedFrame);
    if (at >= this.frame) return;
    action.actualFrame = at;
    const { request } = action;
    if (request.type === 'cancel') {
      const target = request.action as FakeAction;
      target.advance(at);
      if (target.state === 'pending') target.finish('cancelled-before-start');
      if (target.state === 'active') target.finish('cancelled');
    }
    if (request.type === 'setGain') (request.action as FakeAction).gain = request.gain;
    action.finish('completed');
  }

  private endAll(outcome: ActionOutcome): void {
    const open = this.actions.filter(({ state }) => state !== 'finished');
    for (const action of open) action.finish(outcome);
    this.report(open);
  }

  private report(candidates: readonly FakeAction[]): void {
    const finished = candidates.filter(({ state }) => state === 'finished');
    if (finished.length > 0) this.finishedListener(finished);
  }
}
