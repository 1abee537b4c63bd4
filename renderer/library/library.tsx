/** The Library: buffers and takes, import by button and by drop. */
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Plus, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { BufferEntry, Take } from '../../preload/project.ts';
import { clampGain, counted } from '../../preload/units.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { importDropped } from '../importing/importing.ts';
import { shownKeysOf, useBindings } from '../keys/bindings.ts';
import { LIBRARY_TABS } from '../panels/panels.ts';
import { useMirror } from '../store/mirror-store.ts';
import { changeView, useView } from '../store/view.ts';
import { decibelText, figure, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { gainFromText, NO_NUMBER, refusalBetween, TextField } from '../ui/text-field.tsx';
import { setAuditionLevel } from './audition.ts';
import { ConversionList } from './conversion-list.tsx';
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
        counts={{ buffers: figure(buffers.length), takes: figure(takes.length) }}
        extra={
          <CommandButton command="import" className="quiet-button">
            <Plus size={16} aria-hidden />
          </CommandButton>
        }
      />
      <ConversionList />
      <AuditionLevel />
      <p className="drop-zone">
        Drop sounds here
        <br />
        or on the timeline
      </p>
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
  const keys = shownKeysOf(useBindings(), 'find');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PIXELS,
    overscan: 6,
  });
  return (
    <>
      <label className="library-find">
        <Search size={14} aria-hidden />
        <input
          type="search"
          className="library-find-field"
          aria-label={`Filter ${what}s`}
          placeholder="Find"
          title={`Filter ${counted(sounds.length, what)}`}
          value={filter}
          onChange={(event) => changeView({ libraryFilter: event.currentTarget.value })}
        />
        {keys !== undefined && filter === '' && <kbd aria-hidden>{keys}</kbd>}
      </label>
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

function AuditionLevel() {
  const gainDb = useView((view) => view.auditionGainDb);
  return (
    <div className="audition-level">
      <span aria-hidden>Audition level</span>
      <TextField
        label="Audition level"
        className="figure"
        text={decibelText(gainDb)}
        onStep={(direction) => setAuditionLevel(clampGain(gainDb + direction))}
        onCommit={(typed) => {
          const typedDb = gainFromText(typed);
          if (typedDb === null) return NO_NUMBER;
          const refusal = refusalBetween(typedDb, GAIN_RANGE, 'A level', gainText);
          if (refusal === null) setAuditionLevel(clampGain(typedDb));
          return refusal;
        }}
      />
    </div>
  );
}
