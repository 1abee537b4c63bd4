/**
 * Where the parts of a list are, by their ids: made once for a list, and shared with the lists that come
 * of it by replacing parts or adding them at the end. What an edit costs then does not grow with the list.
 * - In all lists that share an index an id has the same place, or is not there; a place is checked
 *   before it is believed.
 */
interface Part {
  readonly id: string;
}

const INDEXES = new WeakMap<readonly Part[], Map<string, number>>();

function indexOf(parts: readonly Part[]): Map<string, number> {
  const known = INDEXES.get(parts);
  if (known !== undefined) return known;
  const index = new Map(parts.map(({ id }, place) => [id, place]));
  INDEXES.set(parts, index);
  return index;
}

/** From 0; -1 = it is not there. */
export function placeOfId(parts: readonly Part[], id: string): number {
  const place = indexOf(parts).get(id);
  return place !== undefined && parts[place]?.id === id ? place : -1;
}

export function partWithId<T extends Part>(parts: readonly T[], id: string): T | undefined {
  return parts[placeOfId(parts, id)];
}

/** The list with other parts in the places of those with their ids; all of these are there. */
export function withReplaced<T extends Part>(parts: readonly T[], others: Iterable<T>): T[] {
  const replaced = parts.slice();
  for (const other of others) replaced[placeOfId(parts, other.id)] = other;
  INDEXES.set(replaced, indexOf(parts));
  return replaced;
}

/** The list with more parts, each at its place in the longer list, from the first on; without places
 * at the end. */
export function withAddedAt<T extends Part>(
  parts: readonly T[],
  added: readonly T[],
  places: readonly number[] | undefined,
): T[] {
  if (places === undefined || places.length !== added.length) return withAdded(parts, added);
  const longer: T[] = [];
  let old = 0;
  for (const [k, part] of added.entries()) {
    while (old < parts.length && longer.length < (places[k] ?? 0)) longer.push(parts[old++] as T);
    longer.push(part);
  }
  return longer.concat(parts.slice(old));
}

/** The places of the parts that go. */
export function placesOf(parts: readonly Part[], gone: ReadonlySet<string>): readonly number[] {
  return parts.flatMap(({ id }, place) => (gone.has(id) ? [place] : []));
}

/** The list with more parts at its end; none of their ids is there, and none is there twice. */
export function withAdded<T extends Part>(parts: readonly T[], added: readonly T[]): T[] {
  const index = indexOf(parts);
  // Another list that shares the index may have the id in another place.
  const isShared = added.every(
    ({ id }, k) => (index.get(id) ?? parts.length + k) === parts.length + k,
  );
  const longer = parts.concat(added);
  if (!isShared) return longer;
  for (const [k, { id }] of added.entries()) index.set(id, parts.length + k);
  INDEXES.set(longer, index);
  return longer;
}
