/** The heads in view, of tracks and of the groups that they are in. */
import { type RefObject, useEffect, useRef } from 'react';
import { partWithId } from '../../../preload/id-index.ts';
import { useRovingHeads } from '../../keys/roving-focus.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useSizeSteps } from '../../store/size-steps.ts';
import { useView, type View, viewNow } from '../../store/view.ts';
import { addScroller, REST } from '../../ui/frame-loop.ts';
import { ScrolledSheet } from '../canvas/scrolled-sheet.ts';
import { heightOf, type TrackRows, trackRows } from '../canvas/track-rows.ts';
import { GroupHead } from './group-head.tsx';
import { useHeadDrops } from './head-drags.ts';
import { DropLine } from './head-drop-line.tsx';
import { walkSelection } from './head-keys.ts';
import { TrackHead } from './track-head.tsx';

export function TrackHeads() {
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const groups = useMirror((mirror) => mirror.project.trackGroups);
  const trackHeight = useView((view) => view.trackHeight);
  const ownHeights = useView((view) => view.ownHeights);
  const foldedGroups = useView((view) => view.foldedGroups);
  useSizeSteps();
  const heights = { trackHeight, ownHeights, foldedGroups };
  const rows = trackRows(tracks, heights);
  // While it is scrolled other heads come only where another row is in view.
  const first = useView((view) => Math.max(0, inView(rows, view).first - 1));
  const end = useView((view) => inView(rows, view).last + 1);
  const element = useRef<HTMLDivElement>(null);
  useRovingHeads(element);
  useHeadDrops(element);
  const sheet = useScrolledHeads();
  const headings = rows.headings.filter(
    (heading) => heading.first < end && heading.first + heading.count > first,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms.
    <div
      className="track-heads"
      role="group"
      aria-label="Track heads"
      ref={element}
      onKeyDown={walkSelection}
    >
      <div className="scrolled-sheet" tabIndex={-1} role="presentation">
        <div className="sheet head-sheet" ref={sheet}>
          {tracks.slice(first, end).flatMap((track, place) => {
            const index = first + place;
            const heading = headings.find(
              (each) =>
                each.first === index ||
                (place === 0 && each.first < index && each.first + each.count > index),
            );
            const group = heading === undefined ? undefined : partWithId(groups, heading.groupId);
            return [
              heading !== undefined && group !== undefined && (
                <GroupHead
                  key={`${group.id} ${tracks[heading.first]?.id}`}
                  group={group}
                  heading={heading}
                  members={tracks.slice(heading.first, heading.first + heading.count)}
                />
              ),
              !rows.isFolded(index) && (
                <TrackHead
                  key={track.id}
                  track={track}
                  groupName={track.groupId === null ? null : groupNameOf(groups, track.groupId)}
                  topPixels={rows.top(index)}
                  height={heightOf(heights, track.id)}
                />
              ),
            ];
          })}
        </div>
      </div>
      <DropLine />
    </div>
  );
}

function inView(rows: TrackRows, { scrollTopPixels, trackAreaHeightPixels }: View) {
  return rows.between(scrollTopPixels, scrollTopPixels + trackAreaHeightPixels);
}

/** Gives the ref of what is scrolled with the tracks. */
function useScrolledHeads(): RefObject<HTMLDivElement | null> {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sheet.current === null) return;
    const scrolled = new ScrolledSheet(sheet.current);
    const end = addScroller(() => {
      scrolled.show(0, viewNow().scrollTopPixels);
      return REST;
    });
    return () => {
      end();
      scrolled.end();
    };
  }, []);
  return sheet;
}

function groupNameOf(
  groups: readonly { readonly id: string; readonly name: string }[],
  id: string,
): string | null {
  return partWithId(groups, id)?.name ?? null;
}
