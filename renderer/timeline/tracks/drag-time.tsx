/** While something is moved: its new time and by how much; a line where it snaps. */
import { placeOfId } from '../../../preload/id-index.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { type TimeTag, useView, type View } from '../../store/view.ts';
import { shiftText, timeText } from '../../ui/time-text.ts';
import { CLIP_MARGIN_PIXELS } from '../canvas/clip-margins.ts';
import { pixelsFromFrame } from '../canvas/geometry.ts';
import { trackRows } from '../canvas/track-rows.ts';

const TAG_PIXELS = 22;

export function DragTime() {
  const view = useView((state) => (state.timeTag === null ? null : state));
  return view?.timeTag == null ? null : <ShownTag view={view} tag={view.timeTag} />;
}

function ShownTag({ view, tag }: { readonly view: View; readonly tag: TimeTag }) {
  const { tracks, sampleRate } = useMirror((mirror) => mirror.project);
  const { frame, shiftFrames, trackId } = tag;
  const row = trackId === null ? -1 : placeOfId(tracks, trackId);
  const rowTop = row < 0 ? 0 : trackRows(tracks, view).top(row) - view.scrollTopPixels;
  return (
    <div
      className="drag-time figure"
      style={{
        left: Math.min(view.trackAreaWidthPixels, Math.max(0, pixelsFromFrame(view, frame))),
        top: Math.max(0, rowTop + CLIP_MARGIN_PIXELS - TAG_PIXELS),
      }}
    >
      {tag.text ?? (
        <>
          {timeText(frame, sampleRate)}{' '}
          <span className="drag-shift">{shiftText(shiftFrames, sampleRate)}</span>
        </>
      )}
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
