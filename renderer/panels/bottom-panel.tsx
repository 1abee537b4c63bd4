/** The panels below the timeline, as tabs. Folded, the tabs stay, with the newest trouble in words. */
import { ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionsPanel } from '../actions/actions-panel.tsx';
import { RowChips } from '../actions/row-chips.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { DevicesPanel } from '../devices/devices-panel.tsx';
import { DropoutCount, DropoutsPanel, DropoutTools } from '../dropouts/dropouts-panel.tsx';
import { LogPanel } from '../log/log-panel.tsx';
import { RunTools } from '../runs/run-tools.tsx';
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
  dropouts: <DropoutsPanel />,
  devices: <DevicesPanel />,
  stream: <StreamPanel />,
  log: <LogPanel />,
};

/** Beside the tabs while the panel is shown. */
const TOOLS: Readonly<Partial<Record<PanelId, ReactNode>>> = {
  actions: <ActionTools />,
  dropouts: <DropoutTools />,
};

export function BottomPanel({ isFolded }: { readonly isFolded: boolean }) {
  const value = useView((view) => view.bottomTab);
  const extra = isFolded ? <FoldedExtra /> : TOOLS[value];
  return (
    <div className="bottom">
      <TabStrip
        label="Accounts and devices"
        value={isFolded ? null : value}
        texts={PANELS}
        pages={PAGES}
        onChange={showTab}
        counts={{
          ...((isFolded || value !== 'actions') && { actions: <ActionCount /> }),
          dropouts: <DropoutCount />,
        }}
        extra={extra}
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

/** Beside the tabs while the accounts are shown. */
function ActionTools() {
  return (
    <div className="tab-extra">
      <RowChips />
      <RunTools />
    </div>
  );
}

/** Of the accounts, while other panels are shown. */
function ActionCount() {
  const count = useMirror((mirror) => mirror.activeActions.length + mirror.finishedCount);
  return figure(count);
}
