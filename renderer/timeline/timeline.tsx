/**
 * The Timeline: corner, ruler, track headers and tracks. Scrolling is our own (canvas and elements
 * move in the same picture), so this element owns the wheel.
 */
import { Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { addTrack } from '../commands/track-commands.ts';
import { useMirror } from '../store/mirror-store.ts';
import { IconButton } from '../ui/button.tsx';
import { counted } from '../ui/figures.ts';
import { ScrollBars } from './canvas/scroll-bars.tsx';
import { wheelOnTimeline } from './canvas/scrolling.ts';
import { Ruler } from './ruler/ruler.tsx';
import { EmptyTimeline } from './tracks/empty-timeline.tsx';
import { TrackArea } from './tracks/track-area.tsx';
import { TrackHeads } from './tracks/track-heads.tsx';

export function Timeline() {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    // React listens passively; the page must not zoom with the timeline.
    target.addEventListener('wheel', wheelOnTimeline, { passive: false });
    return () => target.removeEventListener('wheel', wheelOnTimeline);
  }, []);
  return (
    <section className="timeline" aria-label="Timeline" ref={element}>
      <TimelineCorner />
      <Ruler />
      <TrackHeads />
      <TrackArea>
        <EmptyTimeline />
      </TrackArea>
      <ScrollBars />
    </section>
  );
}

function TimelineCorner() {
  const trackCount = useMirror((mirror) => mirror.project.tracks.length);
  const clipCount = useMirror((mirror) => mirror.project.clips.length);
  return (
    <div className="timeline-corner">
      <span className="faint">
        {counted(trackCount, 'track')} · {counted(clipCount, 'clip')}
      </span>
      <IconButton label="Add track" className="quiet-button" onClick={addTrack}>
        <Plus size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
