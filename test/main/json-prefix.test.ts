import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonPrefix } from '../../main/json-prefix.ts';

/** Whether `part` is what the beginning of `whole` says: no value differs, some are missing. */
function isPrefixOf(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.length <= whole.length && part.every((item, i) => isPrefixOf(item, whole[i]));
  }
  if (typeof part === 'object' && part !== null && typeof whole === 'object' && whole !== null) {
    const values = whole as Record<string, unknown>;
    return Object.entries(part).every(
      ([name, value]) => Object.hasOwn(values, name) && isPrefixOf(value, values[name]),
    );
  }
  return Object.is(part, whole);
}

describe('JSON that is read as far as it goes', () => {
  test('is the same as by JSON.parse where it is whole', () => {
    const inObject = fc.json().map((text) => `{"a": ${text}, "b": [${text} , ${text}]}`);
    fc.assert(
      fc.property(inObject, (text) => {
        expect(parseJsonPrefix(text)).toEqual(JSON.parse(text));
      }),
      { seed: 8 },
    );
  });

  test('has nothing that the whole does not have, wherever it is cut or overwritten', () => {
    const broken = fc.tuple(
      fc.array(fc.jsonValue()),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('', '\0\0\0\0', '}{', '\\', '"'),
    );
    fc.assert(
      fc.property(broken, ([value, place, garbage]) => {
        const text = JSON.stringify({ value });
        const kept = text.slice(0, Math.floor(place * text.length));
        const read = parseJsonPrefix(`${kept}${garbage}`);
        const whole = JSON.parse(text);
        // A quotation mark may end the string that is cut, which then differs.
        if (garbage !== '"' && garbage !== '}{') expect(isPrefixOf(read ?? {}, whole)).toBe(true);
      }),
      { seed: 8 },
    );
  });

  test.each([
    ['{"a": [1, {"b": 2, "c', { a: [1, { b: 2 }] }],
    ['{"a": [1, 2', { a: [1] }],
    ['{"a": [1, 2]', { a: [1, 2] }],
    ['{"a": "x\\', {}],
    ['{"a": 1, b: 2, "c": 3}', { a: 1 }],
    ['[1, tru]', [1]],
    ['', undefined],
    ['nonsense', undefined],
  ])('%s gives what stands before the broken place', (text, expected) => {
    expect(parseJsonPrefix(text)).toEqual(expected);
  });

  test('is nested at will without harm', () => {
    expect(parseJsonPrefix('['.repeat(1_000_000))).toBeDefined();
  });
});
