/** The Transport: go to start, play or stop, record, loop, position. */
import { Circle, Play, Repeat, SkipBack, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { MAX_FRAME } from '../../preload/project.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { seek } from '../commands/commands.ts';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { liveNow, playheadFrame } from '../store/live.ts';
import { mirrorNow, useMirror } from '../store/mirror-store.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { changeView, useView } from '../store/view.ts';
import { addPainter, REST } from '../ui/frame-loop.ts';
import { writeText } from '../ui/live-text.tsx';
import { TimeField } from '../ui/time-field.tsx';
import { clockParts, framesText } from '../ui/time-text.ts';

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
  return isTyping ? <TypedPosition /> : <Clock />;
}

function TypedPosition() {
  const before = useRef(document.activeElement);
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  /** As the field was opened: what is typed stands still. */
  const [frame] = useState(() => Math.round(playheadFrame()));
  return (
    <div className="position position-typing">
      <TimeField
        label="Go to a time"
        what="The timeline"
        frames={frame}
        text={clockParts(frame, sampleRate).join('')}
        sampleRate={sampleRate}
        range={[0, MAX_FRAME]}
        autoFocus
        onDone={() => {
          changeView({ isTypingTime: false });
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
        onCommit={(asked) => {
          void seek(asked);
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
      const wait = writtenAt + paceMilliseconds() - now;
      if (isMoving && wait > TOLERANCE_MILLISECONDS) return wait;
      writtenAt = now;
      const frame = Math.round(playheadFrame());
      writeText(clock.current, clockParts(frame, mirrorNow().project.sampleRate).join(''));
      writeText(frames.current, framesText(frame));
      return isMoving ? paceMilliseconds() : REST;
    });
  }, []);
  return (
    <div className="position figure" role="timer" aria-label="Position">
      <span className="position-clock" ref={clock} />
      <span className="position-frames" ref={frames} />
    </div>
  );
}
