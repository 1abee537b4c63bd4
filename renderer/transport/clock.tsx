/**
 * The clock: the playhead's time with its hour, the same in frames, and what is left. In its place a field
 * while a time is typed.
 */
import { useEffect, useRef, useState } from 'react';
import { MAX_FRAME } from '../../preload/project.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { seek } from '../commands/commands.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { liveNow, playheadFrame } from '../store/live.ts';
import { mirrorNow, useMirror } from '../store/mirror-store.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { changeView, useView } from '../store/view.ts';
import { addPainter, REST } from '../ui/frame-loop.ts';
import { writeMark, writeText } from '../ui/live-text.tsx';
import { TimeField } from '../ui/time-field.tsx';
import { clockParts, framesText, timeText } from '../ui/time-text.ts';

/** Animation frames come at uneven times: a text that is due this soon is written early. */
const TOLERANCE_MILLISECONDS = 12;
/** From ten hours on the digits are smaller: they never move what is beside them. */
const SHORT_CLOCK = '0:00:00'.length;

export function Clock() {
  const isTyping = useView((view) => view.isTypingTime);
  return isTyping ? <TypedPosition /> : <Position />;
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
          giveFocusBack(before.current);
        }}
        onCommit={(asked) => {
          void seek(asked);
          return null;
        }}
      />
    </div>
  );
}

/** To what had the focus before; the clock's own button was away meanwhile. */
function giveFocusBack(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  else
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.position-button')?.focus());
}

/** A timer: screen readers do not announce its changes. */
function Position() {
  const whole = useRef<HTMLSpanElement>(null);
  const part = useRef<HTMLSpanElement>(null);
  const frames = useRef<HTMLSpanElement>(null);
  const left = useRef<HTMLSpanElement>(null);
  const isRecording = useMirror((mirror) => mirror.transportState === 'recording');
  // The end moves with edits while nothing plays.
  const project = useMirror((mirror) => mirror.project);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session's end or rate is written at once.
  useEffect(() => {
    let writtenAt = Number.NEGATIVE_INFINITY;
    return addPainter(() => {
      const isMoving = liveNow().transport.state !== 'stopped';
      const now = performance.now();
      const wait = writtenAt + paceMilliseconds() - now;
      if (isMoving && wait > TOLERANCE_MILLISECONDS) return wait;
      writtenAt = now;
      const frame = Math.round(playheadFrame());
      const [seconds, milliseconds] = clockParts(frame, mirrorNow().project.sampleRate);
      writeText(whole.current, seconds);
      writeMark(whole.current, 'long', seconds.length > SHORT_CLOCK);
      writeText(part.current, milliseconds);
      writeText(frames.current, framesText(frame));
      writeText(left.current, leftText(frame));
      return isMoving ? paceMilliseconds() : REST;
    });
  }, [project]);
  return (
    <div
      className="position figure"
      role="timer"
      aria-label="Position"
      data-recording={isRecording || undefined}
    >
      <span className="position-clock">
        <span ref={whole} />
        <span className="position-part" ref={part} />
      </span>
      <span className="position-below">
        <span ref={frames} />
        <span ref={left} />
      </span>
      <CommandButton command="typeTime" className="position-button">
        {null}
      </CommandButton>
    </div>
  );
}

/** Until the last clip ends; nothing after it, and while a take makes the session longer. */
function leftText(frame: number): string {
  const { project } = mirrorNow();
  const left = clipIndexOf(project).endFrame - frame;
  if (left <= 0 || liveNow().transport.state === 'recording') return '';
  return `${timeText(left, project.sampleRate)} left`;
}
