/** A random schedule on the native mixer. */
import {
  type Action,
  type Loop,
  type MixerRequest,
  OfflineMixer,
  RingBuffer,
  SampleBuffer,
  type SoundPiece,
} from '../../../../native/index.ts';
import { busNames, ringFrames } from './random-schedules.ts';
import type { ModelRequest, ModelScene, ModelTurn } from './reference-mixer.ts';
import type { ModelRecord } from './reference-recorder.ts';
import type { ModelLoop, ModelPlay } from './reference-voice.ts';

export const sampleRate = 48_000;
/** In targets where nothing was recorded. */
export const untouched = 7;

/** What was played and recorded; the actions in the order of their requests. */
export interface PlayedSchedule {
  readonly players: Action[];
  readonly recorders: Action[];
  readonly output: Float32Array;
}

/** An action of an earlier call, or the number of a request of this one. */
function startOf(play: ModelPlay, players: readonly Action[], requests: readonly ModelRequest[]) {
  const { frame, after, gap } = play;
  if (after === null) {
    return frame === null ? 0 : { frame };
  }
  const plays = [...requests.keys()].filter((k) => requests[k]?.kind === 'play');
  const request = (plays[after - players.length] ?? 0) + 1;
  return { after: players[after] ?? { request }, ...(gap === 0 ? {} : { frames: gap }) };
}

function filledRing({ ring, offset }: ModelPlay, samples: Float32Array): RingBuffer {
  const made = new RingBuffer(Float32Array.BYTES_PER_ELEMENT, ringFrames);
  made.write(samples.subarray(offset, offset + (ring?.fill ?? 0)));
  made.setEnded(ring?.ended ?? false);
  return made;
}

function recorderRequest(request: ModelRecord): MixerRequest {
  const { frame, allowBelated, offset, length, ring } = request;
  const start = frame === null ? 0 : { frame };
  if (ring !== null) {
    const made = new RingBuffer(Float32Array.BYTES_PER_ELEMENT, ring);
    return { type: 'recordRingBuffer', ring: made, channels: [1], start, allowBelated, length };
  }
  const target = new Float32Array(offset + length + 3).fill(untouched);
  return { type: 'recordBuffer', target, channels: [1], start, allowBelated, offset, length };
}

function loopOf({ startFrame, endFrame, times }: ModelLoop): Loop {
  return { startFrame, endFrame, ...(typeof times === 'object' ? times : { times }) };
}

function pieceOf({ from, frames }: { from: number; frames: number | null }): SoundPiece {
  return { from, ...(frames === null ? {} : { frames }) };
}

/** Turns requests of the model into requests of the mixer. */
class Translation {
  readonly result: PlayedSchedule;
  readonly #scene: ModelScene;
  readonly #mono: SampleBuffer;

  constructor(result: PlayedSchedule, scene: ModelScene) {
    this.result = result;
    this.#scene = scene;
    this.#mono = SampleBuffer.from(scene.samples, { channels: 1, sampleRate });
  }

  #player(play: ModelPlay, requests: readonly ModelRequest[]): MixerRequest {
    const { samples } = this.#scene;
    const { allowBelated, offset, length, gain, fadeIn, fadeOut, loop, ring } = play;
    const { channels, matrix, gainLine, piece } = play;
    const common = {
      ...{ start: startOf(play, this.result.players, requests) },
      ...(play.isPlaced ? {} : matrix === null ? { channels } : { matrix }),
      ...{ allowBelated, gain, fadeIn, fadeOut },
      ...(gainLine === null ? {} : { gainLine }),
      ...(piece === null ? {} : { piece: pieceOf(piece) }),
      ...(play.bus === 0 ? {} : { bus: busNames[play.bus - 1] ?? '' }),
    };
    if (ring !== null) {
      const open = ring.isOpen ? {} : { length };
      const { onStarve } = ring;
      return {
        ...{ type: 'playRingBuffer', ring: filledRing(play, samples), onStarve },
        ...common,
        ...open,
      };
    }
    return {
      ...{ type: 'playBuffer', samples: this.#mono, offset, length },
      ...common,
      ...(loop === null ? {} : { loop: loopOf(loop) }),
    };
  }

  request(request: ModelRequest, requests: readonly ModelRequest[]): MixerRequest {
    if (request.kind === 'play') {
      return this.#player(request, requests);
    }
    if (request.kind === 'record') {
      return recorderRequest(request);
    }
    const time = request.frame === null ? 0 : { frame: request.frame };
    if (request.kind === 'setBus') {
      const { gain, muted, soloed, soloSafe, pan, ramp } = request;
      const bus = request.bus === 0 ? 'master' : (busNames[request.bus - 1] ?? '');
      return {
        ...{ type: 'setBus', bus, time, ramp: ramp / sampleRate },
        ...(gain === null ? {} : { gain }),
        ...(muted === null ? {} : { muted }),
        ...(soloed === null ? {} : { soloed }),
        ...(soloSafe === null ? {} : { soloSafe }),
        ...(pan === null ? {} : { pan }),
      };
    }
    const { players, recorders } = this.result;
    if (request.kind === 'stop') {
      return { type: 'cancel', action: recorders[request.target] as Action, time };
    }
    const action = players[request.target] as Action;
    if (request.kind === 'setLoop') {
      return { type: 'setLoop', action, time, loop: request.loop && loopOf(request.loop) };
    }
    return request.kind === 'cancel'
      ? { type: 'cancel', action, time, fade: request.fade, chain: request.chain }
      : { type: 'setGain', action, time, gain: request.gain, ramp: request.ramp / sampleRate };
  }
}

/** Each of the turns' blocks is one block of the mixer. */
export function playedSchedule(turns: readonly ModelTurn[], scene: ModelScene): PlayedSchedule {
  const { channels, input } = scene;
  const mixer = new OfflineMixer({
    ...{ sampleRate, channels: [1, channels], blockSize: 4096 },
    buses: busNames.slice(0, scene.buses - 1),
  });
  mixer.addBus({ name: busNames[scene.buses - 1] ?? '', pan: 0 });
  const parts: number[] = [];
  const result = { players: [] as Action[], recorders: [] as Action[], output: new Float32Array() };
  const translation = new Translation(result, scene);
  for (const { requests, blocks } of turns) {
    const made = mixer.schedule(requests.map((request) => translation.request(request, requests)));
    result.players.push(...made.filter(({ type }) => type.startsWith('play')));
    result.recorders.push(...made.filter(({ type }) => type.startsWith('record')));
    for (const frames of blocks) {
      const heard = input.subarray(mixer.frame, mixer.frame + frames);
      parts.push(...mixer.render(frames, heard));
    }
  }
  return { ...result, output: Float32Array.from(parts) };
}
