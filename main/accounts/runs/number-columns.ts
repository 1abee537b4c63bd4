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

interface NumberColumn {
  readonly kind: NumberKind;
  /** null = any number. */
  readonly largest: number | null;
  readonly pieces: InstanceType<(typeof KINDS)[NumberKind]>[];
}

export class NumberColumns<Name extends string> {
  readonly #columns: readonly NumberColumn[];
  readonly #places: ReadonlyMap<Name, NumberColumn>;
  #count = 0;

  constructor(kinds: Readonly<Record<Name, NumberKind>>) {
    const entries = Object.entries(kinds) as [Name, NumberKind][];
    const columns = entries.map(([name, kind]): [Name, NumberColumn] => [
      name,
      { kind, largest: LARGEST[kind], pieces: [] },
    ]);
    this.#columns = columns.map(([, column]) => column);
    this.#places = new Map(columns);
  }

  get count(): number {
    return this.#count;
  }

  /** Of the numbers of one row. */
  get bytesPerRow(): number {
    return this.#columns.reduce((sum, { kind }) => sum + KINDS[kind].BYTES_PER_ELEMENT, 0);
  }

  /** Numbers in the order of the columns. Gives its index. What is too large is the largest number. */
  add(row: readonly number[]): number {
    const index = this.#count;
    this.#count += 1;
    if (index % PIECE_ROWS === 0) {
      for (const { kind, pieces } of this.#columns) pieces.push(new KINDS[kind](PIECE_ROWS));
    }
    this.change(index, row);
    return index;
  }

  /** All numbers of a row. */
  change(index: number, row: readonly number[]): void {
    for (let at = 0; at < this.#columns.length; at += 1) {
      put(this.#columns[at] as NumberColumn, index, row[at] as number);
    }
  }

  set(index: number, name: Name, value: number): void {
    put(this.#places.get(name) as NumberColumn, index, value);
  }

  get(index: number, name: Name): number {
    const piece = this.#places.get(name)?.pieces[Math.floor(index / PIECE_ROWS)];
    return piece?.[index % PIECE_ROWS] ?? Number.NaN;
  }
}

function put({ largest, pieces }: NumberColumn, index: number, value: number): void {
  const piece = pieces[Math.floor(index / PIECE_ROWS)];
  if (piece === undefined) return;
  piece[index % PIECE_ROWS] = largest !== null && value > largest ? largest : value;
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
