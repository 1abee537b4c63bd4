/** The Transport: go to start, play or stop, record, loop, metronome, and the clock. */
import { Circle, Play, Repeat, SkipBack, Square } from 'lucide-react';
import { useRef } from 'react';
import { CommandButton } from '../commands/command-button.tsx';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { useMirror } from '../store/mirror-store.ts';
import { Clock } from './clock.tsx';
import { MetronomeButton } from './metronome-button.tsx';

export function Transport() {
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
  return (
    <div className="transport" role="toolbar" aria-label="Transport" ref={element}>
      <TransportButtons />
      <Clock />
    </div>
  );
}

function TransportButtons() {
  const state = useMirror((mirror) => mirror.transportState);
  const isLooping = useMirror((mirror) => mirror.project.loop.enabled);
  const isPreparing = useMirror((mirror) => mirror.isPreparing);
  const isRunning = state !== 'stopped' || isPreparing;
  return (
    <div className="transport-buttons">
      <CommandButton command="goToStart">
        <SkipBack size={15} fill="currentColor" aria-hidden />
      </CommandButton>
      <CommandButton
        command="playOrStop"
        label={isRunning ? 'Stop' : 'Play'}
        className="play-button"
        data-running={isRunning}
      >
        {isRunning ? (
          <Square size={13} fill="currentColor" aria-hidden />
        ) : (
          <Play size={15} fill="currentColor" aria-hidden />
        )}
      </CommandButton>
      <CommandButton
        command="record"
        className="record-button"
        aria-pressed={state === 'recording'}
      >
        <Circle size={13} fill="currentColor" aria-hidden />
      </CommandButton>
      <CommandButton command="toggleLoop" className="loop-button" aria-pressed={isLooping}>
        <Repeat size={16} aria-hidden />
      </CommandButton>
      <MetronomeButton />
    </div>
  );
}
