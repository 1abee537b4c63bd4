/** The panels below the timeline, as tabs. Folded, the tabs stay, with the newest trouble in words. */
import { ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionsPanel } from '../actions/actions-panel.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { saveActions } from '../commands/commands.ts';
import { DevicesPanel } from '../devices/devices-panel.tsx';
import { LogPanel } from '../log/log-panel.tsx';
import { showTab } from '../store/folding.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useView } from '../store/view.ts';
import { StreamPanel } from '../stream/stream-panel.tsx';
import { figure } from '../ui/figures.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { NewestTrouble } from './newest-trouble.tsx';
import { PANELS, type PanelId } from './panels.ts';

const PAGES: Readonly<Record<PanelId, ReactNode>> = {
  actions: <ActionsPanel />,
  stream: <StreamPanel />,
  devices: <DevicesPanel />,
  log: <LogPanel />,
};

export function BottomPanel({ isFolded }: { readonly isFolded: boolean }) {
  const value = useView((view) => view.bottomTab);
  return (
    <div className="bottom">
      <TabStrip
        label="Accounts and devices"
        value={isFolded ? null : value}
        texts={PANELS}
        pages={PAGES}
        onChange={showTab}
        extra={isFolded ? <FoldedExtra /> : <Summary />}
      />
    </div>
  );
}

function FoldedExtra() {
  return (
    <>
      <NewestTrouble />
      <CommandButton
        command="toggleBottom"
        label="Unfold the bottom panel"
        className="quiet-button"
      >
        <ChevronUp size={16} aria-hidden />
      </CommandButton>
    </>
  );
}

function Summary() {
  const active = useMirror(
    (mirror) => mirror.activeActions.filter((row) => row.state === 'active').length,
  );
  const pending = useMirror((mirror) => mirror.pendingCount);
  const finished = useMirror((mirror) => mirror.finishedCount);
  return (
    <div className="tab-extra">
      <span className="dim">
        <span className="figure">{figure(active)}</span> active ·{' '}
        <span className="figure">{figure(pending)}</span> pending ·{' '}
        <span className="figure">{figure(finished)}</span> finished
      </span>
      <button type="button" className="pill" onClick={() => void saveActions()}>
        Save as CSV…
      </button>
    </div>
  );
}
