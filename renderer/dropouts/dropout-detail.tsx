/** One dropout in full: its drawing, what was lost, who says so, and what went on. */
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect } from 'react';
import { DIRECTION_WORDS, type Dropout } from '../../preload/dropouts.ts';
import { partWithId } from '../../preload/id-index.ts';
import { findSource } from '../../preload/project.ts';
import { bridge } from '../store/bridge.ts';
import { mirrorStore } from '../store/mirror-store.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../timeline/canvas/canvas.ts';
import { paletteNow } from '../timeline/canvas/palette.ts';
import { PeaksCache } from '../timeline/canvas/peaks-cache.ts';
import { timeText } from '../ui/time-text.ts';
import { paintDropout, type TouchedClip } from './dropout-painter.ts';
import { dropoutScale } from './dropout-scale.ts';
import { selectDropout } from './dropout-store.ts';
import { dropoutSentence, lostText, momentDetail, placeText, sourceText } from './dropout-text.ts';

const DRAWN_CLIPS = 2;
const KEPT_TILES = 60;

interface DropoutDetailProps {
  readonly dropouts: readonly Dropout[];
  readonly selected: Dropout;
}

export function DropoutDetail({ dropouts, selected }: DropoutDetailProps) {
  const index = dropouts.findIndex(({ id }) => id === selected.id);
  const { sampleRate, timelineFrame, streamFrame } = selected;
  const { besideFrames } = dropoutScale(selected, 1);
  const frame = timelineFrame ?? streamFrame;
  return (
    <section className="dropout-detail" aria-label="Dropout">
      <header className="dropout-detail-head">
        <h2>
          <span className="figure">{placeText(selected)}</span>,{' '}
          {DIRECTION_WORDS[selected.direction]}
        </h2>
        <Step dropout={dropouts[index - 1]} label="Previous dropout" />
        <span className="figure dim">
          {index + 1} of {dropouts.length}
        </span>
        <Step dropout={dropouts[index + 1]} label="Next dropout" />
      </header>
      <DropoutDrawing dropout={selected} />
      <div className="dropout-axis">
        <span className="figure">{timeText(frame - besideFrames, sampleRate)}</span>
        <span>blocks: due and come</span>
        <span className="figure">{timeText(frame + besideFrames, sampleRate)}</span>
      </div>
      <dl className="dropout-facts">
        <dt>Lost</dt>
        <dd>
          <span className="figure">{lostText(selected)}</span>
          {selected.isEstimate && ', inferred from the clock'}
        </dd>
        <dt>That it happened</dt>
        <dd>{sourceText(selected)}</dd>
        <dt>At that moment</dt>
        <dd>{momentDetail(selected)}</dd>
      </dl>
    </section>
  );
}

function Step({
  dropout,
  label,
}: {
  readonly dropout: Dropout | undefined;
  readonly label: string;
}) {
  const Icon = label.startsWith('Previous') ? ArrowLeft : ArrowRight;
  return (
    <button
      type="button"
      className="quiet-button"
      aria-label={label}
      title={label}
      disabled={dropout === undefined}
      onClick={() => dropout !== undefined && selectDropout(dropout.id)}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}

let drawn: Dropout | null = null;
let redrawNow = () => {};
const cache = new PeaksCache(
  (request) => bridge().peaks(request),
  () => redrawNow(),
  KEPT_TILES,
);

function draw(context: Context2D, size: CanvasSize): void {
  if (drawn === null) return;
  const picture = { dropout: drawn, clips: clipsOf(drawn) };
  paintDropout(context, size, picture, { palette: paletteNow(), cache });
}

/** As the session has them now; none of those that went. */
function clipsOf({ touched }: Dropout): readonly TouchedClip[] {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return [];
  const { project, media } = mirror;
  const clips = touched.flatMap(({ clipId }): TouchedClip[] => {
    const clip = clipId === null ? undefined : partWithId(project.clips, clipId);
    const track = clip && partWithId(project.tracks, clip.trackId);
    const source = clip && findSource(project, clip.sourceId);
    if (clip === undefined || track === undefined || source === undefined) return [];
    const status = media.get(clip.sourceId);
    const sound = {
      sourceId: clip.sourceId,
      opening: status?.opening ?? 0,
      frames: status?.frames ?? source.frames,
      readyFrames: status?.readyFrames ?? 0,
    };
    return [{ clip, colour: track.colour, sound }];
  });
  return clips.slice(0, DRAWN_CLIPS);
}

function DropoutDrawing({ dropout }: { readonly dropout: Dropout }) {
  const { canvas, redraw } = useCanvas(draw);
  useEffect(() => {
    drawn = dropout;
    redrawNow = redraw;
    redraw();
    return () => {
      drawn = null;
      redrawNow = () => {};
    };
  }, [dropout, redraw]);
  return (
    <div className="dropout-drawing" role="img" aria-label={dropoutSentence(dropout)}>
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}
