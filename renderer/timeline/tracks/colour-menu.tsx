/** The menu of the eight colours of tracks and groups. */
import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { useStore } from 'zustand';
import { partWithId } from '../../../preload/id-index.ts';
import { TRACK_COLOUR_COUNT } from '../../../preload/project.ts';
import { colourTracks, patchGroup } from '../../commands/track-commands.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { PointMenu } from '../../ui/point-menu.tsx';
import { closeColours, colourStore } from './colour-menu-state.ts';

/** By their places in the palette. */
export const COLOUR_NAMES = [
  ...['Blue', 'Sand', 'Teal', 'Pink'],
  ...['Violet', 'Olive', 'Slate', 'Clay'],
] as const;

export const COLOURS = Array.from({ length: TRACK_COLOUR_COUNT }, (_, colour) => ({
  colour,
  name: COLOUR_NAMES[colour] ?? `Colour ${colour + 1}`,
}));

export function ColourMenu() {
  const open = useStore(colourStore, (state) => state.open);
  return (
    <PointMenu label="Colour" at={open} onClose={closeColours}>
      {open !== null && (
        <Menu.RadioGroup
          value={currentColour(open)}
          onValueChange={(colour: number) => choose(open, colour)}
        >
          {COLOURS.map(({ colour, name }) => (
            <Menu.RadioItem key={colour} value={colour} className="menu-item" closeOnClick>
              <span className="menu-mark">
                {colour === currentColour(open) && <Check size={13} aria-hidden />}
              </span>
              <span className="colour-swatch" data-colour={colour + 1} aria-hidden />
              <span>{name}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      )}
    </PointMenu>
  );
}

type OpenColourMenu = NonNullable<ReturnType<typeof colourStore.getState>['open']>;

/** -1 = they have several. */
function currentColour({ trackIds, groupId }: OpenColourMenu): number {
  const { tracks, trackGroups } = mirrorNow().project;
  if (groupId !== null) return partWithId(trackGroups, groupId)?.colour ?? -1;
  const colours = new Set(trackIds.map((id) => partWithId(tracks, id)?.colour));
  const [only] = colours;
  return colours.size === 1 ? (only ?? -1) : -1;
}

function choose({ trackIds, groupId }: OpenColourMenu, colour: number): void {
  if (groupId !== null) {
    patchGroup(groupId, 'Colour', { colour });
    return;
  }
  const { tracks } = mirrorNow().project;
  colourTracks(
    tracks.filter(({ id }) => trackIds.includes(id)),
    colour,
  );
}
