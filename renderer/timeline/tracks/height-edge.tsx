/** The lower edge of a track's head: dragged, the track is as high as the nearest of the three heights. For the
 * pointer only; the head's menu has the heights, too. */
import { type PointerEvent, useRef } from 'react';
import { nearestHeight } from '../../store/track-heights.ts';
import { setHeightOf, viewNow } from '../../store/view.ts';

export function HeightEdge({ trackId }: { trackId: string }) {
  const headTop = useRef<number | null>(null);
  const letGo = () => {
    headTop.current = null;
  };
  return (
    <div
      className="height-edge"
      aria-hidden
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        headTop.current = event.currentTarget.parentElement?.getBoundingClientRect().top ?? null;
      }}
      onPointerMove={(event: PointerEvent) => {
        if (headTop.current === null) return;
        const height = nearestHeight(event.clientY - headTop.current);
        const { ownHeights, trackHeight } = viewNow();
        if (height !== (ownHeights[trackId] ?? trackHeight)) setHeightOf([trackId], height);
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
    />
  );
}
