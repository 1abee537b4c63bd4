/** The menus of a track's input and output channels. */
import { ChevronDown } from 'lucide-react';
import type { Track } from '../../../preload/project.ts';
import type { ChannelNumber } from '../../../preload/units.ts';
import { patchTrack } from '../../commands/track-commands.ts';
import { openMatrix } from '../../matrix/matrix-state.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { channelText } from '../../ui/figures.ts';
import { DropMenu, MenuCheck, MenuEntry, MenuLine } from '../../ui/menu.tsx';

/** Most entries of a menu; chosen channels beyond are listed, too. */
const MOST_LISTED = 64;

interface ChannelMenuProps {
  readonly track: Track;
  /** What its accessible name begins with; absent = it names the track. */
  readonly name?: string;
}

export function InputMenu({ track, name = `Input of ${track.name}` }: ChannelMenuProps) {
  const inputs = useMirror((mirror) => mirror.stream.available.inputChannels);
  const text = channelText(track.inputChannels);
  return (
    <DropMenu
      label={`${name}: in ${text}`}
      className="channel-button figure"
      trigger={`in ${text}`}
    >
      <ChannelChecks
        direction="Input"
        chosen={track.inputChannels}
        available={inputs}
        onChange={(inputChannels) => patchTrack(track.id, 'Input channels', { inputChannels })}
      />
    </DropMenu>
  );
}

export function OutputMenu({ track, name = `Output of ${track.name}` }: ChannelMenuProps) {
  // What the device has; a stream is opened with as many as are needed.
  const outputs = useMirror((mirror) => mirror.stream.available.outputChannels);
  const text = channelText(track.outputChannels);
  return (
    <DropMenu
      label={`${name}: out ${text}`}
      className="channel-button figure"
      trigger={
        <>
          <span className="channel-text">out {text}</span>
          <ChevronDown size={12} aria-hidden />
        </>
      }
    >
      <ChannelChecks
        direction="Output"
        chosen={track.outputChannels}
        available={outputs}
        onChange={(outputChannels) => patchTrack(track.id, 'Output channels', { outputChannels })}
      />
      <MenuLine />
      <MenuEntry onClick={() => openMatrix({ kind: 'track', trackId: track.id })}>
        Matrix…
      </MenuEntry>
    </DropMenu>
  );
}

interface ChannelChecksProps {
  readonly direction: 'Input' | 'Output';
  readonly chosen: readonly ChannelNumber[];
  readonly available: number;
  readonly onChange: (channels: readonly ChannelNumber[]) => void;
}

export function ChannelChecks({ direction, chosen, available, onChange }: ChannelChecksProps) {
  // A chosen channel that the device does not have is listed, so that it can be unchecked. The first
  // two inputs are listed also where no input device is chosen yet.
  const offered = Math.max(available, direction === 'Input' ? 2 : 1, ...chosen);
  const listed = Array.from({ length: Math.min(MOST_LISTED, offered) }, (_, index) => index + 1);
  const beyond = chosen.filter((channel) => channel > MOST_LISTED);
  const channels = [...listed, ...beyond];
  return channels.map((channel) => (
    <MenuCheck
      key={channel}
      checked={chosen.includes(channel)}
      onChange={(isChosen) => {
        const others = chosen.filter((other) => other !== channel);
        onChange(isChosen ? [...others, channel].sort((a, b) => a - b) : others);
      }}
    >
      {`${direction} ${channel}`}
      {available > 0 && channel > available ? ' (not on this device)' : ''}
    </MenuCheck>
  ));
}
