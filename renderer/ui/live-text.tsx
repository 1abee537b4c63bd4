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
      const text = reader.current(live);
      if (element.current !== null && element.current.textContent !== text) {
        element.current.textContent = text;
      }
    };
    write(liveNow());
    return onLive(write);
  }, []);
  useEffect(() => {
    if (element.current !== null) element.current.textContent = read(liveNow());
  }, [read]);
  return <span ref={element} className={className} />;
}
