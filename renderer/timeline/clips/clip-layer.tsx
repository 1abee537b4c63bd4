/** The list of clips: elements for pointer, keyboard and screen reader over what the painter draws. */
import { useEffect, useRef } from 'react';
import { mirrorStore } from '../../store/mirror-store.ts';
import { type View, viewNow, viewStore } from '../../store/view.ts';
import { addPainter, REST, requestPaint } from '../../ui/frame-loop.ts';
import { largestScrollTop } from '../canvas/scrolling.ts';
import { clipKeyDown, revealFocused } from './clip-keys.ts';
import { ClipSheet } from './clip-sheet.ts';

/** Width of the scroll bar that lies over the track area. */
const SCROLL_BAR_PIXELS = 9;

export function ClipLayer() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current === null) return;
    return showClips(root.current);
  }, []);
  return (
    <div className="scrolled-sheet" tabIndex={-1} role="presentation">
      <div
        className="sheet clip-sheet"
        ref={root}
        role="listbox"
        aria-label="Clips"
        aria-multiselectable
        tabIndex={-1}
        onKeyDown={clipKeyDown}
        onFocus={revealFocused}
      />
    </div>
  );
}

function showClips(root: HTMLElement): () => void {
  const sheet = new ClipSheet(root);
  const update = () => {
    const { mirror } = mirrorStore.getState();
    if (mirror === null) return REST;
    return sheet.update(mirror, viewNow(), barPixels(), performance.now());
  };
  const ends = [
    addPainter(update),
    mirrorStore.subscribe(requestPaint),
    viewStore.subscribe((view, before) => {
      if (view.focusedClipId === before.focusedClipId) return;
      // At once: the next key comes to the element that has the focus.
      update();
      moveFocus(root, sheet, view);
    }),
  ];
  update();
  return () => {
    sheet.end();
    for (const end of ends) end();
  };
}

function barPixels(): number {
  return largestScrollTop() > 0 ? SCROLL_BAR_PIXELS : 0;
}

/** Keyboard focus goes where the view's focused clip is, if it was among the clips before. */
function moveFocus(root: HTMLElement, sheet: ClipSheet, { focusedClipId }: View): void {
  const isHere = root.contains(document.activeElement) || document.activeElement === document.body;
  if (focusedClipId === null || !isHere) return;
  sheet.elementOf(focusedClipId)?.focus({ preventScroll: true });
}
