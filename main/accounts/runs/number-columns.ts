/** Numbers in typed columns that grow by pieces, so that nothing is copied and little is kept free. */

const PIECE_ROWS = 2_048;

const KINDS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
const LARGEST = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff, f32: null, f64: null } as const;
type NumberKind = keyof typeof KINDS;

export class NumberColumns<Name extends string> {
  readonly #kinds: readonly (readonly [Name, NumberKind])[];
  readonly #pieces: Readonly<Record<Name, InstanceType<(typeof KINDS)[NumberKind]>[]>>;
  #count = 0;

  constructor(kinds: Readonly<Record<Name, NumberKind>>) {
    this.#kinds = Object.entries(kinds) as [Name, NumberKind][];
    this.#pieces = Object.fromEntries(this.#kinds.map(([name]) => [name, []])) as never;
  }

  get count(): number {
    return this.#count;
  }

  /** Of the numbers of one row. */
  get bytesPerRow(): number {
    return this.#kinds.reduce((sum, [, kind]) => sum + KINDS[kind].BYTES_PER_ELEMENT, 0);
  }

  /** Gives its index. What is too large for its column is its largest number. */
  add(row: Readonly<Record<Name, number>>): number {
    const index = this.#count;
    this.#count += 1;
    if (index % PIECE_ROWS === 0) {
      for (const [name, kind] of this.#kinds) this.#pieces[name].push(new KINDS[kind](PIECE_ROWS));
    }
    for (const [name, kind] of this.#kinds) this.#set(index, name, kind, row[name]);
    return index;
  }

  change(index: number, values: Readonly<Partial<Record<Name, number>>>): void {
    for (const [name, kind] of this.#kinds) {
      const value = values[name];
      if (value !== undefined) this.#set(index, name, kind, value);
    }
  }

  get(index: number, name: Name): number {
    const piece = this.#pieces[name][Math.floor(index / PIECE_ROWS)];
    return piece?.[index % PIECE_ROWS] ?? Number.NaN;
  }

  #set(index: number, name: Name, kind: NumberKind, value: number): void {
    const piece = this.#pieces[name][Math.floor(index / PIECE_ROWS)];
    const largest = LARGEST[kind];
    if (piece !== undefined) {
      piece[index % PIECE_ROWS] = largest === null ? value : Math.min(value, largest);
    }
  }
}

/** Texts that many rows share, by their numbers. */
export class SharedTexts {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}
