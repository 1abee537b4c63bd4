/** A page without a browser: elements that match selectors, and key events. */
import { vi } from 'vitest';

/** An element of the page: the selectors that it and what it lies in match. */
export class FakeElement extends EventTarget {
  readonly #own: readonly string[];
  readonly #around: readonly string[];

  constructor(own: readonly string[], around: readonly string[] = []) {
    super();
    this.#own = own;
    this.#around = around;
  }

  matches(selectors: string): boolean {
    return selectors.split(', ').some((one) => this.#own.includes(one));
  }

  closest(selectors: string): FakeElement | null {
    const wanted = selectors.split(', ');
    return wanted.some((one) => this.#own.includes(one) || this.#around.includes(one))
      ? this
      : null;
  }

  getAttribute(name: string): string | null {
    const attribute = this.#own.find((one) => one.startsWith(`[${name}=`));
    return attribute?.slice(name.length + 2, -1) ?? null;
  }
}

export class FakeInput extends FakeElement {
  readonly type: string;

  constructor(type: string) {
    super(['input']);
    this.type = type;
  }
}

export class FakeSelect extends FakeElement {
  pickers = 0;

  constructor(isOpen: boolean) {
    super(isOpen ? ['select', 'select:open'] : ['select']);
  }

  showPicker(): void {
    this.pickers += 1;
  }
}

export class FakeKeyEvent extends Event {
  key: string;
  code: string;
  readonly repeat: boolean;
  isComposing = false;
  keyCode = 0;
  altGraph = false;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;

  constructor(keys: string, type = 'keydown', repeat = false) {
    super(type, { cancelable: true, bubbles: true });
    const parts = keys === '+' ? ['+'] : keys.split('+');
    this.key = parts.at(-1) ?? '';
    this.code = /^[a-z]$/i.test(this.key) ? `Key${this.key.toUpperCase()}` : this.key;
    this.repeat = repeat;
    this.ctrlKey = parts.includes('Control');
    this.shiftKey = parts.includes('Shift');
    this.altKey = parts.includes('Alt');
    this.metaKey = parts.includes('Meta');
  }

  getModifierState(name: string): boolean {
    const states = { Control: this.ctrlKey, Shift: this.shiftKey, Alt: this.altKey };
    if (name === 'AltGraph') return this.altGraph;
    return name === 'Meta' ? this.metaKey : (states[name as 'Alt'] ?? false);
  }
}

/** A page whose focus is on `activeElement`, until the globals are put back. */
export function stubPage(activeElement: FakeElement): void {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { body: activeElement, activeElement, querySelector: () => null });
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('HTMLElement', FakeElement);
  vi.stubGlobal('HTMLInputElement', FakeInput);
  vi.stubGlobal('HTMLSelectElement', FakeSelect);
}
