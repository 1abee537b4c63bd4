/**
 * The elements of the clips near the view, on a sheet that moves as a whole: scrolling changes its place
 * alone until other clips come near. Knows no React. Brought up to date once a picture.
 */
import { findSource, trackIsSilent } from '../../../preload/project.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { clipVerdicts } from '../../store/clip-verdicts.ts';
import type { Mirror } from '../../store/mirror.ts';
import type { View } from '../../store/view.ts';
import { secondsText } from '../../ui/figures.ts';
import { spokenVerdict } from '../../ui/verdict.tsx';
import { draggedClips } from '../canvas/scene.ts';
import { badgeText, toneOf } from './badge.ts';
import { ClipBox, type ClipFace } from './clip-box.ts';
import { fileNoteOf } from './file-note.ts';
import { isNear, type SheetView, type ShownClip, shownClips } from './shown-clips.ts';

const SMALLEST_TITLE_PIXELS = 26;
const SMALLEST_NOTE_PIXELS = 110;
/** Elements are not moved further from where their coordinates begin. */
const FURTHEST_PIXELS = 30_000;

type Seen = Pick<Mirror, 'project' | 'media' | 'activeActions' | 'clipResults' | 'clipRequests'>;
type SeenView = Pick<View, 'preview' | 'selection' | 'focusedClipId'>;

export class ClipSheet {
  readonly #root: HTMLElement;
  readonly #boxes = new Map<string, ClipBox>();
  readonly #spare: ClipBox[] = [];
  #shown: readonly ShownClip[] = [];
  #made: SheetView | null = null;
  #mirror: Seen | null = null;
  #view: SeenView | null = null;
  #transform = '';

  constructor(root: HTMLElement) {
    this.#root = root;
    root.hidden = true;
  }

  /** Shows these states. @param barPixels at the right of the view are covered */
  update(mirror: Seen, view: View, barPixels: number): void {
    const isChosenAgain = this.#choose(mirror, view);
    if (isChosenAgain || !this.#isSeen(mirror, view)) this.#write(mirror, view);
    this.#mirror = mirror;
    this.#view = view;
    this.#move(view, barPixels);
  }

  /** The element of a clip, if it has one. */
  elementOf(clipId: string): HTMLElement | null {
    return this.#boxes.get(clipId)?.element ?? null;
  }

  #choose({ project }: Seen, view: View): boolean {
    const sheetView = { ...view, originFrame: this.#originFor(view) };
    const isSame =
      this.#made !== null &&
      project === this.#mirror?.project &&
      view.preview === this.#view?.preview &&
      view.focusedClipId === this.#view.focusedClipId &&
      isNear(this.#made, sheetView);
    if (isSame) return false;
    this.#made = sheetView;
    const dragged = draggedClips(project, view.preview);
    const session = { project, index: clipIndexOf(project), dragged };
    this.#shown = shownClips(session, sheetView, view.focusedClipId);
    return true;
  }

  #originFor({ framesPerPixel, scrollFrame }: View): number {
    if (this.#made?.framesPerPixel !== framesPerPixel) return scrollFrame;
    const pixels = (scrollFrame - this.#made.originFrame) / framesPerPixel;
    return Math.abs(pixels) > FURTHEST_PIXELS ? scrollFrame : this.#made.originFrame;
  }

  #isSeen(mirror: Seen, view: SeenView): boolean {
    return (
      this.#mirror !== null &&
      mirror.media === this.#mirror.media &&
      mirror.activeActions === this.#mirror.activeActions &&
      mirror.clipResults === this.#mirror.clipResults &&
      mirror.clipRequests === this.#mirror.clipRequests &&
      view.selection === this.#view?.selection
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
      box.show({
        ...faceOf(mirror, shown, verdicts[clip.id] ?? null),
        // While it is dragged a clip keeps its place among the others.
        place: index.placeOfId(clip.id) + 1,
        count: index.inTime.length,
        isSelected: view.selection.has(clip.id),
        isTabStop: clip.id === tabStop,
      });
      order.push(box.element);
    }
    putInOrder(this.#root, order);
  }

  #move(view: View, barPixels: number): void {
    const { framesPerPixel, scrollFrame, scrollTopPixels, trackAreaWidthPixels } = view;
    const viewLeft = (scrollFrame - (this.#made?.originFrame ?? 0)) / framesPerPixel;
    const viewRight = viewLeft + trackAreaWidthPixels - barPixels;
    const transform = `translate(${-viewLeft}px, ${-scrollTopPixels}px)`;
    if (transform !== this.#transform) this.#root.style.transform = transform;
    this.#transform = transform;
    for (const { clip, rectangle } of this.#shown) {
      const right = rectangle.left + rectangle.width;
      const isSeen = rectangle.left < viewRight && right > viewLeft;
      const left = isSeen ? viewLeft - rectangle.left : 0;
      this.#boxes.get(clip.id)?.inset(left, isSeen ? right - viewRight : 0);
    }
  }
}

type Face = Omit<ClipFace, 'place' | 'count' | 'isSelected' | 'isTabStop'>;

function faceOf(
  { project, media }: Seen,
  { clip, track, rectangle, widthPixels }: ShownClip,
  verdict: ReturnType<typeof clipVerdicts>[string] | null,
): Face {
  const sound = findSource(project, clip.sourceId);
  const { noteText, noteWords } = fileNoteOf(clip, sound, media.get(clip.sourceId));
  const hasTitle = widthPixels >= SMALLEST_TITLE_PIXELS;
  const badge = verdict === null ? '' : badgeText(verdict, clip.name, widthPixels);
  return {
    ...rectangle,
    id: clip.id,
    colour: track.colour + 1,
    label: `${clip.name}, ${track.name}, starts at ${secondsText(clip.startFrame, project.sampleRate)} s`,
    description: described(noteWords, verdict === null ? null : spokenVerdict(verdict)),
    verdictKind: verdict?.kind ?? null,
    isSilent: trackIsSilent(project, track),
    name: hasTitle ? clip.name : null,
    fileNote: noteText,
    noteText: hasTitle && widthPixels >= SMALLEST_NOTE_PIXELS ? noteText : null,
    badge: verdict === null || badge === '' ? null : hasTitle ? badge : verdict.glyph,
    tone: verdict === null ? 'plain' : toneOf(verdict),
  };
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
