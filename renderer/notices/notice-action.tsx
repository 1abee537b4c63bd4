/** What a notice offers to do, by the code of the failure that it tells of. */
import { useState } from 'react';
import type { ErrorCode } from '../../preload/outcome.ts';
import { restart } from '../commands/commands.ts';
import { bridge } from '../store/bridge.ts';
import { showTab } from '../store/folding.ts';
import { valueOrNotice } from '../store/notices.ts';

interface NoticeAction {
  /** On the button. */
  readonly text: string;
  readonly run: () => Promise<void>;
}

const RESTART: NoticeAction = { text: 'Restart RtMixer', run: restart };

const DEVICES: NoticeAction = { text: 'Devices', run: async () => showTab('devices') };

const NOTICE_ACTIONS: { readonly [Code in ErrorCode]?: NoticeAction } = {
  'device-lost': DEVICES,
  'device-not-found': DEVICES,
  'device-refused': DEVICES,
  'rate-refused': DEVICES,
  'channels-refused': DEVICES,
  'host-api-not-found': DEVICES,
  'stream-closed': DEVICES,
  'no-device': DEVICES,
  'no-input': DEVICES,
  'restart-needed': RESTART,
  'stream-active': RESTART,
  'crash-reported': {
    text: 'Show the crash report',
    run: async () => void valueOrNotice(await bridge().showCrashReport(null)),
  },
};

interface NoticeActionButtonProps {
  /** Of the notice; null = it tells of no failure. */
  readonly code: ErrorCode | null;
  /** Id of the element with the notice's text. */
  readonly describedBy: string;
}

/** The button of a notice; nothing where there is nothing to offer. */
export function NoticeActionButton({ code, describedBy }: NoticeActionButtonProps) {
  const [isRunning, setIsRunning] = useState(false);
  const action = code === null ? undefined : NOTICE_ACTIONS[code];
  if (action === undefined) return null;
  const run = async () => {
    if (isRunning) return;
    setIsRunning(true);
    await action.run();
    setIsRunning(false);
  };
  return (
    <button
      type="button"
      className="button notice-action"
      // Not disabled: the focus stays on it.
      aria-disabled={isRunning}
      aria-describedby={describedBy}
      onClick={() => void run()}
    >
      {action.text}
    </button>
  );
}
