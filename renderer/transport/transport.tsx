/** The Transport: go to start, play or stop, record, loop, position. */
import { Circle, Play, Repeat, SkipBack, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { CommandButton } from '../commands/command-button.tsx';
import { seek } from '../commands/commands.ts';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { liveNow, playheadFrame } from '../store/live.ts';
import { mirrorNow, useMirror } from '../store/mirror-store.ts';
import { changeView, useView } from '../store/view.ts';
import { clockText, figure } from '../ui/figures.ts';
import { addPainter, CALM_MILLISECONDS, REST } from '../ui/frame-loop.ts';
import { writeText } from '../ui/live-text.tsx';
import { TextField } from '../ui/text-field.tsx';
import { framesFromText, NO_TIME } from '../ui/time-text.ts';

export function Transport() {
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
  return (
    <div className="transport" role="toolbar" aria-label="Transport" ref={element}>
      <TransportButtons />
      <Position />
    </div>
  );
}

function TransportButtons() {
  const state = useMirror((mirror) => mirror.transportState);
  const isLooping = useMirror((mirror) => mirror.project.loop.enabled);
  const isRunning = state !== 'stopped';
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
        <Repeat size={15} aria-hidden />
      </CommandButton>
    </div>
  );
}

/** Animation frames come at uneven times: a text that is due this soon is written early. */
const TOLERANCE_MILLISECONDS = 12;

/** The clock; in its place a field while a time is typed. */
function Position() {
  const isTyping = useView((view) => view.isTypingTime);
  return isTyping ? <TimeField /> : <Clock />;
}

function TimeField() {
  const before = useRef(document.activeElement);
  return (
    <div className="position position-typing">
      <TextField
        label="Go to a time"
        className="figure"
        text={clockText(Math.round(playheadFrame()), mirrorNow().project.sampleRate)}
        autoFocus
        onDone={() => {
          changeView({ isTypingTime: false });
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
        onCommit={(typed) => {
          const frame = framesFromText(typed, mirrorNow().project.sampleRate);
          if (frame === null) return NO_TIME;
          if (frame < 0) return 'The timeline begins at 0:00.';
          void seek(frame);
          return null;
        }}
      />
    </div>
  );
}

/** A timer: screen readers do not announce its changes. */
function Clock() {
  const clock = useRef<HTMLSpanElement>(null);
  const frames = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let writtenAt = Number.NEGATIVE_INFINITY;
    return addPainter(() => {
      const isMoving = liveNow().transport.state !== 'stopped';
      const now = performance.now();
      const wait = writtenAt + CALM_MILLISECONDS - now;
      if (isMoving && wait > TOLERANCE_MILLISECONDS) return wait;
      writtenAt = now;
      const frame = Math.round(playheadFrame());
      writeText(clock.current, clockText(frame, mirrorNow().project.sampleRate));
      writeText(frames.current, `${figure(frame)} fr`);
      return isMoving ? CALM_MILLISECONDS : REST;
    });
  }, []);
  return (
    <div className="position figure" role="timer" aria-label="Position">
      <span className="position-clock" ref={clock} />
      <span className="position-frames" ref={frames} />
    </div>
  );
}
