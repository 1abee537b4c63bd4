/** The menu of the eight colours of tracks and groups. */
import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { partWithId } from '../../../preload/id-index.ts';
import { TRACK_COLOUR_COUNT } from '../../../preload/project.ts';
import { colourTracks, patchGroup } from '../../commands/track-commands.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
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
  const anchor = useRef({ getBoundingClientRect: () => new DOMRect() });
  if (open !== null) {
    const { x, y } = open;
    anchor.current = { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
  }
  return (
    <Menu.Root
      open={open !== null}
      modal={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) closeColours();
      }}
    >
      <Menu.Portal>
        <Menu.Positioner
          className="menu-positioner"
          anchor={anchor.current}
          side="bottom"
          align="start"
          sideOffset={2}
        >
          <Menu.Popup className="menu" aria-label="Colour">
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
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
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
