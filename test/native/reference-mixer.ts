/** The mixer as one would write it with all the time in the world: frame by frame, action by action.
 * What the native mixer must agree with, to the bit. One output channel per channel number. */

export interface ModelPlay {
  readonly kind: 'play';
  /** null = as soon as possible. */
  readonly frame: number | null;
  readonly allowBelated: boolean | 'trim';
  readonly offset: number;
  readonly length: number;
  readonly gain: number;
  /** From 1. */
  readonly channel: number;
}

export interface ModelCancel {
  readonly kind: 'cancel';
  /** Index of an earlier play. */
  readonly target: number;
  readonly frame: number | null;
}

export interface ModelSetGain {
  readonly kind: 'setGain';
  readonly target: number;
  readonly frame: number | null;
  readonly gain: number;
}

export type ModelRequest = ModelPlay | ModelCancel | ModelSetGain;

/** What is asked at the same moment, and how many frames pass before the next moment. */
export interface ModelTurn {
  readonly requests: readonly ModelRequest[];
  readonly frames: number;
}

export interface ModelVoice {
  readonly play: ModelPlay;
  /** null = it does not happen. */
  start: number | null;
  /** Frames of the play left out at its start. */
  skipped: number;
  end: number;
  outcome: string;
  readonly gains: { readonly frame: number; readonly gain: number }[];
}

function voiceOf(play: ModelPlay, now: number): ModelVoice {
  const asked = play.frame ?? now;
  const voice = { play, skipped: 0, outcome: 'completed', gains: [{ frame: 0, gain: play.gain }] };
  if (asked >= now) {
    return { ...voice, start: asked, end: asked + play.length };
  }
  if (play.allowBelated === false) {
    return { ...voice, start: null, end: 0, outcome: 'belated' };
  }
  if (play.allowBelated === 'trim') {
    const skipped = now - asked;
    return skipped < play.length
      ? { ...voice, start: now, skipped, end: now + play.length - skipped }
      : { ...voice, start: null, end: 0, outcome: 'belated' };
  }
  return { ...voice, start: now, end: now + play.length };
}

function cancel(voice: ModelVoice, frame: number): void {
  if (voice.start === null || frame >= voice.end) {
    return;
  }
  if (frame <= voice.start) {
    voice.start = null;
    voice.outcome = 'cancelled-before-start';
  } else {
    voice.end = frame;
    voice.outcome = 'cancelled';
  }
}

/** All voices, in the order they were asked for. */
export function modelVoices(turns: readonly ModelTurn[]): ModelVoice[] {
  const voices: ModelVoice[] = [];
  const commands: { frame: number; order: number; request: ModelCancel | ModelSetGain }[] = [];
  let now = 0;
  for (const { requests, frames } of turns) {
    for (const request of requests) {
      if (request.kind === 'play') {
        voices.push(voiceOf(request, now));
      } else {
        const frame = Math.max(request.frame ?? now, now);
        commands.push({ frame, order: commands.length, request });
      }
    }
    now += frames;
  }
  commands.sort((a, b) => a.frame - b.frame || a.order - b.order);
  for (const { frame, request } of commands) {
    const voice = voices[request.target];
    if (voice !== undefined && request.kind === 'cancel') {
      cancel(voice, frame);
    } else if (voice !== undefined && request.kind === 'setGain') {
      voice.gains.push({ frame, gain: request.gain });
    }
  }
  return voices;
}

/** Interleaved output of voices that all play from `samples`, summed voice after voice in single
 * precision. */
export function modelOutput(
  voices: readonly ModelVoice[],
  samples: Float32Array,
  frames: number,
  channels: number,
): Float32Array {
  const output = new Float32Array(frames * channels);
  for (const { play, start, skipped, end, gains } of voices) {
    for (let frame = start ?? end; frame < Math.min(end, frames); frame++) {
      const sample = samples[play.offset + skipped + frame - (start ?? 0)] ?? Number.NaN;
      const gain = gains.findLast((change) => change.frame <= frame)?.gain ?? Number.NaN;
      const at = frame * channels + play.channel - 1;
      output[at] = Math.fround((output[at] ?? 0) + Math.fround(sample * Math.fround(gain)));
    }
  }
  return output;
}
