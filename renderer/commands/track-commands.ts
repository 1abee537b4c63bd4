/** What the commands of tracks, groups of tracks and the master do. */
import { newTrack } from '../../preload/builders.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Metronome, Track, TrackGroup, TrackPatch } from '../../preload/project.ts';
import { clampGain } from '../../preload/units.ts';
import { openMatrix } from '../matrix/matrix-state.ts';
import { sendEdit } from '../store/editing.ts';
import { meterLights } from '../store/meter-lights.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { selectedTracks, selectTracks } from '../store/track-selection.ts';
import { setFolded, viewNow } from '../store/view.ts';
import * as trackEdits from '../timeline/tracks/track-edits.ts';
import { requestPaint } from '../ui/frame-loop.ts';

export function patchTrack(
  trackId: string,
  label: string,
  patch: TrackPatch,
  mergeKey: string | null = null,
): void {
  void sendEdit({ label, edit: { kind: 'patchTrack', trackId, patch }, mergeKey });
}

function send(label: string, edit: Edit | null, mergeKey: string | null = null): void {
  if (edit !== null) void sendEdit({ label, edit, mergeKey });
}

/** `Mute`, `Mute 3 tracks`. */
function labelOf(what: string, tracks: readonly Track[]): string {
  return tracks.length === 1 ? what : `${what}, ${tracks.length} tracks`;
}

function idsOf(tracks: readonly Track[]): ReadonlySet<string> {
  return new Set(tracks.map(({ id }) => id));
}

/** Below the selected track in its group, else below all. */
export function addTrack(): void {
  const { project, stream } = mirrorNow();
  const track = newTrack(project.tracks, newId('track'), stream.available);
  const tracks = [{ index: project.tracks.length, track }];
  void sendEdit({ label: 'Add track', edit: { kind: 'insertTracks', tracks } });
  selectTracks([track.id]);
}

export function removeTracks(tracks: readonly Track[]): void {
  const [first] = tracks;
  if (first === undefined) return;
  const { project } = mirrorNow();
  const place = project.tracks.findIndex(({ id }) => id === first.id);
  const what = tracks.length === 1 ? first.name : `${tracks.length} tracks`;
  send(`Remove ${what}`, trackEdits.removeTracksEdit(project, idsOf(tracks)));
  const left = mirrorNow().project.tracks;
  const next = left[Math.min(place, left.length - 1)];
  selectTracks(next === undefined ? [] : [next.id]);
}

export function duplicateTracks(tracks: readonly Track[]): void {
  const result = trackEdits.duplicateTracksEdit(mirrorNow().project, idsOf(tracks), newId);
  if (result === null) return;
  send(tracks.length === 1 ? 'Duplicate track' : 'Duplicate tracks', result.edit);
  selectTracks(result.trackIds);
}

function patchTracks(label: string, tracks: readonly Track[], patch: TrackPatch): void {
  patchEach(
    label,
    tracks.map((track) => [track, patch]),
    null,
  );
}

const TOGGLE_WORDS = {
  armed: ['Arm', 'Disarm'],
  muted: ['Mute', 'Mute off'],
  soloed: ['Solo', 'Solo off'],
  soloSafe: ['Solo safe', 'Solo safe off'],
} as const;

/** Off where it is on for all of them. */
export function toggleTracks(tracks: readonly Track[], what: keyof typeof TOGGLE_WORDS): void {
  const value = !tracks.every((track) => track[what]);
  patchTracks(TOGGLE_WORDS[what][value ? 0 : 1], tracks, { [what]: value });
}

export function exclusiveSolo(tracks: readonly Track[]): void {
  send('Solo alone', trackEdits.exclusiveSoloEdit(mirrorNow().project, idsOf(tracks)));
}

export function clearSolos(): void {
  send('Clear solos', trackEdits.everyTrackEdit(mirrorNow().project, 'soloed', false));
}

export function muteAll(value: boolean): void {
  const label = value ? 'Mute all' : 'Clear mutes';
  send(label, trackEdits.everyTrackEdit(mirrorNow().project, 'muted', value));
}

/** The other selected tracks go as far, where it is one of several. */
export function setGain(track: Track, gainDb: number, mergeKey: string | null = null): void {
  const others = othersOf(track);
  const by = gainDb - track.gainDb;
  const patches = others.map((other) => [other, { gainDb: clampGain(other.gainDb + by) }] as const);
  patchEach('Track gain', [[track, { gainDb }], ...patches], mergeKey);
}

