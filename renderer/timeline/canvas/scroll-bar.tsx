/** The vertical scroll bar over the tracks, for the pointer only: wheel and keys scroll, too. */
import { type PointerEvent, useRef } from 'react';
import { useMirror } from '../../store/mirror-store.ts';
import { useSizeSteps } from '../../store/size-steps.ts';
import { changeView, useView, viewNow } from '../../store/view.ts';
import { contentPixels, largestScrollTop } from './scrolling.ts';

const SMALLEST_THUMB_PERCENT = 4;

export function ScrollBar() {
  const grip = useRef<{ readonly at: number; readonly start: number } | null>(null);
  // The heights of the tracks.
  useMirror((mirror) => mirror.project.tracks);
  useView((view) => view.trackHeight);
  useView((view) => view.ownHeights);
  useSizeSteps();
  const height = useView((view) => view.trackAreaHeightPixels);
  const content = contentPixels();
  const position = (event: PointerEvent<HTMLElement>) => {
    const bar = event.currentTarget.parentElement?.getBoundingClientRect();
    return bar === undefined ? 0 : event.clientY / bar.height;
  };
  const share = Math.max(SMALLEST_THUMB_PERCENT / 100, Math.min(1, height / content));
  // By whole pixels: most pictures of a long session move nothing.
  const top = useView(({ scrollTopPixels }) =>
    Math.round(Math.min(1 - share, scrollTopPixels / content) * height),
  );
  const letGo = () => {
    grip.current = null;
  };
  return (
    <div className="scroll-bar" aria-hidden hidden={largestScrollTop() === 0}>
      <div
        className="scroll-thumb"
        style={{ top, height: `${share * 100}%` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          grip.current = { at: position(event), start: viewNow().scrollTopPixels / content };
        }}
        onPointerMove={(event) => {
          if (grip.current === null) return;
          const wanted = (grip.current.start + position(event) - grip.current.at) * content;
          changeView({ scrollTopPixels: Math.min(largestScrollTop(), Math.max(0, wanted)) });
        }}
        onPointerUp={letGo}
        onPointerCancel={letGo}
      />
    </div>
  );
}
