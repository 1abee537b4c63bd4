/** A random id for a new part of the project. */
export function newId(kind: 'track' | 'clip' | 'group' | 'edit' | 'marker'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${kind}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
