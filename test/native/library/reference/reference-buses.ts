/** The buses of the reference mixer: what sounds at one frame, bus for bus. Number 0 is what goes
 * straight to the output. */
import { balanceOf, placeOf } from './reference-curves.ts';

export interface ModelSetBus {
  readonly kind: 'setBus';
  /** From 1; 0 = the master. */
  readonly bus: number;
  readonly frame: number | null;
  /** null = unchanged. */
  readonly gain: number | null;
  readonly muted: boolean | null;
  readonly soloed: boolean | null;
  readonly soloSafe: boolean | null;
  /** Of a panned bus. */
  readonly pan: number | null;
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

const atRest = (to: number): Ramp => ({ from: to, to, frame: 0, frames: 0 });

interface ModelBus {
  gain: number;
  muted: boolean;
  soloed: boolean;
  soloSafe: boolean;
  level: Ramp;
  pan: Ramp;
  /** Of its channels, then of what its pan places. */
  sums: [left: number, right: number, placed: number];
}

/** The number of the sum of what a pan places. */
export const placed = 2;

/** Of two channels. */
export class ModelBuses {
  readonly #buses: ModelBus[];
  readonly #master: ModelBus;
  readonly #panned: number;

  /** The bus of the number `panned` is. */
  constructor(count: number, panned: number) {
    const bus = (): ModelBus => ({
      ...{ gain: 1, muted: false, soloed: false, soloSafe: false },
      ...{ level: atRest(1), pan: atRest(0), sums: [0, 0, 0] },
    });
    this.#buses = Array.from({ length: count + 1 }, bus);
    this.#master = bus();
    this.#panned = panned;
  }

  set(change: ModelSetBus, now: number): void {
    const changed = change.bus === 0 ? this.#master : (this.#buses[change.bus] as ModelBus);
    changed.gain = Math.fround(change.gain ?? changed.gain);
    changed.muted = change.muted ?? changed.muted;
    changed.soloed = change.soloed ?? changed.soloed;
    changed.soloSafe = change.soloSafe ?? changed.soloSafe;
    const ramp = (level: Ramp, to: number) => ({
      ...{ from: gainAt(level, now), to, frame: now, frames: change.ramp },
    });
    if (change.pan !== null) {
      changed.pan = ramp(changed.pan, Math.fround(change.pan));
    }
    const someSoloed = this.#buses.some(({ soloed }) => soloed);
    for (const bus of [...this.#buses, this.#master]) {
      const isFree = bus === this.#master || !someSoloed || bus.soloed || bus.soloSafe;
      const isHeard = !bus.muted && isFree;
      const to = isHeard ? bus.gain : 0;
      // A gain that is given and heard starts its ramp again; a ramp to the same gain continues.
      if (to !== bus.level.to || (bus === changed && isHeard && change.gain !== null)) {
        bus.level = ramp(bus.level, to);
      }
    }
  }

  /** Adds a voice's sample to a sum of its bus at this frame. */
  add(sum: number, bus: number, voice: (sum: number) => number): void {
    const { sums } = this.#buses[bus] as ModelBus;
    sums[sum] = voice(sums[sum] as number);
  }

  /** The output at the frame, channel by channel. */
  takeFrame(now: number): number[] {
    const output = [0, 1].map((channel) => {
      const sum = this.#buses.reduce(
        (sum, bus, number) =>
          Math.fround(sum + this.#leveled(bus, number === this.#panned, channel, now)),
        0,
      );
      return Math.fround(sum * gainAt(this.#master.level, now));
    });
    for (const bus of this.#buses) {
      bus.sums = [0, 0, 0];
    }
    return output;
  }

  #leveled({ sums, level, pan }: ModelBus, isPanned: boolean, channel: number, now: number) {
    const own = sums[channel] as number;
    const gain = gainAt(level, now);
    if (!isPanned) {
      return Math.fround(own * gain);
    }
    const at = gainAt(pan, now);
    const balance = Math.fround(gain * (balanceOf(at)[channel] as number));
    const place = Math.fround(gain * (placeOf(at)[channel] as number));
    return Math.fround(Math.fround(own * balance) + Math.fround(sums[placed] * place));
  }
}
