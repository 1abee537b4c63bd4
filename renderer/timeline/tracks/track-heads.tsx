/** The column of track headers, as far as it is in sight. */
import { useRef } from 'react';
import { useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';
import { TRACK_HEIGHT_PIXELS } from '../canvas/geometry.ts';
import { TrackHead } from './track-head.tsx';

export function TrackHeads() {
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const scrollTop = useView((view) => view.scrollTopPixels);
  const height = useView((view) => view.trackAreaHeightPixels);
  const column = useRef<HTMLDivElement>(null);
  const first = Math.max(0, Math.floor(scrollTop / TRACK_HEIGHT_PIXELS) - 1);
  const last = Math.ceil((scrollTop + height) / TRACK_HEIGHT_PIXELS) + 1;
  return (
    <div className="track-heads">
      <div ref={column} style={{ transform: `translateY(${-scrollTop}px)` }}>
        {tracks.slice(first, last).map((track, index) => (
          <TrackHead
            key={track.id}
            track={track}
            topPixels={(first + index) * TRACK_HEIGHT_PIXELS}
          />
        ))}
      </div>
    </div>
  );
}
