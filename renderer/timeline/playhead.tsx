/** The playhead: an element of its own, moved by the window's one animation loop. */
import { type RefObject, useEffect, useRef } from 'react';
import { liveNow, playheadFrame } from '../store/live.ts';
import { viewNow } from '../store/view.ts';
import { addPainter } from '../ui/frame-loop.ts';
import { pixelsFromFrame } from './geometry.ts';
import { followPlayhead } from './scrolling.ts';

export function PlayheadLine() {
  const element = useRef<HTMLDivElement>(null);
  usePlayhead(element, true);
  return <div className="playhead-line" ref={element} aria-hidden />;
}

export function PlayheadMark() {
  const element = useRef<HTMLDivElement>(null);
  usePlayhead(element, false);
  return <div className="playhead-mark" ref={element} aria-hidden />;
}

function usePlayhead(element: RefObject<HTMLDivElement | null>, turnsPages: boolean): void {
  useEffect(
    () =>
      addPainter(() => {
        const isMoving = liveNow().transport.state !== 'stopped';
        const frame = playheadFrame();
        const view = viewNow();
        const isDragging = view.preview.size > 0 || view.ghost !== null;
        if (turnsPages && isMoving && view.isFollowing && !isDragging) followPlayhead(frame);
        place(element.current, pixelsFromFrame(viewNow(), frame), view.lanesWidthPixels);
        return isMoving;
      }),
    [element, turnsPages],
  );
}

function place(element: HTMLDivElement | null, pixels: number, width: number): void {
  if (element === null) return;
  const isInSight = pixels >= -1 && pixels <= width;
  element.style.visibility = isInSight ? 'visible' : 'hidden';
  if (isInSight) element.style.transform = `translateX(${Math.round(pixels * 2) / 2}px)`;
}
