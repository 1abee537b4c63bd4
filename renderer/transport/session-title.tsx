/** The session's name and when it was saved. */
import { useEffect } from 'react';
import { useMirror } from '../store/mirror-store.ts';
import { wallClockText } from '../ui/figures.ts';

export function SessionTitle() {
  const name = useMirror((mirror) => mirror.project.name);
  const savedWallTime = useMirror((mirror) => mirror.savedWallTime);
  useEffect(() => {
    document.title = `${name} – RtMixer`;
  }, [name]);
  return (
    <div className="session-title">
      <span className="session-name" title={name}>
        {name}
      </span>
      <span className="faint">
        {savedWallTime === null ? 'Not saved yet' : `Saved · ${wallClockText(savedWallTime)}`}
      </span>
    </div>
  );
}
