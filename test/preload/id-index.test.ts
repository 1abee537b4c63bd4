import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partWithId, placeOfId, withAdded, withReplaced } from '../../preload/id-index.ts';

interface Named {
  readonly id: string;
  readonly value: number;
}

/** What a random history does to one of the lists made so far. */
const steps = fc.array(
  fc.record({
    list: fc.nat(50),
    kind: fc.constantFrom('replace', 'add', 'remove'),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    value: fc.nat(9),
  }),
  { maxLength: 40 },
);

test('an id is found where it is in every list of a history with branches, and nowhere else', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const lists: (readonly Named[])[] = [[]];
      for (const { list, kind, id, value } of history) {
        const before = lists[list % lists.length] as readonly Named[];
        const isThere = placeOfId(before, id) >= 0;
        const part = { id, value };
        if (kind === 'remove') lists.push(before.filter((other) => other.id !== id));
        else if (kind === 'replace' && isThere) lists.push(withReplaced(before, [part]));
        else if (kind === 'add' && !isThere) lists.push(withAdded(before, [part]));
      }
      for (const list of lists) {
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'constructor']) {
          expect(placeOfId(list, id)).toBe(list.findIndex((part) => part.id === id));
          expect(partWithId(list, id)).toBe(list.find((part) => part.id === id));
        }
      }
    }),
    { numRuns: 300, seed: 8 },
  );
});
