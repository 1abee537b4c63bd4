/** Which tracks are selected: one, a range, or several. The selected clips are another matter. */
import type { Track } from '../../preload/project.ts';
import { changeView, type View, viewNow } from './view.ts';

type SelectedTracks = Pick<View, 'selectedTrackId' | 'trackSelection'>;

export function selectedTrackIds({
  selectedTrackId,
  trackSelection,
}: SelectedTracks): ReadonlySet<string> {
  if (selectedTrackId === null) return new Set();
  return trackSelection.has(selectedTrackId) ? trackSelection : new Set([selectedTrackId]);
}

/** Of a head that may be one of several. */
export function isTrackSelected(view: SelectedTracks, trackId: string): boolean {
  const { selectedTrackId, trackSelection } = view;
  if (selectedTrackId === trackId) return true;
  return trackSelection.has(trackId) && trackSelection.has(selectedTrackId ?? '');
}

interface PressedTrack {
  readonly shift: boolean;
  /** Ctrl, or Cmd on macOS. */
  readonly control: boolean;
}

/**
 * What is selected after a press on a head: Shift selects the range from the selected track, Ctrl adds or takes
 * out, a plain press the track alone, unless it is one of several, which a drag moves together.
 */
export function tracksAfterPress(
  tracks: readonly Track[],
  view: SelectedTracks,
  trackId: string,
  { shift, control }: PressedTrack,
): SelectedTracks {
  const before = selectedTrackIds(view);
  if (shift && view.selectedTrackId !== null) {
    const range = rangeOf(tracks, view.selectedTrackId, trackId);
    const all = control ? [...before, ...range] : range;
    return { selectedTrackId: view.selectedTrackId, trackSelection: new Set(all) };
  }
  if (control) {
    const others = [...before].filter((id) => id !== trackId);
    if (!before.has(trackId)) {
      return { selectedTrackId: trackId, trackSelection: new Set([...before, trackId]) };
    }
    return { selectedTrackId: others.at(-1) ?? null, trackSelection: new Set(others) };
  }
  if (before.has(trackId)) return { selectedTrackId: trackId, trackSelection: before };
  return { selectedTrackId: trackId, trackSelection: new Set([trackId]) };
}

function rangeOf(tracks: readonly Track[], fromId: string, toId: string): readonly string[] {
  const from = tracks.findIndex(({ id }) => id === fromId);
  const to = tracks.findIndex(({ id }) => id === toId);
  if (from < 0 || to < 0) return [toId];
  return tracks.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
}

/** Selects exactly these; the last one is where a range begins. */
export function selectTracks(trackIds: readonly string[]): void {
  changeView({ selectedTrackId: trackIds.at(-1) ?? null, trackSelection: new Set(trackIds) });
}

export function selectedTracks(tracks: readonly Track[]): readonly Track[] {
  const ids = selectedTrackIds(viewNow());
  return tracks.filter(({ id }) => ids.has(id));
}
