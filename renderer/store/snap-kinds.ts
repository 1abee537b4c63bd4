/** What Snap is on to; each kind is chosen by itself. */
export const SNAP_KINDS = {
  grid: 'Grid',
  clips: 'Edges of clips',
  markers: 'Markers',
  playhead: 'Playhead',
  loop: 'Ends of the loop',
} as const;
export type SnapKind = keyof typeof SNAP_KINDS;
export const SNAP_KIND_NAMES = Object.keys(SNAP_KINDS) as readonly SnapKind[];

/** Those that are known, in their order; all of them where nothing was stored. */
export function checkedKinds(stored: unknown): readonly SnapKind[] {
  if (!Array.isArray(stored)) return SNAP_KIND_NAMES;
  return SNAP_KIND_NAMES.filter((kind) => stored.includes(kind));
}

export function withKind(
  kinds: readonly SnapKind[],
  kind: SnapKind,
  isOn: boolean,
): readonly SnapKind[] {
  return SNAP_KIND_NAMES.filter((each) => (each === kind ? isOn : kinds.includes(each)));
}
