/**
 * The playhead, an element of its own. While playing, the browser's compositor moves it by whole
 * pixels; the window only corrects its course.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { liveNow, playheadFrame } from '../../store/live.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { paceMilliseconds, playheadStepsPerSecond } from '../../store/pace.ts';
import { viewNow } from '../../store/view.ts';
import { addPainter, NEXT_PAINT, REST } from '../../ui/frame-loop.ts';
import { pixelsFromFrame } from '../canvas/geometry.ts';
import { followPlayhead, followsSmoothlyNow, revealFrame } from '../canvas/scrolling.ts';
import { type Course, courseFrom, isOnCourse } from './playhead-course.ts';

/** Above this speed the calm pace turns the page too late. */
const FAST_PIXELS_PER_SECOND = 2_000;

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
  useEffect(() => {
    const mover = new Mover();
    let wasMoving = false;
    const end = addPainter(() => {
      const isMoving = liveNow().transport.state !== 'stopped';
      const frame = playheadFrame();
      const view = viewNow();
      const isDragging = view.isPressed || view.ghost !== null;
      if (turnsPages && isMoving && view.isFollowing && !isDragging) followPlayhead(frame);
      // At the end of playing it goes back to where it began.
      if (turnsPages && wasMoving && !isMoving && view.isFollowing) revealFrame(frame);
      wasMoving = isMoving;
      const pixels = pixelsFromFrame(viewNow(), frame);
      const isSmooth = view.isFollowing && !isDragging && isMoving && followsSmoothlyNow();
      const playing = isMoving ? mirrorNow().project.sampleRate / view.framesPerPixel : 0;
      // What stays in the middle is put there with each picture.
      const speed = isSmooth ? 0 : playing;
      if (element.current !== null) {
        mover.place(element.current, pixels, speed, view.trackAreaWidthPixels);
      }
      if (!isMoving) return REST;
      return isSmooth || speed > FAST_PIXELS_PER_SECOND ? NEXT_PAINT : paceMilliseconds();
    });
    return () => {
      end();
      mover.stop();
    };
  }, [element, turnsPages]);
}

/** Moves one element: to its place, or along a course. */
class Mover {
  #course: Course | null = null;
  #animation: Animation | null = null;

  /** @param speed CSS pixels per second; 0 = it does not move */
  place(element: HTMLElement, pixels: number, speed: number, width: number): void {
    const isInSight = pixels >= -1 && pixels <= width;
    const visibility = isInSight ? 'visible' : 'hidden';
    if (element.style.visibility !== visibility) element.style.visibility = visibility;
    if (!isInSight || speed === 0) {
      this.stop();
      if (isInSight) moveTo(element, Math.round(pixels));
      return;
    }
    const now = performance.now();
    if (this.#course !== null && isOnCourse(this.#course, now, pixels, speed)) return;
    const course = courseFrom(now, pixels, speed, playheadStepsPerSecond());
    const { fromPixels, stepCount, stepPixels, milliseconds } = course;
    this.#animation?.cancel();
    moveTo(element, fromPixels);
    this.#animation = element.animate(
      [
        { transform: `translateX(${fromPixels}px)` },
        { transform: `translateX(${fromPixels + stepCount * stepPixels}px)` },
      ],
      { duration: milliseconds, easing: `steps(${stepCount})`, fill: 'forwards' },
    );
    this.#course = course;
  }

  stop(): void {
    this.#animation?.cancel();
    this.#animation = null;
    this.#course = null;
  }
}

function moveTo(element: HTMLElement, pixels: number): void {
  const transform = `translateX(${pixels}px)`;
  if (element.style.transform !== transform) element.style.transform = transform;
}
