/** What PlaybackStream and RecordingStream share: their ring, and how they end. */
import type { Action } from '../actions/action.ts';
import { channelCount, counted, described, requireObject } from '../argument.ts';
import { deviceLostSentence, type FailureCode, invalidArgument, RtMixerError } from '../failure.ts';
import type {
  CancelOptions,
  Channels,
  PlayRingBufferOptions,
  RecordRingBufferOptions,
} from '../requests/request.ts';
import { RingBuffer } from './ring-buffer.ts';

/** What a PlaybackStream plays through: a Mixer, a MixerAndRecorder or an OfflineMixer. */
export interface RingPlayer {
  /** Hz. */
  readonly sampleRate: number;
  /** A count, or those of input and output. */
  readonly channels: number | readonly [input: number, output: number];
  /** As Mixer's. */
  playRingBuffer(ring: RingBuffer, options: PlayRingBufferOptions): Action;
  /** As Mixer's. */
  cancel(action: Action, options?: CancelOptions): Action;
}

/** What a RecordingStream records through: a Recorder, a MixerAndRecorder or an OfflineMixer. */
export interface RingRecorder {
  /** Hz. */
  readonly sampleRate: number;
  /** A count, or those of input and output. */
  readonly channels: number | readonly [input: number, output: number];
  /** As Recorder's. */
  recordRingBuffer(ring: RingBuffer, options: RecordRingBufferOptions): Action;
  /** As Mixer's. */
  cancel(action: Action, options?: CancelOptions): Action;
}

const bytesPerSample = Float32Array.BYTES_PER_ELEMENT;
export const pollMilliseconds = 5;

export type Done = (error?: Error | null) => void;

/** Throws `invalid-argument` for anything that is not a mixer with this command. */
export function requireMixer(mixer: unknown, command: 'playRingBuffer' | 'recordRingBuffer'): void {
  requireObject(mixer, 'The mixer');
  if (typeof Reflect.get(mixer, command) !== 'function') {
    throw invalidArgument(
      `The mixer of this stream needs ${command}(); ${described(mixer)} has none.`,
    );
  }
}

export function channelsOrAll(
  channels: Channels | undefined,
  mixer: { readonly channels: number | readonly [number, number] },
  direction: 0 | 1,
): Channels {
  const { channels: all } = mixer;
  return channels ?? (typeof all === 'object' ? all[direction] : all);
}

/** A ring of whole frames. Throws `invalid-argument`, `invalid-channel`, `out-of-memory`. */
export function ringFor(
  channels: Channels,
  size: number | undefined,
  sampleRate: number,
  seconds: number,
): RingBuffer {
  const width = channelCount(Array.isArray(channels) ? channels.length : channels);
  return new RingBuffer(
    width * bytesPerSample,
    size ?? 2 ** Math.ceil(Math.log2(seconds * sampleRate)),
  );
}

/** The error for an action that ended early. */
export function errorOf(action: Action): RtMixerError {
  const reasons: Partial<Record<string, [FailureCode, string]>> = {
    'device-lost': ['device-lost', deviceLostSentence],
    'stream-stopped': ['stream-not-active', 'The mixer was stopped before everything was done.'],
    belated: ['invalid-time', 'The start was in the past; start later, or set allowBelated.'],
    starved: ['stream-timeout', 'The samples came too late; make the ring larger.'],
    overflowed: ['stream-timeout', 'The samples were read too late; make the ring larger.'],
  };
  const [code, sentence] = reasons[action.outcome ?? ''] ?? [
    'job-cancelled',
    'The action was cancelled.',
  ];
  return new RtMixerError(code, `${sentence} (${counted(action.doneFrames, 'frame')} done.)`);
}

/** Cancels the action of a stream that is destroyed. */
export function cancelled(
  mixer: RingPlayer | RingRecorder,
  action: Action | null,
  error: Error | null,
): Error | null {
  try {
    if (action !== null && action.state !== 'finished') {
      mixer.cancel(action);
    }
    return error;
  } catch (refusal) {
    return error ?? (refusal as Error);
  }
}
