/** The line where heads that are dragged would land. */
import { useStore } from 'zustand';
import { useMirror } from '../../store/mirror-store.ts';
import { useView, viewNow } from '../../store/view.ts';
import { trackRows } from '../canvas/track-rows.ts';
import { headDropStore, lineOfPlace } from './head-drags.ts';

export function DropLine() {
  const place = useStore(headDropStore, (state) => state.place);
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const scrollTop = useView((view) => (place === null ? 0 : view.scrollTopPixels));
  if (place === null) return null;
  const top = lineOfPlace(trackRows(tracks, viewNow()), place) - scrollTop;
  return (
    <div
      className="head-drop-line"
      aria-hidden
      data-grouped={place.groupId !== null || undefined}
      style={{ top: Math.max(0, top - 1) }}
    />
  );
}
