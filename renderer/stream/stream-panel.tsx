/** The Stream tab: the stream's counters, and charts of load, block sizes and dropouts. */

import type { ReactNode } from 'react';
import type { Preparation, StreamStatus } from '../../preload/engine.ts';
import { counted } from '../../preload/units.ts';
import { priorityNote, priorityText } from '../devices/priority-text.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { scheduleOne } from '../store/scheduling.ts';
import { DROPOUT_COUNTERS } from '../ui/dropout-counters.ts';
import { DASH, figure, oversNote } from '../ui/figures.ts';
import { LiveText } from '../ui/live-text.tsx';
import { Charts } from './charts.tsx';

export function StreamPanel() {
  const stream = useMirror((mirror) => mirror.stream);
  return (
    <div className="stream-panel">
      <div className="stream-counters">
        <div className="stream-heading">
          <span>
            Stream <span className="figure">{stream.streamNumber}</span>
            <span className="dim"> · {STATE_TEXTS[stream.state]}</span>
          </span>
          <button type="button" className="button" onClick={() => void fetchAndReset()}>
            Fetch and reset
          </button>
        </div>
        <CounterTable stream={stream} />
      </div>
      <Charts />
    </div>
  );
}

const STATE_TEXTS: Record<StreamStatus['state'], string> = {
  closed: 'closed',
  active: 'running',
  dead: 'the device is lost',
};

async function fetchAndReset(): Promise<void> {
  valueOrNotice(await scheduleOne({ type: 'fetchAndResetStats' }));
}

function CounterTable({ stream }: { stream: StreamStatus }) {
  return (
    <table className="counter-table" aria-label="Stream counters">
      <tbody>
        <Counter name="Frame">
          <LiveText read={({ counters }) => figure(counters.frame)} />
        </Counter>
        <Counter name="Blocks">
          <LiveText read={({ counters }) => figure(counters.blocks)} />
        </Counter>
        <Counter name="Min block" note="frames">
          <LiveText read={({ counters }) => figure(counters.minBlockSize)} />
        </Counter>
        <Counter name="Max block" note="frames">
          <LiveText read={({ counters }) => figure(counters.maxBlockSize)} />
        </Counter>
        {DROPOUT_COUNTERS.map(({ name, counter, flag }) => (
          <Counter
            key={counter}
            name={name}
            note={stream.reports[flag] ? 'reported' : `never reported by ${stream.hostApi}`}
          >
            {stream.reports[flag] ? (
              <LiveText read={({ counters }) => figure(counters[counter])} />
            ) : (
              'n/a'
            )}
          </Counter>
        ))}
        <Counter name="Dropouts" note="inferred from the device's clock">
          <LiveText read={({ counters }) => figure(counters.inferredDropouts)} />
        </Counter>
        <Counter name="Lost frames" note="inferred">
          <LiveText read={({ counters }) => figure(counters.inferredDropoutFrames)} />
        </Counter>
        <Counter
          name="Overs"
          note={<LiveText read={({ counters }) => oversNote(counters.clippedSamples)} />}
        >
          <LiveText
            read={({ counters }) =>
              figure(counters.clippedSamples.reduce((sum, samples) => sum + samples, 0))
            }
          />
        </Counter>
        <Counter name="Callback priority" note={priorityNote(stream)}>
          {priorityText(stream.priority)}
        </Counter>
        <Counter
          name="Preparation"
          note={<LiveText read={({ transport }) => preparationNote(transport.preparation)} />}
        >
          <LiveText read={({ transport }) => preparationText(transport.preparation)} />
        </Counter>
      </tbody>
    </table>
  );
}

/** What the last Play, Seek or Record took. */
function preparationText(preparation: Preparation | null): string {
  return preparation === null ? DASH : `${figure(Math.ceil(preparation.seconds * 1_000))} ms`;
}

function preparationNote(preparation: Preparation | null): string {
  if (preparation === null) return 'of the last start';
  const lead = figure(Math.ceil(preparation.leadSeconds * 1_000));
  return `${counted(preparation.actions, 'action')}, begun ${lead} ms ahead`;
}

interface CounterProps {
  readonly name: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

function Counter({ name, note, children }: CounterProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="figure">{children}</td>
      <td className="faint">{note}</td>
    </tr>
  );
}
