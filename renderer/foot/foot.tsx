/** The foot: the views, the state of the transport, disk time for takes, overs, the newest dropout; Undo
 * and Redo, the keys, and what folds the panels. */

import { PanelBottom, PanelLeft, PanelRight } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { CommandId } from '../../preload/commands.ts';
import type { Dropout } from '../../preload/dropouts.ts';
import { counted } from '../../preload/units.ts';
import type { Tone } from '../../preload/verdict.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { showDropout } from '../dropouts/dropout-store.ts';
import { dropoutSentence } from '../dropouts/dropout-text.ts';
import { useShownDropouts } from '../dropouts/shown-dropouts.ts';
import { shownKeysOf, useBindings } from '../keys/bindings.ts';
import { VIEWS, type ViewName } from '../panels/panels.ts';
import { soundingNow } from '../store/active-actions.ts';
import { showTab, usePanelFolded } from '../store/folding.ts';
import { liveNow, onLive } from '../store/live.ts';
import type { Mirror } from '../store/mirror.ts';
import { useMirror } from '../store/mirror-store.ts';
import type { PanelName } from '../store/panel-sizes.ts';
import { useView } from '../store/view.ts';
import { figure } from '../ui/figures.ts';
import { roughDuration } from '../ui/time-text.ts';
import { Glyph, ToneText } from '../ui/verdict.tsx';
import { HistoryMenu } from './history-menu.tsx';

export function Foot() {
  const dropout = useShownDropouts().at(-1);
  return (
    <footer className="foot">
      <ViewSwitch />
      <TransportState />
      <DiskTime />
      <OversText />
      {dropout !== undefined && <DropoutText dropout={dropout} />}
      <span className="foot-right">
        <UndoButtons />
        <HistoryMenu />
        <KeysButton />
        <PanelToggles />
      </span>
    </footer>
  );
}

const VIEW_COMMANDS: Readonly<Record<ViewName, CommandId>> = {
  arrange: 'showArrange',
  report: 'showReport',
};

function ViewSwitch() {
  const shown = useView((view) => view.shownView);
  return (
    <nav className="views" aria-label="Views">
      {(Object.keys(VIEWS) as ViewName[]).map((name) => (
        <CommandButton
          key={name}
          command={VIEW_COMMANDS[name]}
          label={VIEWS[name]}
          className="view-button"
          aria-current={name === shown ? 'page' : undefined}
        >
          {VIEWS[name]}
        </CommandButton>
      ))}
    </nav>
  );
}

function DiskTime() {
  const seconds = useMirror((mirror) => mirror.diskSecondsLeft);
  if (seconds === null) return null;
  return (
    <span className="disk-time">
      Disk: {roughDuration(seconds)}
      <span className="disk-words"> of takes</span>
    </span>
  );
}

export function stateWords(mirror: Mirror): { readonly text: string; readonly tone: Tone } {
  const { players: sounds, recorders: takes } = soundingNow(mirror);
  const words = [
    takes > 0 ? counted(takes, 'take') : '',
    sounds > 0 ? counted(sounds, 'sound') : '',
  ];
  const after = words.filter((word) => word !== '').map((word) => `, ${word}`);
  if (mirror.transportState === 'recording') {
    return { text: `Recording${after.join('')}`, tone: 'bad' };
  }
  if (mirror.stream.state === 'dead') return { text: lostText(mirror), tone: 'bad' };
  if (mirror.transportState === 'playing') {
    return { text: `Playing, ${counted(sounds, 'sound')}`, tone: 'run' };
  }
  if (mirror.isPreparing) return { text: 'Preparing…', tone: 'run' };
  switch (mirror.stream.state) {
    case 'closed':
      return { text: 'No device is open. Choose one under Devices.', tone: 'warn' };
    default:
      return { text: `Stopped${after.join('')}`, tone: 'plain' };
  }
}

function lostText({ stream, transportState }: Mirror): string {
  const { lookingFor, streamNumber } = stream;
  if (lookingFor === null) return 'Device lost';
  // No device was there since the start.
  if (streamNumber === 0) return `Waiting for ${lookingFor}`;
  const looks = `Device lost, looking for ${lookingFor}`;
  return transportState === 'playing' ? `${looks}; timeline runs on` : looks;
}

function TransportState() {
  const text = useMirror((mirror) => stateWords(mirror).text);
  const tone = useMirror((mirror) => stateWords(mirror).tone);
  return <ToneText tone={tone}>{text}</ToneText>;
}

function DropoutText({ dropout }: { dropout: Dropout }) {
  return (
    <button
      type="button"
      className="foot-button foot-dropout tone-warn"
      title="Shows it in the list"
      onClick={() => showDropout(dropout)}
    >
      <Glyph name="diamond" />
      <span className="foot-words">{dropoutSentence(dropout)}</span>
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
      className="foot-button foot-overs tone-bad"
      title="The mix is too loud: lower a gain. Opens the counters, where Fetch and reset begins again."
      onClick={() => showTab('stream')}
    >
      <Glyph name="cross" />
      <span className="foot-words">{text}</span>
    </button>
  );
}

function UndoButtons() {
  const undoLabel = useMirror((mirror) => mirror.undoLabel);
  const redoLabel = useMirror((mirror) => mirror.redoLabel);
  return (
    <>
      {undoLabel !== null && <HistoryButton command="undo" word="Undo" edit={undoLabel} />}
      {redoLabel !== null && <HistoryButton command="redo" word="Redo" edit={redoLabel} />}
    </>
  );
}

interface HistoryButtonProps {
  readonly command: CommandId;
  readonly word: string;
  /** What it takes back or makes again. */
  readonly edit: string;
}

function HistoryButton({ command, word, edit }: HistoryButtonProps) {
  return (
    <CommandButton
      command={command}
      label={`${word} ${edit}`}
      className="foot-button history-button"
    >
      {word} <span className="history-edit">{edit}</span>
    </CommandButton>
  );
}

function KeysButton() {
  const keys = shownKeysOf(useBindings(), 'showKeys');
  return (
    <CommandButton command="showKeys" label="Keys" className="foot-button keys-button">
      Keys {keys !== undefined && <kbd aria-hidden>{keys}</kbd>}
    </CommandButton>
  );
}

const TOGGLES: Readonly<
  Record<
    PanelName,
    { readonly command: CommandId; readonly label: string; readonly icon: ReactNode }
  >
> = {
  library: {
    command: 'toggleLibrary',
    label: 'Library panel',
    icon: <PanelLeft size={16} aria-hidden />,
  },
  bottom: {
    command: 'toggleBottom',
    label: 'Bottom panel',
    icon: <PanelBottom size={16} aria-hidden />,
  },
  inspector: {
    command: 'toggleInspector',
    label: 'Inspector panel',
    icon: <PanelRight size={16} aria-hidden />,
  },
};

/** In Arrange only: no other view has these panels. */
function PanelToggles() {
  const isShown = useView((view) => view.shownView === 'arrange');
  if (!isShown) return null;
  return (Object.keys(TOGGLES) as PanelName[]).map((name) => (
    <PanelToggle key={name} name={name} />
  ));
}

function PanelToggle({ name }: { readonly name: PanelName }) {
  const isFolded = usePanelFolded(name);
  const { command, label, icon } = TOGGLES[name];
  return (
    <CommandButton
      command={command}
      label={label}
      className="foot-button panel-toggle"
      aria-pressed={!isFolded}
    >
      {icon}
    </CommandButton>
  );
}
