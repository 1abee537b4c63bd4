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
import { placeSource } from '../../commands/commands.ts';
import { importDropped } from '../../importing/importing.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { changeView, type Ghost } from '../../store/view.ts';
import { snapped } from '../canvas/geometry.ts';
import { type PointerLike, placeOf } from '../canvas/place.ts';

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
      showGhost(trackArea, location.current.input, sound.name, sound.frames);
    },
    onDragLeave: () => changeView({ ghost: null }),
    onDrop: ({ source, location }) => {
      const at = landing(trackArea, location.current.input);
      changeView({ ghost: null });
      placeSource(String(source.data.sourceId), at.trackId, at.startFrame);
    },
  });
}

function acceptFiles(trackArea: HTMLElement): () => void {
  return dropTargetForExternal({
    element: trackArea,
    canDrop: containsFiles,
    getDropEffect: () => 'copy',
    onDrag: ({ location }) => showGhost(trackArea, location.current.input, 'new sound', null),
    onDragLeave: () => changeView({ ghost: null }),
    onDrop: ({ source, location }) => {
      const { input } = location.current;
      const { trackId, startFrame } = landing(trackArea, input);
      changeView({ ghost: null });
      // Several files: a track each, or with Shift one after another on this track.
      const rule = input.shiftKey ? 'sequence' : 'stack';
      void importDropped(getFiles({ source }), { trackId, startFrame, rule });
    },
  });
}

/** Removes the ghost of a drag that ends elsewhere. */
function endGhost(): () => void {
  return monitorForExternal({ onDrop: () => changeView({ ghost: null }) });
}

function landing(trackArea: HTMLElement, input: PointerLike) {
  const place = placeOf(input, trackArea);
  const { tracks } = mirrorNow().project;
  return {
    trackIndex: place.trackIndex,
    trackId: tracks[place.trackIndex]?.id ?? null,
    startFrame: snapped(place.frame, place.stepFrames),
  };
}

function showGhost(
  trackArea: HTMLElement,
  input: PointerLike,
  name: string,
  lengthFrames: number | null,
): void {
  const { trackIndex, startFrame } = landing(trackArea, input);
  const ghost: Ghost = { trackIndex, startFrame, lengthFrames, name };
  changeView({ ghost });
}
