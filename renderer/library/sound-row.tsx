/** One sound of the Library: dragged onto a track, or placed at the playhead by Enter. */

import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { pointerOutsideOfPreview } from '@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import { Play, Square, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { MediaStatus } from '../../preload/engine.ts';
import type { Take } from '../../preload/project.ts';
import {
  cutShortText,
  DIFFERENCE_WORDS,
  differencesOf,
  differenceTexts,
  fileRateOf,
  type LibrarySound,
  unreadText,
} from '../../preload/sound-file.ts';
import { lostAtText } from '../../preload/take-dropouts.ts';
import { counted } from '../../preload/units.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { placeAtPlayhead } from '../commands/commands.ts';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { changeView, useView } from '../store/view.ts';
import { rateText } from '../ui/figures.ts';
import { timeText } from '../ui/time-text.ts';
import { Glyph } from '../ui/verdict.tsx';
import { SoundThumbnail } from './sound-thumbnail.tsx';

interface SoundRowProps {
  readonly sound: LibrarySound;
  readonly topPixels: number;
  readonly index: number;
  readonly count: number;
}

export function SoundRow({ sound, topPixels, index, count }: SoundRowProps) {
  const element = useRef<HTMLLIElement>(null);
  const media = useMirror((mirror) => mirror.media.get(sound.id));
  const sessionRate = useMirror((mirror) => mirror.project.sampleRate);
  const isSelected = useView((view) => view.selectedSourceId === sound.id);
  useDraggable(element, sound);
  const select = () => changeView({ selectedSourceId: sound.id, selection: new Set() });
  return (
    <li
      ref={element}
      className="sound-row"
      data-source-id={sound.id}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-selected={isSelected || undefined}
      data-state={media?.state}
      data-differs={differencesOf(sound, media).length > 0 || undefined}
      style={{ transform: `translateY(${topPixels}px)` }}
    >
      <AuditionButton sound={sound} />
      <button
        type="button"
        className="sound-name"
        title={`${sound.name}: drag it onto a track, or press Enter to place it at the playhead`}
        aria-pressed={isSelected}
        onClick={select}
        onDoubleClick={() => placeAtPlayhead(sound.id)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') focusNeighbour(event.currentTarget, 1);
          else if (event.key === 'ArrowUp') focusNeighbour(event.currentTarget, -1);
          else return;
          event.preventDefault();
        }}
      >
        {sound.name}
      </button>
      <span className="sound-length figure">{timeText(sound.frames, sessionRate)}</span>
      <SoundState sound={sound} media={media} sessionRate={sessionRate} />
    </li>
  );
}

/** Up and Down move through the list. */
function focusNeighbour(element: HTMLElement, direction: 1 | -1): void {
  const names = [...(element.closest('ul')?.querySelectorAll<HTMLElement>('.sound-name') ?? [])];
  names[names.indexOf(element) + direction]?.focus();
}

function useDraggable(element: React.RefObject<HTMLElement | null>, sound: LibrarySound): void {
  const { id, name } = sound;
  useEffect(() => {
    if (element.current === null) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ sourceId: id }),
      onGenerateDragPreview: ({ nativeSetDragImage }) =>
        setCustomNativeDragPreview({
          nativeSetDragImage,
          getOffset: pointerOutsideOfPreview({ x: '14px', y: '10px' }),
          render: ({ container }) => {
            const preview = document.createElement('div');
            preview.className = 'drag-preview';
            preview.textContent = name;
            container.append(preview);
          },
        }),
      onDrop: () => changeView({ ghost: null }),
    });
  }, [element, id, name]);
}

function AuditionButton({ sound }: { sound: LibrarySound }) {
  const isPlaying = useView((view) => view.auditionedId === sound.id);
  return (
    <CommandButton
      command="audition"
      className="quiet-button audition"
      label={isPlaying ? `Stop ${sound.name}` : `Audition ${sound.name}`}
      aria-pressed={isPlaying}
    >
      {isPlaying ? (
        <Square size={10} fill="currentColor" aria-hidden />
      ) : (
        <Play size={11} fill="currentColor" aria-hidden />
      )}
    </CommandButton>
  );
}

/** Of a take: how many dropouts are in it, where and how large. */
function LostMark({ take }: { take: Take }) {
  const { dropouts, dropoutCount, sampleRate } = take;
  const words = counted(dropoutCount, 'dropout');
  const places = dropouts.slice(0, MOST_TOLD).map((dropout) => lostAtText(dropout, sampleRate));
  return (
    <span className="tone-warn" title={places.join('\n') || words}>
      <Glyph name="diamond" /> {words}{' '}
    </span>
  );
}

