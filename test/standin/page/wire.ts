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
    const globals = globalThis as unknown as Globals;
    globals[this.receiverName] = (text) => listener(unpack(text) as ToPreload);
  }
}
