/** Scroll bars of the timeline, for the pointer only: wheel and keys scroll, too. */
import { type PointerEvent, useRef } from 'react';
import { useMirror } from '../../store/mirror-store.ts';
import { useSizeSteps } from '../../store/size-steps.ts';
import { changeView, useView } from '../../store/view.ts';
import { contentPixels, largestScrollTop, scrollableFrames } from './scrolling.ts';

const SMALLEST_THUMB_PERCENT = 4;

export function ScrollBars() {
  useMirror((mirror) => mirror.project.tracks);
  useSizeSteps();
  // The end of the timeline moves with the clips.
  useMirror((mirror) => mirror.project.clips);
  const {
    framesPerPixel,
    scrollFrame,
    scrollTopPixels,
    trackAreaWidthPixels,
    trackAreaHeightPixels,
  } = useView((view) => view);
  const frames = scrollableFrames();
  const content = contentPixels();
  return (
    <>
      <ScrollBar
        axis="horizontal"
        start={scrollFrame / frames}
        size={(trackAreaWidthPixels * framesPerPixel) / frames}
        onScroll={(start) => changeView({ scrollFrame: Math.max(0, start * frames) })}
      />
      <ScrollBar
        axis="vertical"
        start={scrollTopPixels / content}
        size={trackAreaHeightPixels / content}
        onScroll={(start) =>
          changeView({
            scrollTopPixels: Math.min(largestScrollTop(), Math.max(0, start * content)),
          })
        }
      />
    </>
  );
}

interface ScrollBarProps {
  readonly axis: 'horizontal' | 'vertical';
  /** Both 0 to 1. */
  readonly start: number;
  readonly size: number;
  readonly onScroll: (start: number) => void;
}

function ScrollBar({ axis, start, size, onScroll }: ScrollBarProps) {
  const grip = useRef<{ readonly at: number; readonly start: number } | null>(null);
  const isHorizontal = axis === 'horizontal';
  const position = (event: PointerEvent<HTMLElement>) => {
    const bar = event.currentTarget.parentElement?.getBoundingClientRect();
    if (bar === undefined) return 0;
    return isHorizontal ? event.clientX / bar.width : event.clientY / bar.height;
  };
  const percent = `${Math.max(SMALLEST_THUMB_PERCENT, Math.min(1, size) * 100)}%`;
  const offset = `${Math.min(100 - SMALLEST_THUMB_PERCENT, start * 100)}%`;
  return (
    <div className={`scroll-bar scroll-bar-${axis}`} aria-hidden hidden={size >= 1}>
      <div
        className="scroll-thumb"
        style={isHorizontal ? { left: offset, width: percent } : { top: offset, height: percent }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          grip.current = { at: position(event), start };
        }}
        onPointerMove={(event) => {
          if (grip.current === null) return;
          onScroll(grip.current.start + position(event) - grip.current.at);
        }}
        onPointerUp={() => {
          grip.current = null;
        }}
      />
    </div>
  );
}
