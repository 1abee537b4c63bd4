/** The session's name and when it was saved. */
import { useEffect } from 'react';
import { useMirror } from '../store/mirror-store.ts';
import { wallTimeText } from '../ui/time-text.ts';

export function SessionTitle() {
  const name = useMirror((mirror) => mirror.project.name);
  const savedWallTime = useMirror((mirror) => mirror.savedWallTime);
  const isSaveFailing = useMirror((mirror) => mirror.isSaveFailing);
  useEffect(() => {
    document.title = `${name} – RtMixer`;
  }, [name]);
  return (
    <div className="session-title">
      <span className="session-name" title={name}>
        {name}
      </span>
      <span className={isSaveFailing ? 'tone-bad' : 'faint'}>
        {savedText(savedWallTime, isSaveFailing)}
      </span>
    </div>
  );
}

export function savedText(wallTime: number | null, isFailing: boolean): string {
  if (wallTime === null) return isFailing ? 'Cannot be saved' : 'Not saved yet';
  return `${isFailing ? 'Not saved since ' : 'Saved · '}${wallTimeText(wallTime)}`;
}
