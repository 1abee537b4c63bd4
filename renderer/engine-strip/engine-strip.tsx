/** The Engine strip: device, rate, block size, latency, load, dropouts and late actions. */
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { reportedDropouts } from '../../preload/actions.ts';
import type { StreamCounters, StreamStatus } from '../../preload/engine.ts';
import { showTab } from '../store/folding.ts';
import { totalDropouts } from '../store/history.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { useMirror } from '../store/mirror-store.ts';
import { figure } from '../ui/figures.ts';
import { LiveText } from '../ui/live-text.tsx';
import { millisecondText } from '../ui/time-text.ts';

export function EngineStrip() {
  const stream = useMirror((mirror) => mirror.stream);
  const { inputLatency, outputLatency } = stream;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a strip of readings is none.
    <div className="engine" role="group" aria-label="Engine">
      <Reading name="Device" className="engine-device" title={deviceText(stream)}>
        {deviceText(stream)}
      </Reading>
      <Reading name="Rate">{figure(stream.sampleRate)}</Reading>
      <Reading name="Block">{stream.blockSize === 0 ? 'auto' : figure(stream.blockSize)}</Reading>
      <Reading name="Latency in / out" title="As claimed by the driver">
        {`${millisecondText(inputLatency, 1)} / ${millisecondText(outputLatency, 1)}`}
      </Reading>
      <Reading name="Load" className="engine-load">
        <LoadBar />
        <LiveText read={loadText} />
      </Reading>
      <DropoutReading stream={stream} />
      <LateReading />
    </div>
  );
}

interface ReadingProps {
  readonly name: string;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

function Reading({ name, className = '', title, children }: ReadingProps) {
  return (
    <div className={`reading ${className}`} title={title}>
      <span className="reading-name">{name}</span>
      <span className="reading-value figure">{children}</span>
    </div>
  );
}

export function deviceText(stream: StreamStatus): string {
  if (stream.state === 'closed') return 'No device';
  const device = stream.outputDevice ?? stream.inputDevice ?? 'no device';
  const state = stream.state === 'dead' ? ' (lost)' : '';
  return device.startsWith(stream.hostApi)
    ? device + state
    : `${stream.hostApi} · ${device}${state}`;
}

function loadText(live: Live): string {
  return `${Math.round(live.counters.load * 100)} %`.padStart(5, '\u2007');
}

function LoadBar() {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = ({ counters }: Live) => {
      if (bar.current === null) return;
      bar.current.style.transform = `scaleX(${Math.min(1, Math.max(0.02, counters.load)).toFixed(2)})`;
      bar.current.dataset.high = counters.load > 0.8 ? 'true' : 'false';
    };
    draw(liveNow());
    return onLive(draw);
  }, []);
  return (
    <span className="load-bar" aria-hidden>
      <span className="load-fill" ref={bar} />
    </span>
  );
}

/** Whether the host API reports dropouts at all. */
export function reportsAnything({ reports }: StreamStatus): boolean {
  return Object.values(reports).some(Boolean);
}

export function dropoutText(counters: StreamCounters, stream: StreamStatus): string {
  return reportsAnything(stream) ? figure(reportedDropouts(counters)) : 'n/a';
}

export function inferredText(counters: StreamCounters): string {
  return counters.inferredDropouts === 0 ? '' : `${figure(counters.inferredDropouts)} inferred`;
}

function DropoutReading({ stream }: { stream: StreamStatus }) {
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const mark = ({ counters }: Live) => {
      const hasAny = totalDropouts(counters) > 0;
      if (element.current !== null) element.current.dataset.any = hasAny ? 'true' : 'false';
    };
    mark(liveNow());
    return onLive(mark);
  }, []);
  const hint = reportsAnything(stream)
    ? `${stream.hostApi} reports dropouts. Opens the counters.`
    : `${stream.hostApi} never reports dropouts. They are inferred from its clock.`;
  return (
    <button
      type="button"
      ref={element}
      className="reading engine-dropouts"
      title={hint}
      onClick={() => showTab('stream')}
    >
      <span className="reading-name">Dropouts</span>
      <span className="reading-value figure">
        <LiveText read={({ counters }) => dropoutText(counters, stream)} />
        <LiveText className="dropouts-inferred" read={({ counters }) => inferredText(counters)} />
      </span>
    </button>
  );
}

/** How many actions of this stream were late. */
function LateReading() {
  const late = useMirror((mirror) => mirror.lateCount);
  return (
    <button
      type="button"
      className="reading engine-late"
      data-any={late > 0}
      title="Actions of this stream that began late or were dropped as too late. Opens the actions."
      onClick={() => showTab('actions')}
    >
      <span className="reading-name">Late</span>
      <span className="reading-value figure">{figure(late)}</span>
    </button>
  );
}
