/** Text that follows how far an action is, without React, no faster than it can be read. */
import { useEffect, useRef } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { actionProgress, type Progress } from '../store/action-progress.ts';
import { addPainter, REST, requestPaint } from './frame-loop.ts';
import { writeText } from './live-text.tsx';

/** Nobody reads faster; at the slowest pace of the window it is every picture. */
const READABLE_MILLISECONDS = 100;
/** Pictures come a little early or late. */
const TOLERANCE_MILLISECONDS = 20;

/** All texts are written together, with a picture of what only moves: a picture of their own would have the
 * page laid out and painted once more. */
const writers = new Set<() => void>();
let isStale = false;
let writtenAt = 0;
let ends: readonly (() => void)[] = [];

function writeAll(): number {
  const wait = writtenAt + READABLE_MILLISECONDS - performance.now();
  if (!isStale) return REST;
  if (wait > TOLERANCE_MILLISECONDS) return wait;
  isStale = false;
  writtenAt = performance.now();
  for (const write of writers) write();
  return REST;
}

function join(write: () => void): () => void {
  writers.add(write);
  if (ends.length === 0) {
    const markStale = () => {
      isStale = true;
      requestPaint();
    };
    ends = [actionProgress.onChange(markStale), addPainter(writeAll)];
  }
  return () => {
    writers.delete(write);
    if (writers.size > 0) return;
    for (const end of ends) end();
    ends = [];
  };
}

interface ProgressTextProps {
  readonly row: ActionRow;
  readonly read: (progress: Progress) => string;
}

export function ProgressText({ row, read }: ProgressTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    const write = () => writeText(element.current, reader.current(actionProgress.of(row)));
    write();
    return row.state === 'finished' ? undefined : join(write);
  }, [row]);
  return (
    <span className="progress-text" ref={element}>
      {read(actionProgress.of(row))}
    </span>
  );
}
