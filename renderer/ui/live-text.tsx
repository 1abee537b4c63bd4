/** Text that follows counters without React: written into the page only when it differs. */
import { useEffect, useRef } from 'react';
import { type Live, liveNow, onLive } from '../store/live.ts';

interface LiveTextProps {
  readonly read: (live: Live) => string;
  readonly className?: string;
}

export function LiveText({ read, className }: LiveTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    const write = (live: Live) => {
      writeText(element.current, reader.current(live));
    };
    write(liveNow());
    return onLive(write);
  }, []);
  useEffect(() => {
    writeText(element.current, read(liveNow()));
  }, [read]);
  return <span ref={element} className={className} />;
}

/** Changes the text that is there instead of putting a new one in its place, and only if it differs. */
export function writeText(element: HTMLElement | null, text: string): void {
  const node = element?.firstChild;
  if (element == null || node?.nodeValue === text) return;
  if (node instanceof Text) node.data = text;
  else element.textContent = text;
}

/** Sets a data attribute only if it differs: each write has the style worked out again, the same value, too. */
export function writeMark(element: HTMLElement | null, name: string, value: boolean): void {
  if (element !== null && element.dataset[name] !== `${value}`) element.dataset[name] = `${value}`;
}
