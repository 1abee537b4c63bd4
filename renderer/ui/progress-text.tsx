/** Text that follows how far an action is, without React, no faster than it can be read. */
import { useEffect, useRef } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { actionProgress, type Progress } from '../store/action-progress.ts';
import { writeText } from './live-text.tsx';

/** Every text that changes has the page laid out again. */
const READABLE_MILLISECONDS = 120;

/** All texts are written together, one timer for all. */
const writers = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let endListening: (() => void) | null = null;

function writeAll(): void {
  timer = undefined;
  for (const write of writers) write();
}

function join(write: () => void): () => void {
  writers.add(write);
  endListening ??= actionProgress.onChange(() => {
    timer ??= setTimeout(writeAll, READABLE_MILLISECONDS);
  });
  return () => {
    writers.delete(write);
    if (writers.size > 0) return;
    endListening?.();
    endListening = null;
    clearTimeout(timer);
    timer = undefined;
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
  return <span ref={element}>{read(actionProgress.of(row))}</span>;
}
