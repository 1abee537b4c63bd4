/**
 * The Engine strip: six cells of fixed width, so that numbers never move what is beside them. Device,
 * Dropouts and Late open their tabs. The style sheet leaves out cells where the window is narrow.
 */
import { type ReactNode, useEffect, useRef } from 'react';
import type { CommandId } from '../../preload/commands.ts';
import type { DropoutTotals } from '../../preload/dropouts.ts';
import type { StreamStatus } from '../../preload/engine.ts';
import { NO_TARGET } from '../commands/command-target.ts';
import { runCommand } from '../commands/run-command.ts';
import { highestLoad } from '../store/history.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { useMirror } from '../store/mirror-store.ts';
import { DASH, figure, NOT_REPORTED } from '../ui/figures.ts';
import { LiveText, writeMark } from '../ui/live-text.tsx';
import { millisecondText } from '../ui/time-text.ts';
import { Glyph } from '../ui/verdict.tsx';

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
      title="The share of each block’s time that the callback takes; max: of the worst block since the stream began"
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

/** Of the newest run; `n/a` where nobody could have told of one. */
export function dropoutText({ all }: DropoutTotals, stream: StreamStatus): string {
  return all > 0 || reportsAnything(stream) ? figure(all) : NOT_REPORTED;
}

function DropoutCell({ stream }: { stream: StreamStatus }) {
  const totals = useMirror((mirror) => mirror.dropoutTotals);
  const { outsideRuns } = totals;
  const who = reportsAnything(stream)
    ? `Dropouts of this run, reported by ${stream.hostApi} or inferred from its clock`
    : `${stream.hostApi} never reports dropouts: those of this run that its clock shows`;
  const idle = outsideRuns === 0 ? '' : `; +${figure(outsideRuns)} while nothing played`;
  return (
    <CellButton
      name="Dropouts"
      cell="dropouts"
      command="showDropouts"
      title={`${who}${idle}. Opens the list.`}
    >
      <Trouble tone="warn" glyph="diamond" count={totals.all} text={dropoutText(totals, stream)} />
      {outsideRuns > 0 && <span className="faint cell-idle"> +{figure(outsideRuns)}</span>}
    </CellButton>
  );
}

interface TroubleProps {
  readonly tone: 'warn' | 'bad';
  readonly glyph: 'diamond' | 'arrow' | 'cross';
  readonly count: number;
  readonly text: string;
}

/** A count that has the colour and the glyph of its trouble when it is not 0. */
function Trouble({ tone, glyph, count, text }: TroubleProps) {
  if (count === 0) return <span>{text}</span>;
  return (
    <span className={`cell-trouble tone-${tone}`}>
      <Glyph name={glyph} />
      {text}
    </span>
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
      <Trouble tone="warn" glyph="arrow" count={late} text={figure(late)} />
      <span className="faint"> · </span>
      <Trouble tone="bad" glyph="cross" count={dropped} text={figure(dropped)} />
    </CellButton>
  );
}
