/**
 * The elements of the clips near the view, on a sheet that is scrolled as a whole: nothing of them changes until
 * other clips come near. Knows no React. Brought up to date once a picture.
 */
import type { MediaStatus } from '../../../preload/engine.ts';
import { type Clip, findSource, type Project } from '../../../preload/project.ts';
import type { Verdict } from '../../../preload/verdict.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { clipVerdicts } from '../../store/clip-verdicts.ts';
import { playheadFrame } from '../../store/live.ts';
import type { Mirror } from '../../store/mirror.ts';
import type { View } from '../../store/view.ts';
import { REST } from '../../ui/frame-loop.ts';
import { secondsText } from '../../ui/time-text.ts';
import { spokenVerdict } from '../../ui/verdict.tsx';
import { SMALLEST_TITLE_PIXELS } from '../canvas/clips-painter.ts';
import { draggedClips } from '../canvas/scene.ts';
import { ScrolledSheet } from '../canvas/scrolled-sheet.ts';
import { trackRows } from '../canvas/track-rows.ts';
import { badgeOf, type ClipBadge, glyphAlone, mutedBadge } from './badge.ts';
import { ClipBox, type ClipFace } from './clip-box.ts';
import { clipTitle, passAt } from './clip-level.ts';
import { stateWords } from './clip-words.ts';
import { fileNoteOf } from './file-note.ts';
import { isNear, type SheetView, type ShownClip, shownClips } from './shown-clips.ts';

/** Nothing is written into the strips of folded groups. */
const LOWEST_PIXELS = 16;
const SMALLEST_NOTE_PIXELS = 110;
/** Verdicts that change faster cannot be read. */
const READABLE_MILLISECONDS = 60;
/** While the view moves, titles come after its edges no faster than that. */
const TITLE_MILLISECONDS = 100;
/** Elements are not moved further from where their coordinates begin. */
const FURTHEST_PIXELS = 30_000;

type Seen = Pick<
  Mirror,
  'project' | 'media' | 'activeActions' | 'clipResults' | 'clipRequests' | 'runFromRequest'
>;
type SeenView = Pick<View, 'preview' | 'isCopying' | 'selection' | 'focusedClipId'>;

const NO_CLIPS: ReadonlyMap<string, Clip> = new Map();

