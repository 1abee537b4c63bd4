/** The status bar: transport state, disk time for takes, overs, the newest dropout, Undo and Redo. */

import { useSyncExternalStore } from 'react';
import type { Dropout } from '../../preload/engine.ts';
import type { SampleRate } from '../../preload/units.ts';
import { counted } from '../../preload/units.ts';
import type { Tone } from '../../preload/verdict.ts';
import { redo, undo } from '../store/editing.ts';
import { liveNow, onLive } from '../store/live.ts';
import type { Mirror } from '../store/mirror.ts';
import { useMirror } from '../store/mirror-store.ts';
import { changeView } from '../store/view.ts';
import { figure } from '../ui/figures.ts';
import { roughDuration, timeText } from '../ui/time-text.ts';
import { ToneText } from '../ui/verdict.tsx';

export function StatusBar() {
  const diskSeconds = useMirror((mirror) => mirror.diskSecondsLeft);
  const streamNotice = useMirror((mirror) => mirror.stream.notice);
  const dropout = useMirror((mirror) => mirror.dropouts.at(-1));
  return (
    <footer className="status-bar">
      <TransportState />
      <SpokenState />
      {diskSeconds !== null && <span>Disk: {roughDuration(diskSeconds)} of takes</span>}
      {streamNotice !== null && (
        <span className="status-notice" title={streamNotice}>
          {streamNotice}
        </span>
      )}
      <OversText />
      {dropout !== undefined && <DropoutText dropout={dropout} />}
      <SilentInput />
      <UndoText />
      <button
        type="button"
        className="status-button"
        onClick={() => changeView({ areKeysShown: true })}
      >
        Keys <kbd>?</kbd>
      </button>
    </footer>
  );
}

export function stateWords(mirror: Mirror): { readonly text: string; readonly tone: Tone } {
  const active = mirror.activeActions.filter((row) => row.state === 'active').length;
  const actions = `${counted(active, 'action')} active`;
  if (mirror.transportState === 'recording') return { text: `Recording, ${actions}`, tone: 'bad' };
  if (mirror.transportState === 'playing') return { text: `Playing, ${actions}`, tone: 'ok' };
  switch (mirror.stream.state) {
    case 'dead':
      return { text: 'The device is lost. Choose another one under Devices.', tone: 'bad' };
    case 'closed':
      return { text: 'No device is open. Choose one under Devices.', tone: 'warn' };
    default:
      return { text: active > 0 ? `Stopped, ${actions}` : 'Stopped', tone: 'plain' };
  }
}

function TransportState() {
  const text = useMirror((mirror) => stateWords(mirror).text);
  const tone = useMirror((mirror) => stateWords(mirror).tone);
  return <ToneText tone={tone}>{text}</ToneText>;
}

/** A live region that changes with the transport only. */
function SpokenState() {
  const state = useMirror((mirror) => mirror.transportState);
  return (
    <span className="hidden-text" role="status">
      Transport: {state}
    </span>
  );
}

const KIND_WORDS: Record<Dropout['kinds'][number], string> = {
  'input-underflow': 'input underflow',
  'input-overflow': 'input overflow',
  'output-underflow': 'output underflow',
  'output-overflow': 'output overflow',
  inferred: 'inferred from the clock',
};

/** @param hostApi of the dropout's stream; null = no longer known */
export function dropoutWords(
  dropout: Dropout,
  sampleRate: SampleRate,
  hostApi: string | null,
): string {
  const isInferred = dropout.kinds.every((kind) => kind === 'inferred');
  const place =
    dropout.timelineFrame === null
      ? `stream frame ${figure(dropout.streamFrame)}`
      : timeText(dropout.timelineFrame, sampleRate);
  const what = dropout.kinds.map((kind) => KIND_WORDS[kind]).join(', ');
  return `Dropout at ${place}: ${what}${isInferred ? '' : reportedBy(hostApi)}`;
}

function reportedBy(hostApi: string | null): string {
  return hostApi === null ? ', reported' : `, reported by ${hostApi}`;
}

function DropoutText({ dropout }: { dropout: Dropout }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  // A stream before may have been on another one.
  const hostApi = useMirror(({ stream }) =>
    stream.streamNumber === dropout.streamNumber ? stream.hostApi : null,
  );
  return (
    <button
      type="button"
      className="status-button tone-warn"
      onClick={() => changeView({ bottomTab: 'stream' })}
    >
      {dropoutWords(dropout, sampleRate, hostApi)}
    </button>
  );
}

/** Samples that the output had to cut off, since the last Fetch and reset. */
export function oversText(samplesByChannel: readonly number[]): string | null {
  const overs = samplesByChannel.reduce((sum, samples) => sum + samples, 0);
  return overs === 0 ? null : `Overs: ${figure(overs)} beyond full scale`;
}

function OversText() {
  const text = useSyncExternalStore(onLive, () => oversText(liveNow().counters.clippedSamples));
  if (text === null) return null;
  return (
    <button
      type="button"
      className="status-button tone-bad"
      title="The mix is too loud: lower a gain. Opens the counters, where Fetch and reset begins again."
      onClick={() => changeView({ bottomTab: 'stream' })}
    >
      {text}
    </button>
  );
}

/** A take of digital silence is almost always a mistake: warns while it can be corrected. */
function SilentInput() {
  const silent = useMirror((mirror) =>
    mirror.takesInProgress.find((take) => take.silentSeconds >= 2),
  );
  if (silent === undefined) return null;
  return (
    <ToneText tone="warn">{`${silent.name}: the input is digital silence. Check the cable and the input channel.`}</ToneText>
  );
}

function UndoText() {
  const undoLabel = useMirror((mirror) => mirror.undoLabel);
  const redoLabel = useMirror((mirror) => mirror.redoLabel);
  return (
    <span className="status-right">
      {undoLabel !== null && (
        <button type="button" className="status-button" onClick={() => void undo()}>
          Undo: {undoLabel}
        </button>
      )}
      {redoLabel !== null && (
        <button type="button" className="status-button" onClick={() => void redo()}>
          Redo: {redoLabel}
        </button>
      )}
    </span>
  );
}