/** As `setGain` does, from the centre where it is off; null = off for all of them. */
export function setPan(track: Track, pan: number | null, mergeKey: string | null = null): void {
  const others = othersOf(track);
  const from = track.pan ?? 0;
  const panOf = (other: Track) => (pan === null ? null : clampPan((other.pan ?? 0) + pan - from));
  const patches = [track, ...others].map((each) => [each, { pan: panOf(each) }] as const);
  patchEach('Pan', patches, mergeKey);
}

/** In hundredths of the way to a side. */
function clampPan(pan: number): number {
  return Math.min(1, Math.max(-1, Math.round(pan * 100) / 100));
}

/** The other selected tracks, where it is one of several. */
function othersOf(track: Track): readonly Track[] {
  const selected = selectedTracks(mirrorNow().project.tracks);
  const isOneOf = selected.some(({ id }) => id === track.id);
  return isOneOf ? selected.filter(({ id }) => id !== track.id) : [];
}

function patchEach(
  label: string,
  patches: readonly (readonly [Track, TrackPatch])[],
  mergeKey: string | null,
): void {
  const edits = patches.map(([{ id }, patch]) => ({
    kind: 'patchTrack' as const,
    trackId: id,
    patch,
  }));
  const [only] = edits;
  if (only === undefined) return;
  send(label, edits.length === 1 ? only : { kind: 'batch', edits }, mergeKey);
}

export function resetGain(tracks: readonly Track[]): void {
  patchTracks('Track gain', tracks, { gainDb: 0 });
}

export function centrePan(tracks: readonly Track[]): void {
  patchTracks('Pan', tracks, { pan: 0 });
}

export function colourTracks(tracks: readonly Track[], colour: number): void {
  patchTracks(labelOf('Colour', tracks), tracks, { colour });
}

export function stepTracks(tracks: readonly Track[], direction: 1 | -1): void {
  const { project } = mirrorNow();
  const folded = new Set(viewNow().foldedGroups);
  const edit = trackEdits.stepTracksEdit(project, idsOf(tracks), direction, folded);
  send(tracks.length === 1 ? 'Move track' : 'Move tracks', edit, 'move-tracks');
}

export function moveTracksTo(trackIds: ReadonlySet<string>, place: trackEdits.HeadPlace): void {
  const edit = trackEdits.moveTracksEdit(mirrorNow().project, trackIds, place);
  send(trackIds.size === 1 ? 'Move track' : 'Move tracks', edit);
}

export function moveGroupTo(groupId: string, index: number): void {
  send('Move group', trackEdits.moveGroupEdit(mirrorNow().project, groupId, index));
}

export function groupTracks(tracks: readonly Track[]): void {
  const result = trackEdits.groupTracksEdit(mirrorNow().project, idsOf(tracks), newId);
  if (result !== null) send('Group tracks', result.edit);
}

/** Its tracks stay where they are. */
export function ungroup(groupIds: readonly string[]): void {
  if (groupIds.length === 0) return;
  send('Ungroup tracks', { kind: 'removeTrackGroups', groupIds });
  setFolded(groupIds, false);
}

export function patchGroup(
  groupId: string,
  label: string,
  patch: Partial<Pick<TrackGroup, 'name' | 'colour'>>,
): void {
  send(label, { kind: 'patchTrackGroup', groupId, patch });
}

/** Unfolds where all are folded. */
export function toggleFolded(groupIds: readonly string[]): void {
  const { foldedGroups } = viewNow();
  setFolded(groupIds, !groupIds.every((id) => foldedGroups.includes(id)));
}

export function showMatrix([track]: readonly Track[]): void {
  if (track !== undefined) openMatrix({ kind: 'track', trackId: track.id });
}

export function clearLights(tracks: readonly Track[] | null): void {
  if (tracks === null) meterLights.clearAll();
  for (const track of tracks ?? []) meterLights.clearTrack(track.id);
  requestPaint();
}

export function setMasterGain(gainDb: number, mergeKey: string | null = null): void {
  send('Master gain', { kind: 'patchProject', patch: { master: { gainDb } } }, mergeKey);
}

export function patchMetronome(label: string, change: Partial<Metronome>): void {
  const metronome = { ...mirrorNow().project.metronome, ...change };
  send(label, { kind: 'patchProject', patch: { metronome } });
}

export function toggleMetronome(): void {
  const { enabled } = mirrorNow().project.metronome;
  patchMetronome(enabled ? 'Metronome off' : 'Metronome on', { enabled: !enabled });
}
