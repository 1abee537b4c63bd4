/** What can be read of JSON that was cut short, or holds garbage from some place on. Pure. */

/** Deeper nesting is none of ours. */
const MAX_DEPTH = 100;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const SCALAR = /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[ \t\r\n]*[,\]}])/y;

/**
 * The value up to the first place that is no JSON: of each object and list that is open there, the
 * members before it. undefined = not even one begins.
 */
export function parseJsonPrefix(text: string): unknown {
  return new PrefixReader(text.replace(/^\uFEFF/, '')).value(0);
}

class PrefixReader {
  readonly #text: string;
  #index = 0;
  /** True once the broken place was met: nothing after it is read. */
  #isCut = false;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    this.#take(SPACE);
    const first = this.#text[this.#index];
    if (depth < MAX_DEPTH && first === '{') return this.#object(depth);
    if (depth < MAX_DEPTH && first === '[') return this.#list(depth);
    return this.#parsed(this.#take(first === '"' ? STRING : SCALAR));
  }

  #object(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.#members('}', () => {
      const name = this.#parsed(this.#take(STRING));
      this.#take(SPACE);
      if (this.#text[this.#index] !== ':') this.#isCut = true;
      this.#index += 1;
      const value = this.#isCut ? undefined : this.value(depth + 1);
      if (value !== undefined) members.push([String(name), value]);
    });
    return Object.fromEntries(members);
  }

  #list(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#members(']', () => {
      const value = this.value(depth + 1);
      if (value !== undefined) items.push(value);
    });
    return items;
  }

  /** Reads what stands between the brackets; `one` reads a member. */
  #members(end: string, one: () => void): void {
    this.#index += 1;
    this.#take(SPACE);
    if (this.#text[this.#index] === end) {
      this.#index += 1;
      return;
    }
    while (!this.#isCut) {
      this.#take(SPACE);
      one();
      this.#take(SPACE);
      const next = this.#text[this.#index];
      this.#index += 1;
      if (next === end) return;
      if (next !== ',') this.#isCut = true;
    }
  }

  /** undefined where something else stands. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    const token = pattern.exec(this.#text)?.[0];
    this.#index += token?.length ?? 0;
    return token;
  }

  #parsed(token: string | undefined): unknown {
    try {
      if (token !== undefined) return JSON.parse(token);
    } catch {
      // An escape that does not exist.
    }
    this.#isCut = true;
    return undefined;
  }
}
