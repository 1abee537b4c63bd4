/** The steps of Undo as a list: the present one is checked, a click goes there. */
import { Menu } from '@base-ui/react/menu';
import { Check, History } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { COMMANDS } from '../../preload/commands.ts';
import type { UndoHistory } from '../../preload/contract.ts';
import { bridge } from '../store/bridge.ts';
import { walkHistory } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { changeView, useView } from '../store/view.ts';
import { historySteps } from './history-steps.ts';

export function HistoryMenu() {
  const isShown = useView((view) => view.isHistoryShown);
  const isEmpty = useMirror(({ undoLabel, redoLabel }) => undoLabel === null && redoLabel === null);
  const trigger = useRef<HTMLButtonElement>(null);
  // The button is not there in a narrow window.
  const anchor = () => {
    const button = trigger.current;
    return button !== null && button.offsetWidth > 0
      ? button
      : document.querySelector('.foot-right');
  };
  return (
    <Menu.Root
      open={isShown}
      modal={false}
      onOpenChange={(isHistoryShown) => changeView({ isHistoryShown })}
    >
      <Menu.Trigger
        ref={trigger}
        className="foot-button history-list-button"
        aria-label={COMMANDS.showHistory.name}
        title={COMMANDS.showHistory.name}
        disabled={isEmpty}
      >
        <History size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner
          className="menu-positioner"
          anchor={anchor}
          side="top"
          align="end"
          sideOffset={4}
        >
          <Menu.Popup className="menu history-menu" aria-label="Undo history">
            <Steps />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Asked for again with each edit while the list is open. */
function useHistory(): UndoHistory | null {
  const [history, setHistory] = useState<UndoHistory | null>(null);
  const confirmed = useMirror((mirror) => mirror.confirmed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each project has another history.
  useEffect(() => {
    let isWanted = true;
    void bridge()
      .history(null)
      .then((outcome) => {
        const found = valueOrNotice(outcome);
        if (isWanted && found !== null) setHistory(found);
      });
    return () => {
      isWanted = false;
    };
  }, [confirmed]);
  return history;
}

function Steps() {
  const history = useHistory();
  if (history === null) return null;
  return (
    <Menu.RadioGroup value={0} onValueChange={(steps: number) => void walkHistory(steps)}>
      {historySteps(history).map(({ steps, label }) => (
        <Menu.RadioItem
          key={steps}
          ref={steps === 0 ? showAtOnce : undefined}
          value={steps}
          className="menu-item"
          data-undone={steps > 0 || undefined}
          closeOnClick
        >
          <span className="menu-mark">{steps === 0 && <Check size={13} aria-hidden />}</span>
          <span>{label}</span>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function showAtOnce(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
