import { pack, unpack } from './structured-clone.ts';

/** A message that the preload sends to main. */
export type ToMain =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke';
      readonly id: number;
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'key'; readonly input: KeyInput }
  | { readonly kind: 'preload-error'; readonly message: string; readonly stack: string };

/** A message that main sends to the preload. */
export type ToPreload =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'reply';
      readonly id: number;
      readonly value?: unknown;
      readonly error?: string;
    };

/** A key that went down in the page, after the page had handled it. */
export interface KeyInput {
  readonly type: 'keyDown';
  readonly key: string;
  readonly code: string;
  readonly isAutoRepeat: boolean;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** True when the page called preventDefault() on it. */
  readonly handled: boolean;
}

type Globals = Record<string, (text: string) => void>;

/** The preload's end of the wire to main. */
export class PageWire {
  private readonly toMain: (text: string) => void;
  private readonly receiverName: string;
  private listener: (message: ToPreload) => void = () => {};
  private readonly held: string[] = [];
  private isHolding = false;

  /** @param secret names the binding that Chromium gives the preload's world, and our receiver */
  constructor(secret: string) {
    this.toMain = (globalThis as unknown as Globals)[`${secret}ToMain`]!;
    this.receiverName = `${secret}ToPreload`;
  }

  send(message: ToMain): void {
    this.toMain(pack(message));
  }

  /** Says who hears what main sends; main calls it by its name among the globals. */
  receive(listener: (message: ToPreload) => void): void {
    this.listener = listener;
    const globals = globalThis as unknown as Globals;
    globals[this.receiverName] = (text) => {
      if (this.isHolding || this.held.length > 0) this.held.push(text);
      else listener(unpack(text) as ToPreload);
    };
  }

  /**
   * Asks something during which the debugger pauses the page. Messages come even then, but no DOM
   * event reaches the page's own world; they are heard a task later, in their order.
   */
  whilePaused<Answer>(ask: () => Answer): Answer {
    this.isHolding = true;
    try {
      return ask();
    } finally {
      this.isHolding = false;
      if (this.held.length > 0) setTimeout(() => this.hearHeld(), 0);
    }
  }

  private hearHeld(): void {
    if (this.isHolding) return;
    const text = this.held.shift();
    // Before the listener, which may throw.
    if (this.held.length > 0) setTimeout(() => this.hearHeld(), 0);
    if (text !== undefined) this.listener(unpack(text) as ToPreload);
  }
}
