/** The session's name, and whether it is saved. */
import { useEffect } from 'react';
import { useMirror } from '../store/mirror-store.ts';
import { wallTimeText } from '../ui/time-text.ts';

export function SessionTitle() {
  const name = useMirror((mirror) => mirror.project.name);
  const savedWallTime = useMirror((mirror) => mirror.savedWallTime);
  const isSaveFailing = useMirror((mirror) => mirror.isSaveFailing);
  const isRecording = useMirror((mirror) => mirror.transportState === 'recording');
  useEffect(() => {
    document.title = `${name} – RtMixer`;
  }, [name]);
  const saved = savedText(savedWallTime, isSaveFailing);
  const since = savedWallTime === null ? '' : `, last at ${wallTimeText(savedWallTime)}`;
  return (
    <div className="session-title">
      <span className="session-name" title={name}>
        {name}
      </span>
      <span
        className={isSaveFailing ? 'session-saved tone-bad' : 'session-saved'}
        title={saved + since}
      >
        {isRecording && !isSaveFailing ? `${saved}, takes go to disk` : saved}
      </span>
    </div>
  );
}

export function savedText(wallTime: number | null, isFailing: boolean): string {
  if (wallTime === null) return isFailing ? 'Cannot be saved' : 'Not saved yet';
  return isFailing ? `Not saved since ${wallTimeText(wallTime)}` : 'Saved';
}
