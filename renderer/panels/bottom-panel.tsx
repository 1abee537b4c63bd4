/** The tabs below: Actions, Stream, Devices, Log. */
import { useMemo } from 'react';
import { ActionsPanel } from '../actions/actions-panel.tsx';
import { saveActions } from '../commands/commands.ts';
import { DevicesPanel } from '../devices/devices-panel.tsx';
import { LogPanel } from '../log/log-panel.tsx';
import { useMirror } from '../store/mirror-store.ts';
import { type BottomTab, changeView, useView } from '../store/view.ts';
import { StreamPanel } from '../stream/stream-panel.tsx';
import { figure } from '../ui/figures.ts';
import { TabPage, TabStrip } from '../ui/tab-strip.tsx';

const TABS: readonly { value: BottomTab; text: string }[] = [
  { value: 'actions', text: 'Actions' },
  { value: 'stream', text: 'Stream' },
  { value: 'devices', text: 'Devices' },
  { value: 'log', text: 'Log' },
];

export function BottomPanel() {
  const tab = useView((view) => view.bottomTab);
  return (
    <div className="bottom">
      <TabStrip
        label="Accounts and devices"
        value={tab}
        tabs={TABS}
        onChange={(bottomTab) => changeView({ bottomTab })}
        extra={<Summary />}
      >
        <TabPage value="actions">
          <ActionsPanel />
        </TabPage>
        <TabPage value="stream">
          <StreamPanel />
        </TabPage>
        <TabPage value="devices">
          <DevicesPanel />
        </TabPage>
        <TabPage value="log">
          <LogPanel />
        </TabPage>
      </TabStrip>
    </div>
  );
}

function Summary() {
  const active = useMirror(
    (mirror) => mirror.activeActions.filter((row) => row.state === 'active').length,
  );
  const pending = useMirror((mirror) => mirror.pendingCount);
  const finished = useMirror((mirror) => mirror.finishedCount);
  const rows = useMirror((mirror) => mirror.finishedActions);
  const belated = useMemo(() => rows.filter((row) => row.outcome === 'belated').length, [rows]);
  return (
    <div className="tab-extra">
      <span className="dim">
        <span className="figure">{figure(active)}</span> active ·{' '}
        <span className="figure">{figure(pending)}</span> pending ·{' '}
        <span className="figure">{figure(finished)}</span> finished
        {belated > 0 && (
          <span className="tone-warn">
            {' '}
            · <span className="figure">{figure(belated)}</span> belated
          </span>
        )}
      </span>
      <button type="button" className="pill" onClick={() => void saveActions()}>
        Save as CSV…
      </button>
    </div>
  );
}
