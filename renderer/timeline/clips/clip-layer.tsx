/**
 * The clips as transparent elements at the rectangles that the painter fills, for pointer, keyboard
 * and screen reader. Only those near the visible range exist. They lie on a sheet that moves as a
 * whole, so that scrolling and playing render nothing.
 */

import { type CSSProperties, memo, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { type Clip, type Project, type Track, trackIsSilent } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { counted } from '../../../preload/units.ts';
import type { Tone, Verdict } from '../../../preload/verdict.ts';
import { clipVerdictsOf } from '../../store/clip-verdicts.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useView, type View, viewNow, viewStore } from '../../store/view.ts';
import { secondsText } from '../../ui/figures.ts';
import { spokenVerdict } from '../../ui/verdict.tsx';
import { clipRectangle, type Rectangle } from '../canvas/geometry.ts';
import { previewed } from '../canvas/scene.ts';
import { largestScrollTop } from '../canvas/scrolling.ts';
import { clipsInTime, trackIndexes } from './clip-edits.ts';
import { clipKeyDown, revealFocused } from './clip-keys.ts';
import { fileNoteOf } from './file-note.ts';

/** The sheet is laid out again after this many pixels of scrolling. */
const SHEET_PIXELS = 4096;
/** Width of the scroll bar that lies over the track area. */
const SCROLL_BAR_PIXELS = 9;
const SMALLEST_TITLE_PIXELS = 26;
/** About the widths of a letter in the title and in a verdict, and of what is around them. */
const NAME_LETTER_PIXELS = 5.8;
const VERDICT_LETTER_PIXELS = 6.1;
const VERDICT_MARGIN_PIXELS = 26;
const SMALLEST_NOTE_PIXELS = 110;

function sheetStart(view: View): number {
  const step = SHEET_PIXELS * view.framesPerPixel;
  return Math.floor(view.scrollFrame / step) * step;
}

export function ClipLayer() {
  const sheet = useRef<HTMLDivElement>(null);
  useSheetPosition(sheet);
  const shown = useShownClips();
  const focusedClipId = useView((view) => view.focusedClipId);
  const selection = useView((view) => view.selection);
  const verdicts = useMirror(useShallow(useMemo(() => clipVerdictsOf(shown), [shown])));
  const project = useMirror((mirror) => mirror.project);
  const media = useMirror((mirror) => mirror.media);
  const { buffers, takes } = project;
  const sounds = useMemo(
    () => new Map([...buffers, ...takes].map((sound) => [sound.id, sound])),
    [buffers, takes],
  );
  const tabStop = shown.some(({ clip }) => clip.id === focusedClipId)
    ? focusedClipId
    : (shown[0]?.clip.id ?? null);
  useFocusFollowsView(sheet, focusedClipId);
  if (shown.length === 0) return null;
  return (
    <div
      className="clip-sheet"
      ref={sheet}
      role="listbox"
      aria-label="Clips"
      aria-multiselectable
      tabIndex={-1}
      onKeyDown={clipKeyDown}
      onFocus={revealFocused}
    >
      {shown.map(({ clip, track, rectangle }) => (
        <ClipBox
          key={clip.id}
          clip={clip}
          trackName={track.name}
          colour={track.colour}
          {...rectangle}
          sampleRate={project.sampleRate}
          {...fileNoteOf(clip, sounds.get(clip.sourceId), media.get(clip.sourceId))}
          verdict={verdicts[clip.id] ?? null}
          isSelected={selection.has(clip.id)}
          isTabStop={clip.id === tabStop}
          isSilent={trackIsSilent(project, track)}
        />
      ))}
    </div>
  );
}

interface ShownClip {
  readonly clip: Clip;
  readonly track: Track;
  readonly rectangle: Rectangle;
}

/** Clips near the visible range, in the order of time; the focused and the first one always. Places
 * count from `startFrame`, where the sheet begins. */
export function clipsOnSheet(
  project: Project,
  startFrame: Frames,
  framesPerPixel: number,
  focusedClipId: string | null,
): readonly ShownClip[] {
  const indexes = trackIndexes(project);
  const from = startFrame - SHEET_PIXELS * framesPerPixel;
  const to = startFrame + 3 * SHEET_PIXELS * framesPerPixel;
  const viewport = { framesPerPixel, scrollFrame: startFrame, scrollTopPixels: 0 };
  const shown: ShownClip[] = [];
  clipsInTime(project).forEach((clip, order) => {
    const trackIndex = indexes.get(clip.trackId);
    const track = trackIndex === undefined ? undefined : project.tracks[trackIndex];
    if (trackIndex === undefined || track === undefined) return;
    const isNear = clip.startFrame < to && clip.startFrame + clip.lengthFrames > from;
    if (!isNear && order > 0 && clip.id !== focusedClipId) return;
    shown.push({ clip, track, rectangle: clipRectangle(viewport, clip, trackIndex) });
  });
  return shown;
}

function useShownClips(): readonly ShownClip[] {
  const project = useMirror((mirror) => mirror.project);
  const preview = useView((view) => view.preview);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const startFrame = useView(sheetStart);
  const focusedClipId = useView((view) => view.focusedClipId);
  return useMemo(
    () => clipsOnSheet(previewed(project, preview), startFrame, framesPerPixel, focusedClipId),
    [project, preview, framesPerPixel, startFrame, focusedClipId],
  );
}

function useSheetPosition(sheet: React.RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const move = () => {
      const view = viewNow();
      const x = (sheetStart(view) - view.scrollFrame) / view.framesPerPixel;
      if (sheet.current !== null) {
        sheet.current.style.transform = `translate(${x}px, ${-view.scrollTopPixels}px)`;
        sheet.current.style.setProperty('--view-left', `${-x}px`);
        const barPixels = largestScrollTop() > 0 ? SCROLL_BAR_PIXELS : 0;
        sheet.current.style.setProperty(
          '--view-right',
          `${view.trackAreaWidthPixels - barPixels - x}px`,
        );
      }
    };
    move();
    return viewStore.subscribe(move);
  });
}

