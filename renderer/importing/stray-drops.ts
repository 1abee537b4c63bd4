/** Files dropped outside all drop targets go into the Library; the page never opens them. */
import {
  dropTargetForExternal,
  monitorForExternal,
} from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { preventUnhandled } from '@atlaskit/pragmatic-drag-and-drop/prevent-unhandled';
import { importDropped } from './importing.ts';

export function refuseStrayDrops(): void {
  dropTargetForExternal({
    element: document.body,
    canDrop: containsFiles,
    getDropEffect: () => 'copy',
    onDrop: ({ source, location, self }) => {
      const isInnermost = location.current.dropTargets[0]?.element === self.element;
      if (isInnermost) void importDropped(getFiles({ source }), null);
    },
  });
  monitorForExternal({
    onDragStart: () => preventUnhandled.start(),
    onDrop: () => preventUnhandled.stop(),
  });
}
