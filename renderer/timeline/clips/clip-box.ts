/**
 * The transparent element of one clip at the rectangle that the painter fills, for pointer, keyboard and
 * screen reader. Written by hand and only where something differs: while zooming all of them change with
 * every picture. An element that is not needed any more serves another clip.
 */
import { glyphElement } from '../../ui/verdict-glyphs.ts';
import { type Rectangle, titlePixels } from '../canvas/geometry.ts';
import { type ClipBadge, isSameBadge } from './badge.ts';

/** What is seen and heard of a clip. */
export interface ClipFace extends Rectangle {
  readonly id: string;
  /** From 1. */
  readonly colour: number;
  readonly label: string;
  readonly description: string | null;
  /** From 1, among all clips in the order of time. */
  readonly place: number;
  readonly count: number;
  readonly verdictKind: string | null;
  readonly isSilent: boolean;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  /** null = too narrow for a title. */
  readonly name: string | null;
  /** Its title begins with a lock. */
  readonly isLocked: boolean;
  /** What is to be told of its sound's file; null = nothing. */
  readonly fileNote: string | null;
  /** In the title. */
  readonly noteText: string | null;
  /** In the title, or without one the glyph alone; null = nothing. */
  readonly badge: ClipBadge | null;
}

export class ClipBox {
  readonly element = document.createElement('div');
  readonly #title = document.createElement('div');
  readonly #name = document.createElement('span');
  #lock: HTMLElement | null = null;
  #note: HTMLElement | null = null;
  #badge: HTMLElement | null = null;
  #face: Partial<ClipFace> = {};
  #insets = '0 0';

  constructor() {
    this.element.setAttribute('role', 'option');
    this.element.className = 'clip-box';
    this.#title.className = 'clip-title';
    this.#title.setAttribute('aria-hidden', 'true');
    this.#name.className = 'clip-name';
    this.#title.append(this.#name);
  }

  get id(): string | undefined {
    return this.#face.id;
  }

  show(face: ClipFace): void {
    const before = this.#face;
    this.#face = face;
    this.#place(before, face);
    this.#describe(before, face);
    const { name, noteText, badge, isLocked } = face;
    if (isLocked !== (before.isLocked ?? false)) {
      this.#lock?.remove();
      this.#lock = isLocked ? lockElement() : null;
      if (this.#lock !== null) this.#title.prepend(this.#lock);
    }
    if (name !== before.name) {
      if (name === null) this.#title.remove();
      else this.#name.textContent = name;
      if (name !== null && before.name == null) this.element.prepend(this.#title);
    }
    if (noteText !== before.noteText) {
      this.#note?.remove();
      this.#note =
        noteText === null ? null : textOf('clip-verdict clip-file-note tone-warn', noteText);
    }
    const isInTitle = name !== null;
    const wasInTitle = before.name != null;
    if (!isSameBadge(badge, before.badge ?? null) || isInTitle !== wasInTitle) {
      this.#badge?.remove();
      const className = isInTitle ? 'clip-verdict' : 'clip-mark';
      this.#badge = badge === null ? null : badgeElement(className, badge);
    }
    if (this.#note?.isConnected === false) this.#name.after(this.#note);
    if (this.#badge !== null && this.#badge.parentNode === null) {
      (isInTitle ? this.#title : this.element).append(this.#badge);
    }
  }

  /** A clip that reaches beyond the view still shows its name and verdict: how far it does on both sides. */
  inset(leftPixels: number, rightPixels: number): void {
    const insets = `${Math.max(0, leftPixels)} ${Math.max(0, rightPixels)}`;
    if (insets === this.#insets) return;
    this.#insets = insets;
    const { style } = this.#title;
    style.paddingLeft = leftPixels > 0 ? `calc(var(--clip-title-inset) + ${leftPixels}px)` : '';
    style.paddingRight = rightPixels > 0 ? `calc(var(--clip-title-inset) + ${rightPixels}px)` : '';
  }

  #place(before: Partial<ClipFace>, { left, top, width, height }: ClipFace): void {
    const { style } = this.element;
    if (left !== before.left) style.left = `${left}px`;
    if (top !== before.top) style.top = `${top}px`;
    if (width !== before.width) style.width = `${width}px`;
    if (height !== before.height) style.height = `${height}px`;
  }

  #describe(before: Partial<ClipFace>, face: ClipFace): void {
    const set = (name: string, value: string | null, old: string | null | undefined) => {
      if (value === old) return;
      if (value === null) this.element.removeAttribute(name);
      else this.element.setAttribute(name, value);
    };
    set('data-clip-id', face.id, before.id);
    set('data-colour', `${face.colour}`, `${before.colour}`);
    set('data-verdict', face.verdictKind, before.verdictKind);
    set('data-file-note', face.fileNote, before.fileNote);
    set('aria-label', face.label, before.label);
    set('aria-description', face.description, before.description);
    set('aria-posinset', `${face.place}`, `${before.place}`);
    set('aria-setsize', `${face.count}`, `${before.count}`);
    set('aria-selected', `${face.isSelected}`, `${before.isSelected}`);
    set('tabindex', tabIndexOf(face), before.id === undefined ? null : tabIndexOf(before));
    const isSmall = (face: Partial<ClipFace>) =>
      face.height !== undefined && titlePixels({ height: face.height }) === 0;
    set('data-small', isSmall(face) ? 'true' : null, isSmall(before) ? 'true' : null);
    set('data-silent', face.isSilent ? 'true' : null, before.isSilent === true ? 'true' : null);
  }
}

function tabIndexOf({ isTabStop }: Partial<ClipFace>): string {
  return isTabStop === true ? '0' : '-1';
}

function lockElement(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'clip-lock';
  element.append(glyphElement('lock'));
  return element;
}

function badgeElement(className: string, badge: ClipBadge): HTMLElement {
  const element = document.createElement('span');
  element.className = `${className} tone-${badge.tone}`;
  if (badge.glyph !== null) element.append(glyphElement(badge.glyph));
  if (badge.text !== '') element.append(textOf('clip-words', badge.text));
  if (badge.hasDropouts) element.append(inAmber(glyphElement('diamond')));
  if (badge.dropoutText !== '') element.append(inAmber(textOf('clip-words', badge.dropoutText)));
  return element;
}

function inAmber<T extends Element>(element: T): T {
  element.classList.add('tone-warn');
  return element;
}

/** Drawn by the style sheet: a visible text would have to be a part of the option's name, which is
 * the clip, its track and its start. The option's description says it in words. */
function textOf(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `${className} figure`;
  element.dataset.text = text;
  const hidden = document.createElement('span');
  hidden.className = 'hidden-text';
  hidden.textContent = text;
  element.append(hidden);
  return element;
}