/** Keyboard focus goes where the view's focused clip is, if it was among the clips before. */
function useFocusFollowsView(
  sheet: React.RefObject<HTMLDivElement | null>,
  focusedClipId: string | null,
): void {
  useEffect(() => {
    const inSheet = sheet.current?.contains(document.activeElement) ?? false;
    if (focusedClipId === null || !(inSheet || document.activeElement === document.body)) return;
    const option = sheet.current?.querySelector<HTMLElement>(
      `[data-clip-id="${CSS.escape(focusedClipId)}"]`,
    );
    option?.focus({ preventScroll: true });
  }, [sheet, focusedClipId]);
}

interface ClipBoxProps extends Rectangle {
  readonly clip: Clip;
  readonly trackName: string;
  readonly colour: number;
  readonly sampleRate: number;
  /** What is to be told of its sound's file; null = nothing. */
  readonly noteText: string | null;
  readonly noteWords: string | null;
  readonly verdict: Verdict | null;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly isSilent: boolean;
}

/** Words where they fit, else the glyph. Good words only beside the whole name; trouble pushes it. */
export function badgeText(verdict: Verdict, name: string, width: number): string {
  const { glyph, text, tone, dropouts } = verdict;
  if (verdict.kind === 'notPlayed') return '';
  const isMarked = dropouts > 0 && verdict.kind !== 'recordedWithDropouts';
  const mark = isMarked ? ' ◆' : '';
  const isCalm = !isMarked && (tone === 'ok' || tone === 'plain');
  const nameWidth = isCalm ? name.length * NAME_LETTER_PIXELS : 0;
  const fits = (words: string) =>
    nameWidth + words.length * VERDICT_LETTER_PIXELS + VERDICT_MARGIN_PIXELS <= width;
  const words = `${glyph} ${text}${mark}`;
  const whole = isMarked ? `${words} ${counted(dropouts, 'dropout')}` : words;
  return [whole, words].find(fits) ?? `${glyph}${mark}`;
}

const ClipBox = memo(function ClipBox(props: ClipBoxProps) {
  const { clip, trackName, sampleRate, verdict, noteText, noteWords, left, top, width, height } =
    props;
  const seconds = secondsText(clip.startFrame, sampleRate);
  const badge = verdict === null ? '' : badgeText(verdict, clip.name, width);
  return (
    <div
      role="option"
      className="clip-box"
      data-clip-id={clip.id}
      data-colour={props.colour + 1}
      data-verdict={verdict?.kind}
      data-silent={props.isSilent || undefined}
      aria-label={`${clip.name}, ${trackName}, starts at ${seconds} s`}
      data-file-note={noteText ?? undefined}
      aria-description={described(noteWords, verdict === null ? null : spokenVerdict(verdict))}
      aria-selected={props.isSelected}
      tabIndex={props.isTabStop ? 0 : -1}
      style={
        {
          left,
          top,
          width,
          height,
          '--clip-left': `${left}px`,
          '--clip-right': `${left + width}px`,
        } as CSSProperties
      }
    >
      {width >= SMALLEST_TITLE_PIXELS && (
        <div className="clip-title" aria-hidden>
          <span className="clip-name">{clip.name}</span>
          {noteText !== null && width >= SMALLEST_NOTE_PIXELS && (
            <BadgeText className="clip-verdict clip-file-note" tone="warn" text={noteText} />
          )}
          {verdict !== null && badge !== '' && (
            <BadgeText className="clip-verdict" tone={toneOf(verdict)} text={badge} />
          )}
        </div>
      )}
      {verdict !== null && badge !== '' && width < SMALLEST_TITLE_PIXELS && (
        <BadgeText className="clip-mark" tone={toneOf(verdict)} text={verdict.glyph} />
      )}
    </div>
  );
});

function described(...parts: readonly (string | null)[]): string | undefined {
  const words = parts.filter((part) => part !== null).join('; ');
  return words === '' ? undefined : words;
}

/** A dropout takes the green away. */
function toneOf({ tone, dropouts }: Verdict): Tone {
  return dropouts > 0 && (tone === 'ok' || tone === 'plain' || tone === 'run') ? 'warn' : tone;
}

interface BadgeTextProps {
  readonly className: string;
  readonly tone: Tone;
  readonly text: string;
}

/** Drawn by the style sheet: a visible text would have to be a part of the option's name, which is
 * the clip, its track and its start. The option's description says it in words. */
function BadgeText({ className, tone, text }: BadgeTextProps) {
  return (
    <span className={`${className} figure tone-${tone}`} data-text={text}>
      <span className="hidden-text">{text}</span>
    </span>
  );
}
