/**
 * The Engine strip: six cells of fixed width, so that numbers never move what is beside them. Device,
 * Dropouts and Late open their tabs. The style sheet leaves out cells where the window is narrow.
 */
import { type ReactNode, useEffect, useRef } from 'react';
import { reportedDropouts } from '../../preload/actions.ts';
import type { CommandId } from '../../preload/commands.ts';
import type { StreamCounters, StreamStatus } from '../../preload/engine.ts';
import { NO_TARGET } from '../commands/command-target.ts';
import { runCommand } from '../commands/run-command.ts';
import { highestLoad, totalDropouts } from '../store/history.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { useMirror } from '../store/mirror-store.ts';
import { DASH, figure } from '../ui/figures.ts';
import { LiveText, writeMark } from '../ui/live-text.tsx';
import { millisecondText } from '../ui/time-text.ts';

export function EngineStrip() {
  const stream = useMirror((mirror) => mirror.stream);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a strip of readings is none.
    <div className="engine" role="group" aria-label="Engine">
      <CellButton
        name="Device"
        cell="device"
        command="showDevices"
        title={`${deviceText(stream)}. Opens the devices.`}
        isBad={stream.state !== 'active'}
      >
        {deviceText(stream)}
      </CellButton>
      <Cell name="Rate / block" cell="rate" title={rateTitle(stream)}>
        {`${figure(stream.sampleRate)} / ${stream.blockSize === 0 ? 'auto' : figure(stream.blockSize)}`}
      </Cell>
      <Cell name="Latency, claimed" cell="latency" title={latencyTitle(stream)}>
        {latencyText(stream)}
      </Cell>
      <LoadCell />
      <DropoutCell stream={stream} />
      <LateCell />
    </div>
  );
}

type CellName = 'device' | 'rate' | 'latency' | 'load' | 'dropouts' | 'late';

interface CellProps {
  readonly name: string;
  readonly cell: CellName;
  readonly title: string;
  /** At the right of the name. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

function Cell({ name, cell, title, beside, children }: CellProps) {
  return (
    <div className={`cell cell-${cell}`} title={title}>
      <span className="cell-name">
        {name}
        {beside}
      </span>
      <span className="cell-value figure">{children}</span>
    </div>
  );
}

interface CellButtonProps extends CellProps {
  readonly command: CommandId;
  readonly isBad?: boolean;
}

function CellButton({ name, cell, title, children, command, isBad }: CellButtonProps) {
  return (
    <button
      type="button"
      className={`cell cell-${cell}`}
      title={title}
      data-bad={isBad === true || undefined}
      onClick={() => runCommand(command, NO_TARGET)}
    >
      <span className="cell-name">{name}</span>
      <span className="cell-value figure">{children}</span>
    </button>
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

function rateTitle({ sampleRate, blockSize }: StreamStatus): string {
  const block =
    blockSize === 0 ? 'blocks as the driver likes' : `blocks of ${figure(blockSize)} frames`;
  return `${figure(sampleRate)} frames a second, ${block}`;
}

/** Of what is open: in and out together are the round trip. */
export function latencyText({ inputLatency, outputLatency }: StreamStatus): string {
  if (inputLatency === null && outputLatency === null) return DASH;
  return millisecondText((inputLatency ?? 0) + (outputLatency ?? 0));
}

function latencyTitle({ inputLatency, outputLatency }: StreamStatus): string {
  const parts = [
    inputLatency === null ? null : `${millisecondText(inputLatency)} in`,
    outputLatency === null ? null : `${millisecondText(outputLatency)} out`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return 'No stream is open.';
  return `As claimed by the driver: ${parts.join(', ')}`;
}

function percent(load: number): string {
  return `${Math.round(load * 100)} %`;
}

function LoadCell() {
  const bar = useRef<HTMLSpanElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = ({ counters }: Live) => {
      if (bar.current === null || mark.current === null) return;
      bar.current.style.transform = `scaleX(${part(counters.load)})`;
      writeMark(bar.current, 'high', counters.load > 0.8);
      mark.current.style.transform = `translateX(${(Number(part(highestLoad())) * 100).toFixed(0)}%)`;
    };
    draw(liveNow());
    return onLive(draw);
  }, []);
  return (
    <Cell
      name="Load"
      cell="load"
      title="The share of each block’s time that the callback takes; max: the highest that was told since the stream began"
      beside={
        <LiveText className="cell-beside figure" read={() => `max ${percent(highestLoad())}`} />
      }
    >
      <span className="load-bar" aria-hidden>
        <span className="load-fill" ref={bar} />
        <span className="load-max" ref={mark} />
      </span>
      <LiveText read={({ counters }) => percent(counters.load)} />
    </Cell>
  );
}

function part(load: number): string {
  return Math.min(1, Math.max(0, load)).toFixed(2);
}

/** Whether the host API reports dropouts at all. */
export function reportsAnything({ reports }: StreamStatus): boolean {
  return Object.values(reports).some(Boolean);
}

export function dropoutText(counters: StreamCounters, stream: StreamStatus): string {
  return reportsAnything(stream) ? figure(reportedDropouts(counters)) : 'n/a';
}

/** `~` = inferred from the driver's clock, reported by nobody. */
export function inferredText(counters: StreamCounters): string {
  return counters.inferredDropouts === 0 ? '' : `~${figure(counters.inferredDropouts)}`;
}

function DropoutCell({ stream }: { stream: StreamStatus }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const mark = ({ counters }: Live) => {
      writeMark(element.current, 'any', totalDropouts(counters) > 0);
    };
    mark(liveNow());
    return onLive(mark);
  }, []);
  const who = reportsAnything(stream)
    ? `Dropouts that ${stream.hostApi} reported`
    : `${stream.hostApi} never reports dropouts`;
  return (
    <CellButton
      name="Dropouts"
      cell="dropouts"
      command="showStream"
      title={`${who}; ~: inferred from its clock. Opens the counters.`}
    >
      <span ref={element}>
        <LiveText read={({ counters }) => dropoutText(counters, stream)} />
        <LiveText className="dropouts-inferred" read={({ counters }) => inferredText(counters)} />
      </span>
    </CellButton>
  );
}

/** Actions of this stream that began late, and those that were dropped. */
function LateCell() {
  const late = useMirror((mirror) => mirror.lateCount);
  const dropped = useMirror((mirror) => mirror.droppedCount);
  return (
    <CellButton
      name="Late · dropped"
      cell="late"
      command="showActions"
      title="Actions of this stream that began late, and those that were dropped as too late. Opens the actions."
    >
      <span className={late > 0 ? 'tone-warn' : undefined}>{figure(late)}</span>
      <span className="faint"> · </span>
      <span className={dropped > 0 ? 'tone-bad' : undefined}>{figure(dropped)}</span>
    </CellButton>
  );
}
