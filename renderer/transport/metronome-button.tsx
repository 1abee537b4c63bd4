/** The switch of the metronome in the transport, with a menu of its gain and outputs beside it. */
import { ChevronDown } from 'lucide-react';
import type { Metronome } from '../../preload/project.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { patchMetronome } from '../commands/track-commands.ts';
import { useMirror } from '../store/mirror-store.ts';
import { ChannelChecks } from '../timeline/tracks/channel-menus.tsx';
import { channelText, decibelText } from '../ui/figures.ts';
import { DropMenu, MenuChoice, MenuLine } from '../ui/menu.tsx';

const GAINS = [6, 3, 0, -3, -6, -12, -18, -24] as const;

export function MetronomeButton() {
  const metronome = useMirror((mirror) => mirror.project.metronome);
  return (
    <>
      <CommandButton
        command="toggleMetronome"
        className="metronome-button"
        aria-pressed={metronome.enabled}
      >
        <MetronomeGlyph />
      </CommandButton>
      <MetronomeMenu metronome={metronome} />
    </>
  );
}

function MetronomeMenu({ metronome }: { metronome: Metronome }) {
  const outputs = useMirror((mirror) => mirror.stream.available.outputChannels);
  const { gainDb, outputChannels } = metronome;
  const gains = new Set<number>([...GAINS, gainDb]);
  const options = [...gains].sort((a, b) => b - a);
  return (
    <DropMenu
      label={`Metronome: ${decibelText(gainDb)}, out ${channelText(outputChannels)}`}
      className="metronome-menu"
      trigger={<ChevronDown size={11} aria-hidden />}
    >
      <MenuChoice
        value={gainDb}
        options={options.map((value) => ({ value, text: decibelText(value) }))}
        onChange={(value) => patchMetronome('Metronome gain', { gainDb: value })}
      />
      <MenuLine />
      <ChannelChecks
        direction="Output"
        chosen={outputChannels}
        available={outputs}
        onChange={(channels) => patchMetronome('Metronome outputs', { outputChannels: channels })}
      />
    </DropMenu>
  );
}

/** A pyramid with its pendulum. */
function MetronomeGlyph() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M6.2 2.5h3.6L12.5 13.5h-9z" />
      <path d="M4.2 10.5h7.6" />
      <path d="M8 10.5 12.6 4" />
    </svg>
  );
}
