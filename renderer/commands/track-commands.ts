/** What is done to tracks: by keys on the selected ones, by the controls of a header. */
import { newTrack } from '../../preload/builders.ts';
import type { TrackPatch } from '../../preload/edits.ts';
import type { Track } from '../../preload/project.ts';
import { bridge } from '../store/bridge.ts';
import { sendEdit } from '../store/editing.ts';
import { mirrorNow, mirrorStore } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { valueOrNotice } from '../store/notices.ts';
import { changeView, viewNow } from '../store/view.ts';
import { selectedClips } from './commands.ts';

export function patchTrack(
  trackId: string,
  label: string,
  patch: TrackPatch,
  mergeKey: string | null = null,
): void {
  void sendEdit({ label, edit: { kind: 'patchTrack', trackId, patch }, mergeKey });
}

export function addTrack(): void {
  const { project, stream } = mirrorNow();
  const track = newTrack(project.tracks, newId('track'), stream.available);
  const tracks = [{ index: project.tracks.length, track }];
  void sendEdit({ label: 'Add track', edit: { kind: 'insertTracks', tracks } });
  changeView({ selectedTrackId: track.id });
}

export function removeTrack(track: Track): void {
  const edit = { kind: 'removeTracks', trackIds: [track.id] } as const;
  void sendEdit({ label: `Remove ${track.name}`, edit });
}

/** The tracks that M and Shift+S are about: those of the selected clips, else the selected one. */
function selectedTracks(): readonly Track[] {
  const ids = new Set(selectedClips().map((clip) => clip.trackId));
  const { selectedTrackId } = viewNow();
  if (ids.size === 0 && selectedTrackId !== null) ids.add(selectedTrackId);
  return mirrorNow().project.tracks.filter((track) => ids.has(track.id));
}

export function toggleOfSelection(what: 'muted' | 'soloed'): void {
  const tracks = selectedTracks();
  if (tracks.length === 0) return;
  const value = !tracks.every((track) => track[what]);
  const edits = tracks.map((track) => ({
    kind: 'patchTrack' as const,
    trackId: track.id,
    patch: { [what]: value },
  }));
  const verb = what === 'muted' ? 'Mute' : 'Solo';
  void sendEdit({ label: value ? verb : `${verb} off`, edit: { kind: 'batch', edits } });
}

/** Opens the inputs for their meters as long as a track is armed. Gives the function that ends it. */
export function monitorArmedTracks(): () => void {
  let isMonitoring = false;
  const follow = () => {
    const { mirror } = mirrorStore.getState();
    const isArmed = mirror?.confirmed.tracks.some((track) => track.armed) ?? false;
    if (isArmed === isMonitoring) return;
    isMonitoring = isArmed;
    void bridge()
      .monitorInput({ enabled: isArmed })
      .then((outcome) => valueOrNotice(outcome));
  };
  follow();
  return mirrorStore.subscribe(follow);
}