export class ClipSheet {
  readonly #root: HTMLElement;
  readonly #boxes = new Map<string, ClipBox>();
  readonly #spare: ClipBox[] = [];
  readonly #said = new Map<ClipBox, Said>();
  #shown: readonly ShownClip[] = [];
  #made: SheetView | null = null;
  #project: Seen['project'] | null = null;
  /** What the elements say. */
  #written: Seen | null = null;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #view: SeenView | null = null;
  readonly #scrolled: ScrolledSheet;
  /** When titles were put inside the view, and inside which one. */
  #insetAt = Number.NEGATIVE_INFINITY;
  #insetFor = '';
  /** The painter writes the names meanwhile. */
  #isResting = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    root.hidden = true;
    this.#scrolled = new ScrolledSheet(root);
  }

  end(): void {
    this.#scrolled.end();
  }

  /**
   * Shows these states. Verdicts that change while it plays are written no faster than they can be read.
   * @param barPixels at the right of the view are covered
   * @param now in milliseconds
   * @returns milliseconds until there is something left to write
   */
  update(mirror: Seen, view: View, barPixels: number, now: number): number {
    if (view.isZooming !== this.#isResting) this.#root.style.opacity = view.isZooming ? '0' : '';
    this.#isResting = view.isZooming;
    // The end of the zoom is told.
    if (view.isZooming && view.focusedClipId === this.#view?.focusedClipId) return REST;
    const isChosenAgain = this.#choose(mirror, view);
    this.#scrolled.show(this.#viewLeft(view), view.scrollTopPixels);
    const untilInset = isChosenAgain ? REST : this.#insetInTime(view, barPixels, now);
    const isSelectedAgain = view.selection !== this.#view?.selection;
    this.#view = view;
    this.#project = mirror.project;
    if (this.#hasSameVerdicts(mirror) && !isChosenAgain && !isSelectedAgain) return untilInset;
    const wait = this.#writtenAt + READABLE_MILLISECONDS - now;
    if (wait > 0 && !isChosenAgain && !isSelectedAgain) return Math.min(wait, untilInset);
    this.#writtenAt = now;
    this.#written = mirror;
    this.#write(mirror, view);
    if (isChosenAgain) this.#inset(view, barPixels, now);
    return untilInset;
  }

  /** The element of a clip, if it has one. */
  elementOf(clipId: string): HTMLElement | null {
    return this.#boxes.get(clipId)?.element ?? null;
  }

  #choose({ project }: Seen, view: View): boolean {
    const rows = trackRows(project.tracks, view);
    const sheetView = { ...view, rows, originFrame: this.#originFor(view) };
    const isSame =
      this.#made !== null &&
      project === this.#project &&
      view.preview === this.#view?.preview &&
      view.isCopying === this.#view.isCopying &&
      view.focusedClipId === this.#view.focusedClipId &&
      isNear(this.#made, sheetView);
    if (isSame) return false;
    this.#made = sheetView;
    const dragged = view.isCopying ? NO_CLIPS : draggedClips(project, view.preview);
    const session = { project, index: clipIndexOf(project), dragged };
    const before = new Map(this.#shown.map((shown) => [shown.clip, shown]));
    const shown = shownClips(session, sheetView, view.focusedClipId);
    this.#shown = shown.map((each) => sameOf(before.get(each.clip), each));
    return true;
  }

  #originFor({ framesPerPixel, scrollFrame }: View): number {
    if (this.#made?.framesPerPixel !== framesPerPixel) return scrollFrame;
    const pixels = (scrollFrame - this.#made.originFrame) / framesPerPixel;
    return Math.abs(pixels) > FURTHEST_PIXELS ? scrollFrame : this.#made.originFrame;
  }

  #hasSameVerdicts(mirror: Seen): boolean {
    return (
      this.#written !== null &&
      mirror.media === this.#written.media &&
      mirror.activeActions === this.#written.activeActions &&
      mirror.clipResults === this.#written.clipResults &&
      mirror.clipRequests === this.#written.clipRequests &&
      mirror.runFromRequest === this.#written.runFromRequest
    );
  }

  #write(mirror: Seen, view: View): void {
    const verdicts = clipVerdicts(mirror, this.#shown);
    const hasFocused = this.#shown.some(({ clip }) => clip.id === view.focusedClipId);
    const tabStop = hasFocused ? view.focusedClipId : this.#shown[0]?.clip.id;
    const kept = new Set(this.#shown.map(({ clip }) => clip.id));
    for (const [id, box] of this.#boxes) {
      if (kept.has(id)) continue;
      box.element.remove();
      this.#boxes.delete(id);
      this.#spare.push(box);
    }
    this.#root.hidden = this.#shown.length === 0;
    const index = clipIndexOf(mirror.project);
    const order: HTMLElement[] = [];
    for (const shown of this.#shown) {
      const { clip } = shown;
      const box = this.#boxes.get(clip.id) ?? this.#spare.pop() ?? new ClipBox();
      this.#boxes.set(clip.id, box);
      const said: Said = {
        shown,
        // While it is dragged a clip keeps its place among the others.
        place: index.placeOfId(clip.id) + 1,
        count: index.inTime.length,
        verdict: verdicts[clip.id] ?? null,
        pass: verdicts[clip.id]?.kind === 'playing' ? passAt(clip, playheadFrame()) : null,
        media: mirror.media.get(clip.sourceId),
        isSelected: view.selection.has(clip.id),
        isTabStop: clip.id === tabStop,
      };
      if (!isSame(said, this.#said.get(box))) box.show(faceOf(mirror.project, said));
      this.#said.set(box, said);
      order.push(box.element);
    }
    putInOrder(this.#root, order);
  }

  /** The left edge of the view on the sheet. */
  #viewLeft({ scrollFrame, framesPerPixel }: View): number {
    return (scrollFrame - (this.#made?.originFrame ?? 0)) / framesPerPixel;
  }

  /** Gives the milliseconds until titles are to be put inside the view. */
  #insetInTime(view: View, barPixels: number, now: number): number {
    if (insetKey(view, barPixels) === this.#insetFor) return REST;
    const wait = this.#insetAt + TITLE_MILLISECONDS - now;
    if (wait <= 0) this.#inset(view, barPixels, now);
    return wait <= 0 ? REST : wait;
  }

  #inset(view: View, barPixels: number, now: number): void {
    this.#insetAt = now;
    this.#insetFor = insetKey(view, barPixels);
    const viewLeft = this.#viewLeft(view);
    const viewRight = viewLeft + view.trackAreaWidthPixels - barPixels;
    for (const { clip, rectangle, titleRight } of this.#shown) {
      const right = rectangle.left + rectangle.width;
      const isSeen = rectangle.left < viewRight && right > viewLeft;
      const left = isSeen ? viewLeft - rectangle.left : 0;
      const hidden = Math.max(right - titleRight, isSeen ? right - viewRight : 0);
      this.#boxes.get(clip.id)?.inset(left, hidden);
    }
  }
}

function insetKey({ scrollFrame, trackAreaWidthPixels }: View, barPixels: number): string {
  return `${scrollFrame} ${trackAreaWidthPixels} ${barPixels}`;
}

/** What is as it was before stays the same object. */
function sameOf(before: ShownClip | undefined, now: ShownClip): ShownClip {
  if (before === undefined) return now;
  const { left, top, width, height } = now.rectangle;
  const was = before.rectangle;
  const isSamePlace =
    was.left === left && was.top === top && was.width === width && was.height === height;
  const isSameTrack = before.track === now.track && before.isSilent === now.isSilent;
  const isSameTitle =
    before.titleRight === now.titleRight && before.titlePixels === now.titlePixels;
  const isSameWidth = before.widthPixels === now.widthPixels;
  return isSamePlace && isSameTrack && isSameTitle && isSameWidth ? before : now;
}

/** All that an element is made of. */
interface Said {
  readonly shown: ShownClip;
  readonly place: number;
  readonly count: number;
  readonly verdict: Verdict | null;
  /** Of a loop that plays; null = none does. */
  readonly pass: number | null;
  readonly media: MediaStatus | undefined;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
}

function isSame(a: Said, b: Said | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof Said)[]).every((key) => a[key] === b[key]);
}

function faceOf(project: Project, said: Said): ClipFace {
  const { shown, place, count, verdict, media, isSelected, isTabStop } = said;
  const { clip, track, rectangle, titlePixels } = shown;
  const title = said.pass === null ? clipTitle(clip) : `${clipTitle(clip)}, pass ${said.pass}`;
  const { noteText, noteWords } = fileNoteOf(clip, findSource(project, clip.sourceId), media);
  const isStrip = rectangle.height < LOWEST_PIXELS;
  const hasTitle = titlePixels >= SMALLEST_TITLE_PIXELS && !isStrip;
  const ofVerdict =
    verdict === null ? null : badgeBeside(verdict, hasTitle ? title : null, titlePixels);
  const badge = ofVerdict ?? (clip.muted ? mutedBadge(title, titlePixels) : null);
  return {
    ...rectangle,
    id: clip.id,
    colour: (clip.colour ?? track.colour) + 1,
    label: `${clip.name}, ${track.name}, starts at ${secondsText(clip.startFrame, project.sampleRate)} s`,
    description: described(
      ...stateWords(clip, project.sampleRate),
      noteWords,
      verdict === null ? null : spokenVerdict(verdict),
    ),
    place,
    count,
    verdictKind: verdict?.kind ?? null,
    isSilent: shown.isSilent,
    isSelected,
    isTabStop,
    name: hasTitle ? title : null,
    isLocked: clip.locked,
    fileNote: noteText,
    noteText: hasTitle && titlePixels >= SMALLEST_NOTE_PIXELS ? noteText : null,
    badge: isStrip ? null : badge,
  };
}

function badgeBeside(verdict: Verdict, name: string | null, width: number): ClipBadge | null {
  return name === null ? glyphAlone(verdict) : badgeOf(verdict, name, width);
}

function described(...parts: readonly (string | null)[]): string | null {
  const words = parts.filter((part) => part !== null).join('; ');
  return words === '' ? null : words;
}

/** Makes these the children in this order. The focused one is not moved: it would lose the focus. */
function putInOrder(root: HTMLElement, order: readonly HTMLElement[]): void {
  let next = root.firstElementChild;
  for (const element of order) {
    if (element === document.activeElement && element.parentNode === root) {
      while (next !== element && next !== null) {
        const passed = next;
        next = next.nextElementSibling;
        root.append(passed);
      }
    }
    if (element === next) next = next.nextElementSibling;
    else root.insertBefore(element, next);
  }
}
