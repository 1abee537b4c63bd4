import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from './page/structured-clone.ts';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: false,
  withNullPrototype: false,
});

describe('a value that is packed and unpacked', () => {
  it('equals what a structured clone makes of it', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(unpack(pack(value))).toStrictEqual(structuredClone(value));
      }),
    );
  });

  it('keeps each bit of its samples', () => {
    fc.assert(
      fc.property(fc.float32Array(), (samples) => {
        const back = unpack(pack(samples)) as Float32Array;
        expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(samples.buffer));
      }),
    );
  });

  it('keeps views of one buffer together', () => {
    const buffer = new ArrayBuffer(16);
    const back = unpack(
      pack([new Float32Array(buffer, 8, 1), new DataView(buffer, 4), buffer]),
    ) as [Float32Array, DataView, ArrayBuffer];
    expect(back.map((part) => (part instanceof ArrayBuffer ? part : part.buffer))).toEqual([
      back[2],
      back[2],
      back[2],
    ]);
    expect([back[0].byteOffset, back[0].length]).toEqual([8, 1]);
    expect([back[1].byteOffset, back[1].byteLength]).toEqual([4, 12]);
    expect(back[0].buffer).toBe(back[2]);
  });

  it('keeps errors with their kind, message and cause', () => {
    const back = unpack(pack(new RangeError('too far', { cause: { frame: 3 } }))) as RangeError;
    expect(back).toBeInstanceOf(RangeError);
    expect([back.message, back.cause]).toEqual(['too far', { frame: 3 }]);
  });

  it('may hold itself', () => {
    const map = new Map<string, unknown>();
    map.set('me', map);
    const back = unpack(pack(map)) as Map<string, unknown>;
    expect(back.get('me')).toBe(back);
  });
});

describe('a value that Electron cannot send', () => {
  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a promise', Promise.resolve()],
    ['weak memory', new WeakMap()],
    ['shared memory', new SharedArrayBuffer(8)],
    ['a view of shared memory', new Int8Array(new SharedArrayBuffer(8))],
    ['a blob', new Blob([])],
    ['any of these inside', { list: [{ deep: () => 1 }] }],
  ])('is refused: %s', (_name, value) => {
    expect(() => pack(value)).toThrow('An object could not be cloned.');
  });
});