/** Places in a tooltip. */
const MOST_TOLD = 10;

interface SoundStateProps {
  readonly sound: LibrarySound;
  readonly media: MediaStatus | undefined;
  readonly sessionRate: number;
}

/** Channels and rate; progress while it is opened; the reason if that failed. */
function SoundState({ sound, media, sessionRate }: SoundStateProps) {
  if (media?.state === 'opening' || media?.state === 'decoding') {
    return <Decoding sound={sound} media={media} />;
  }
  if (media?.state === 'failed' || media?.state === 'missing' || media?.state === 'cancelled') {
    return <Failed sound={sound} media={media} />;
  }
  const differences = differencesOf(sound, media);
  if (differences.length > 0) return <Differing sound={sound} media={media} />;
  const fileRate = fileRateOf(sound);
  const resampled =
    fileRate === sessionRate
      ? undefined
      : `Resampled from ${rateText(fileRate)} to ${rateText(sessionRate)}`;
  const isRecovered = 'recoveredFrames' in sound && sound.account === null;
  return (
    <>
      <span className="sound-note faint">
        {isRecovered && 'recovered '}
        {'dropoutCount' in sound && sound.dropoutCount > 0 && <LostMark take={sound} />}
        {cutShortText(media) !== null && (
          <span className="tone-warn" title={cutShortText(media) ?? undefined}>
            cut short{' '}
          </span>
        )}
        {unreadText(media) !== null && (
          <span className="tone-warn" title={unreadText(media) ?? undefined}>
            more after{' '}
          </span>
        )}
        {media?.playsCopy === true && 'usesCopy' in sound && sound.usesCopy && 'old copy '}
        <SoundThumbnail
          key={media?.opening}
          sourceId={sound.id}
          frames={sound.frames}
          readyFrames={media?.readyFrames ?? sound.frames}
        />
      </span>
      <span className="sound-detail figure" title={resampled}>
        {sound.channels} ch · {rateText(fileRate)}
      </span>
    </>
  );
}

/** The file is not what it was; the Inspector has the choice. */
function Differing({ sound, media }: { sound: LibrarySound; media: MediaStatus | undefined }) {
  const words = differencesOf(sound, media).map((each) => DIFFERENCE_WORDS[each]);
  const texts = differenceTexts(sound, media).join(', ');
  return (
    <span className="sound-failure">
      <span className="sound-difference-text" title={texts}>
        {words.join(', ')}
      </span>
      <button
        type="button"
        className="quiet-button text-button"
        aria-label={`Choose what to do about ${sound.name}: ${texts}`}
        onClick={() => changeView({ selectedSourceId: sound.id, selection: new Set() })}
      >
        Choose
      </button>
    </span>
  );
}

function Decoding({ sound, media }: { sound: LibrarySound; media: MediaStatus }) {
  const part = media.frames > 0 ? media.readyFrames / media.frames : 0;
  return (
    <span className="sound-progress">
      <progress className="progress" max={1} value={part} aria-label={`Opening ${sound.name}`} />
      <button
        type="button"
        className="quiet-button"
        aria-label={`Cancel opening ${sound.name}`}
        title="Cancel"
        onClick={() => void bridge().cancelImport({ sourceId: sound.id }).then(valueOrNotice)}
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

function Failed({ sound, media }: { sound: LibrarySound; media: MediaStatus }) {
  const reason =
    media.failure?.message ??
    (media.state === 'missing'
      ? 'The file was moved or deleted.'
      : media.state === 'cancelled'
        ? `Cancelled after ${counted(media.readyFrames, 'frame')}.`
        : 'The file could not be read.');
  return (
    <span className="sound-failure">
      <span className="sound-failure-text" title={reason}>
        {reason}
      </span>
      {media.state !== 'missing' && (
        <button
          type="button"
          className="quiet-button text-button"
          aria-label={`Open ${sound.name} again`}
          onClick={() => void bridge().openSoundAgain({ sourceId: sound.id }).then(valueOrNotice)}
        >
          Again
        </button>
      )}
      {media.state !== 'cancelled' && (
        <button
          type="button"
          className="quiet-button text-button"
          aria-label={`Find ${sound.name}`}
          onClick={() => void bridge().relinkBuffer({ sourceId: sound.id }).then(valueOrNotice)}
        >
          Find…
        </button>
      )}
    </span>
  );
}
