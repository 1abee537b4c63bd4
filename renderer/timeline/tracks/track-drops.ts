/** Drops onto the track area: sounds from the Library, files from the system. */

import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import {
  dropTargetForExternal,
  monitorForExternal,
} from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { type RefObject, useEffect } from 'react';
import { findSource } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { placeSource } from '../../commands/commands.ts';
import { importDropped } from '../../importing/importing.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { changeView, type Ghost } from '../../store/view.ts';
import { type PointerLike, placeOf } from '../canvas/place.ts';
import { landing } from '../clips/snapping.ts';

export function useTrackDrops(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const trackArea = element.current;
    if (trackArea === null) return;
    return combine(acceptSounds(trackArea), acceptFiles(trackArea), endGhost());
  }, [element]);
}

function acceptSounds(trackArea: HTMLElement): () => void {
  return dropTargetForElements({
    element: trackArea,
    canDrop: ({ source }) => typeof source.data.sourceId === 'string',
    getDropEffect: () => 'copy',
    onDrag: ({ source, location }) => {
      const sound = findSource(mirrorNow().project, String(source.data.sourceId));
      if (sound === undefined) return;
      const { name, frames } = sound;
      showGhost(trackArea, location.current.input, { name, lengthFrames: frames, count: 1 });
    },
    onDragLeave: hideGhost,
    onDrop: ({ source, location }) => {
      const sound = findSource(mirrorNow().project, String(source.data.sourceId));
      const frames = sound?.frames ?? null;
      const at = dropPlace(trackArea, location.current.input, frames);
      hideGhost();
      placeSource(String(source.data.sourceId), at.trackId, at.startFrame);
    },
  });
}

function acceptFiles(trackArea: HTMLElement): () => void {
  return dropTargetForExternal({
    element: trackArea,
    canDrop: containsFiles,
    getDropEffect: () => 'copy',
    onDrag: ({ source, location }) => {
      const count = Math.max(1, source.items.filter(({ kind }) => kind === 'file').length);
      const dragged = { name: 'new sound', lengthFrames: null, count };
      showGhost(trackArea, location.current.input, dragged);
    },
    onDragLeave: hideGhost,
    onDrop: ({ source, location }) => {
      const { input } = location.current;
      const { trackId, startFrame } = dropPlace(trackArea, input, null);
      hideGhost();
      const rule = ruleOf(input);
      void importDropped(getFiles({ source }), { trackId, startFrame, rule });
    },
  });
}

/** Removes the ghost of a drag that ends elsewhere. */
function endGhost(): () => void {
  return monitorForExternal({ onDrop: hideGhost });
}

/** Where a sound would land; its end snaps, too, where its length is known. */
function dropPlace(trackArea: HTMLElement, input: PointerLike, lengthFrames: Frames | null) {
  const place = placeOf(input, trackArea);
  const { project } = mirrorNow();
  const ends = lengthFrames === null ? [0] : [0, lengthFrames];
  const { frame, at } = landing(project, place.frame, place, {}, ends);
  return {
    trackIndex: place.trackIndex,
    trackId: project.tracks[place.trackIndex]?.id ?? null,
    startFrame: frame,
    snapFrame: at,
  };
}

function showGhost(
  trackArea: HTMLElement,
  input: PointerLike,
  dragged: Pick<Ghost, 'name' | 'lengthFrames' | 'count'>,
): void {
  const { trackIndex, startFrame, snapFrame } = dropPlace(trackArea, input, dragged.lengthFrames);
  const ghost = { ...dragged, trackIndex, startFrame, rule: ruleOf(input) };
  changeView({ ghost, snapFrame });
}

/** Several files: a track each, or with Shift one after another on one track. */
function ruleOf({ shiftKey }: PointerLike): Ghost['rule'] {
  return shiftKey ? 'sequence' : 'stack';
}

function hideGhost(): void {
  changeView({ ghost: null, snapFrame: null });
}
