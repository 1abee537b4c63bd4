/** The heading of a group of tracks: folds it, names it, mutes and solos all of its tracks. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, useRef } from 'react';
import type { Track, TrackGroup } from '../../../preload/project.ts';
import { counted } from '../../../preload/units.ts';
import { patchGroup } from '../../commands/track-commands.ts';
import { refusalOf } from '../../store/editing.ts';
import { selectTracks } from '../../store/track-selection.ts';
import { setFolded } from '../../store/view.ts';
import { HEADING_PIXELS, type PlacedHeading } from '../canvas/track-rows.ts';
import { useHeadDrag } from './head-drags.ts';
import { HeadName } from './head-name.tsx';
import { MuteAndSolo } from './track-head.tsx';

interface GroupHeadProps {
  readonly group: TrackGroup;
  readonly heading: PlacedHeading;
  readonly members: readonly Track[];
}

export const GroupHead = memo(function GroupHead({ group, heading, members }: GroupHeadProps) {
  const element = useRef<HTMLDivElement>(null);
  useHeadDrag(element, null, group.id);
  const { isFolded } = heading;
  const fold = (isToBeFolded: boolean) => setFolded([group.id], isToBeFolded);
  const press = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    fold(event.key === 'ArrowLeft');
    event.preventDefault();
    event.stopPropagation();
  };
  const memberIds = members.map(({ id }) => `head-${id}`).join(' ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a group of tracks is none.
    <div
      role="group"
      className="track-head group-head"
      ref={element}
      aria-label={`${group.name}, group of ${counted(members.length, 'track')}`}
      aria-owns={isFolded ? undefined : memberIds}
      data-group-id={group.id}
      data-colour={group.colour + 1}
      style={{ top: heading.topPixels, height: HEADING_PIXELS }}
      onPointerDown={(event) => {
        const isName = event.target instanceof Element && event.target.closest('.toggle') === null;
        if (event.button === 0 && isName) selectTracks(members.map(({ id }) => id));
      }}
    >
      <div className="track-row">
        <button
          type="button"
          className="quiet-button group-fold"
          aria-expanded={!isFolded}
          aria-label={`Tracks of ${group.name}`}
          title={isFolded ? 'Unfold the group' : 'Fold the group'}
          onClick={() => fold(!isFolded)}
          onKeyDown={press}
        >
          {isFolded ? (
            <ChevronRight size={13} aria-hidden />
          ) : (
            <ChevronDown size={13} aria-hidden />
          )}
        </button>
        <HeadName
          id={group.id}
          name={group.name}
          label="Group name"
          onCommit={(name) => {
            if (name === '') return 'A group needs a name.';
            const edit = { kind: 'patchTrackGroup', groupId: group.id, patch: { name } } as const;
            const refusal = refusalOf(edit);
            if (refusal === null) patchGroup(group.id, 'Rename group', { name });
            return refusal;
          }}
        />
        <span className="group-count figure" aria-hidden>
          {members.length}
        </span>
        <div className="track-toggles">
          <MuteAndSolo
            name={group.name}
            muted={allOrMixed(members, 'muted')}
            soloed={allOrMixed(members, 'soloed')}
          />
        </div>
      </div>
    </div>
  );
});

function allOrMixed(tracks: readonly Track[], what: 'muted' | 'soloed'): boolean | 'mixed' {
  const count = tracks.filter((track) => track[what]).length;
  return count === 0 ? false : count === tracks.length ? true : 'mixed';
}
