/** The buses of a mixer by their names, as requests and accounts refer to them. */
import { described } from '../argument.ts';
import { invalidArgument } from '../failure.ts';

/** The name of what all buses make together. */
export const masterName = 'master';

export interface KnownBus {
  readonly name: string;
  /** As the native side counts, from 1. */
  readonly number: number;
  readonly channels: number;
  /** Sounds of one channel are placed by its pan. */
  readonly isPanned: boolean;
}

export class BusTable {
  readonly #buses = new Map<string, KnownBus>();

  /** In the order in which they were added. */
  all(): Iterable<KnownBus> {
    return this.#buses.values();
  }

  add(bus: KnownBus): void {
    this.#buses.set(bus.name, bus);
  }

  remove({ name }: KnownBus): void {
    this.#buses.delete(name);
  }

  has(name: string): boolean {
    return this.#buses.has(name);
  }

  /** Throws `invalid-argument` for a name that no bus has, and tells those there are. */
  find(name: unknown): KnownBus {
    const found = this.#buses.get(name as string);
    if (found === undefined) {
      throw this.#unknown(name);
    }
    return found;
  }

  /** The bus's number; 0 = the master. Throws as find(). */
  numberOf(name: unknown): number {
    return name === masterName ? 0 : this.find(name).number;
  }

  #unknown(name: unknown): Error {
    const most = 8;
    const names = [...this.#buses.keys()];
    const known = names.slice(0, most).map((each) => JSON.stringify(each));
    const rest = names.length > most ? ` and ${names.length - most} more` : '';
    return invalidArgument(
      `There is no bus ${described(name)}: this mixer has ${
        known.length === 0 ? 'none; name its buses in its options, or add it' : known.join(', ')
      }${rest}.`,
    );
  }
}
