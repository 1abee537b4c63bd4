/** The buses of the reference mixer: what sounds at one frame, bus for bus. Number 0 is what goes
 * straight to the output. */

export interface ModelSetBus {
  readonly kind: 'setBus';
  /** From 1. */
  readonly bus: number;
  readonly frame: number | null;
  /** null = unchanged. */
  readonly gain: number | null;
  readonly muted: boolean | null;
  readonly soloed: boolean | null;
  /** Frames. */
  readonly ramp: number;
}

/** A ramp between two gains. */
export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly frame: number;
  readonly frames: number;
}

export function gainAt({ from, to, frame: first, frames }: Ramp, frame: number): number {
  return frame < first + frames ? Math.fround(from + (to - from) * ((frame - first) / frames)) : to;
}

interface ModelBus {
  gain: number;
  muted: boolean;
  soloed: boolean;
  level: Ramp;
  sum: number;
}

export class ModelBuses {
  /** Of one channel each; their gains are the same. */
  readonly #channels: ModelBus[][];

  constructor(count: number, channels: number) {
    const level = { from: 1, to: 1, frame: 0, frames: 0 };
    const bus = () => ({ gain: 1, muted: false, soloed: false, level, sum: 0 });
    const busesOfOne = () => Array.from({ length: count + 1 }, bus);
    this.#channels = Array.from({ length: channels }, busesOfOne);
  }

  set(change: ModelSetBus, now: number): void {
    for (const buses of this.#channels) {
      const changed = buses[change.bus];
      if (changed === undefined) {
        return;
      }
      changed.gain = Math.fround(change.gain ?? changed.gain);
      changed.muted = change.muted ?? changed.muted;
      changed.soloed = change.soloed ?? changed.soloed;
      const someSoloed = buses.some(({ soloed }) => soloed);
      for (const bus of buses) {
        const isHeard = !bus.muted && (bus.soloed || !someSoloed);
        const to = isHeard ? bus.gain : 0;
        // A gain that is given and heard starts its ramp again; a ramp to the same gain continues.
        if (to !== bus.level.to || (bus === changed && isHeard && change.gain !== null)) {
          bus.level = { from: gainAt(bus.level, now), to, frame: now, frames: change.ramp };
        }
      }
    }
  }

  /** Adds a voice's sample to its bus at this frame. */
  add(channel: number, bus: number, voice: (sum: number) => number): void {
    const found = this.#channels[channel]?.[bus];
    if (found !== undefined) {
      found.sum = voice(found.sum);
    }
  }

  /** The output at the frame, channel by channel. */
  takeFrame(now: number): number[] {
    return this.#channels.map((buses) => {
      let output = 0;
      for (const bus of buses) {
        output = Math.fround(output + Math.fround(bus.sum * gainAt(bus.level, now)));
        bus.sum = 0;
      }
      return output;
    });
  }
}
