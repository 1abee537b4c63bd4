/** While a clip is moved or trimmed: its new time and by how much; a line where what is dragged snaps. */
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';
import { shiftText, timeText } from '../../ui/time-text.ts';
import { CLIP_MARGIN_PIXELS, pixelsFromFrame } from '../canvas/geometry.ts';
import { trackRows } from '../canvas/track-rows.ts';

export function DragTime() {
  const view = useView((state) => (state.dragged === null ? null : state));
  const project = useMirror((mirror) => mirror.project);
  if (view?.dragged == null) return null;
  const { clipId, edge } = view.dragged;
  const clip = partWithId(project.clips, clipId);
  if (clip === undefined) return null;
  const shown = { ...clip, ...view.preview.get(clipId) };
  const edgeOf = ({ startFrame, lengthFrames }: typeof clip) =>
    edge === 'start' ? startFrame : startFrame + lengthFrames;
  const frame = edgeOf(shown);
  const shift = frame - edgeOf(clip);
  const row = placeOfId(project.tracks, shown.trackId);
  const rows = trackRows(project.tracks, view);
  const top = rows.top(row) + CLIP_MARGIN_PIXELS - view.scrollTopPixels;
  return (
    <div
      className="drag-time figure"
      style={{
        left: Math.min(view.trackAreaWidthPixels, Math.max(0, pixelsFromFrame(view, frame))),
        top: Math.max(0, top - 22),
      }}
    >
      {timeText(frame, project.sampleRate)}{' '}
      <span className="drag-shift">{shiftText(shift, project.sampleRate)}</span>
    </div>
  );
}

/** Where what is dragged snaps to. */
export function SnapLine() {
  const snapFrame = useView((view) => view.snapFrame);
  const left = useView((view) =>
    view.snapFrame === null ? 0 : Math.round(pixelsFromFrame(view, view.snapFrame)),
  );
  return snapFrame === null ? null : <div className="snap-line" aria-hidden style={{ left }} />;
}
