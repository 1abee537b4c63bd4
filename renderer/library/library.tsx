/** The Library: buffers and takes, import by button and by drop. */
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Import } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { BufferEntry, Take } from '../../preload/project.ts';
import { importDropped, importFiles } from '../importing/importing.ts';
import { LIBRARY_TABS } from '../panels/panels.ts';
import { useMirror } from '../store/mirror-store.ts';
import { changeView, useView } from '../store/view.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { SoundRow } from './sound-row.tsx';

const ROW_HEIGHT_PIXELS = 44;

export function Library() {
  const tab = useView((view) => view.libraryTab);
  const buffers = useMirror((mirror) => mirror.project.buffers);
  const takes = useMirror((mirror) => mirror.project.takes);
  const element = useRef<HTMLElement>(null);
  const isOver = useFileDrop(element);
  return (
    <section className="library" aria-label="Library" ref={element} data-over={isOver || undefined}>
      <TabStrip
        label="Library"
        value={tab}
        texts={LIBRARY_TABS}
        pages={{
          buffers: <SoundList label="Buffers" what="buffer" sounds={buffers} />,
          takes: <SoundList label="Takes" what="take" sounds={takes} />,
        }}
        onChange={(libraryTab) => changeView({ libraryTab })}
        extra={
          <button
            type="button"
            className="quiet-button text-button"
            onClick={() => void importFiles()}
          >
            Import…
          </button>
        }
      />
      <div className="drop-zone">
        <Import size={14} aria-hidden />
        <span>Drop audio here or anywhere on the timeline</span>
      </div>
    </section>
  );
}

/** Files from the system, dropped anywhere on the Library. */
function useFileDrop(element: React.RefObject<HTMLElement | null>): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    return dropTargetForExternal({
      element: element.current,
      canDrop: containsFiles,
      getDropEffect: () => 'copy',
      onDragEnter: () => setIsOver(true),
      onDragLeave: () => setIsOver(false),
      onDrop: ({ source }) => {
        setIsOver(false);
        void importDropped(getFiles({ source }), null);
      },
    });
  }, [element]);
  return isOver;
}

interface SoundListProps {
  readonly label: string;
  readonly what: 'buffer' | 'take';
  readonly sounds: readonly (BufferEntry | Take)[];
}

function SoundList({ label, what, sounds }: SoundListProps) {
  const filter = useView((view) => view.libraryFilter);
  const wanted = filter.trim().toLowerCase();
  const shown = sounds.filter((sound) => sound.name.toLowerCase().includes(wanted));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PIXELS,
    overscan: 6,
  });
  return (
    <>
      <input
        type="search"
        className="field library-filter"
        aria-label={`Filter ${what}s`}
        placeholder={`Filter ${sounds.length} ${what}${sounds.length === 1 ? '' : 's'}`}
        value={filter}
        onChange={(event) => changeView({ libraryFilter: event.currentTarget.value })}
      />
      <div className="sound-scroller" ref={scroller}>
        <ul className="sound-list" aria-label={label} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const sound = shown[item.index];
            if (sound === undefined) return null;
            return (
              <SoundRow
                key={sound.id}
                sound={sound}
                topPixels={item.start}
                index={item.index}
                count={shown.length}
              />
            );
          })}
        </ul>
        {shown.length === 0 && (
          <p className="empty-list">
            {sounds.length > 0
              ? `No ${what} matches the filter.`
              : what === 'buffer'
                ? 'No sounds yet. Drop files here or press Import…'
                : 'No takes yet. Press R to record one.'}
          </p>
        )}
      </div>
    </>
  );
}
