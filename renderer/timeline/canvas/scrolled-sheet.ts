/**
 * A sheet of elements that the browser scrolls: moving it then has nothing styled, laid out or painted again, as
 * moving it by a transform has. What scrolls has the class `scrolled-sheet`, the sheet in it `sheet`.
 */
import { viewNow } from '../../store/view.ts';
import { scrollByPixels } from './scrolling.ts';

/** Where the sheet begins in what is scrolled: so far it can be moved to the right. */
const SHEET_LEFT_PIXELS = 40_000;
/** The browser rounds to pixels of the screen. */
const SAME_PIXELS = 1;

export class ScrolledSheet {
  readonly #scroller: HTMLElement;
  readonly #sheet: HTMLElement;
  #left = 0;
  #top = 0;
  #rest = '';
  /** The view that was shown last. */
  #shown = viewNow();

  /** The sheet's parent scrolls. */
  constructor(sheet: HTMLElement) {
    this.#sheet = sheet;
    this.#scroller = sheet.parentElement as HTMLElement;
    this.#scroller.addEventListener('scroll', this.#scrolled);
    this.#place();
  }

  end(): void {
    this.#scroller.removeEventListener('scroll', this.#scrolled);
  }

  /** Shows the sheet with this place of it in the upper left corner. */
  show(left: number, top: number): void {
    this.#shown = viewNow();
    const [wholeLeft, wholeTop] = [Math.floor(left), Math.floor(top)];
    const isWhole = wholeLeft === left && wholeTop === top;
    const rest = isWhole ? '' : `translate(${wholeLeft - left}px, ${wholeTop - top}px)`;
    if (rest !== this.#rest) this.#sheet.style.transform = rest;
    this.#rest = rest;
    if (wholeLeft === this.#left && wholeTop === this.#top) return;
    this.#left = wholeLeft;
    this.#top = wholeTop;
    this.#place();
  }

  #place(): void {
    const left = SHEET_LEFT_PIXELS + this.#left;
    this.#scroller.scrollTo({ left, top: this.#top, behavior: 'instant' });
  }

  /** What a screen reader or a search of the page brings into sight, the whole timeline follows. */
  #scrolled = (): void => {
    const { scrollLeft, scrollTop } = this.#scroller;
    const [x, y] = [scrollLeft - SHEET_LEFT_PIXELS - this.#left, scrollTop - this.#top];
    if (Math.abs(x) < SAME_PIXELS && Math.abs(y) < SAME_PIXELS) return;
    this.#place();
    const view = viewNow();
    const isMoved =
      view.scrollFrame !== this.#shown.scrollFrame ||
      view.scrollTopPixels !== this.#shown.scrollTopPixels;
    // A focus that has moved the view, or a pointer that holds something, has the last word.
    if (!isMoved && !view.isPressed) scrollByPixels(x, y);
  };
}
