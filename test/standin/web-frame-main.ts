import { modelled } from './modelled.ts';
import { originOf } from './scheme-urls.ts';

/** The window's own view of its page, of which a frame is a part. */
interface FrameOwner {
  readonly id: number;
  getURL(): string;
  getOSProcessId(): number;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}

/** Makes the `WebFrameMain` of a window's top frame, the only frame that is modelled. */
export function mainFrameOf(owner: FrameOwner) {
  const frame = modelled('webFrameMain', {
    get url() {
      return owner.getURL();
    },
    get origin() {
      return owner.getURL() === '' ? 'null' : originOf(owner.getURL());
    },
    get osProcessId() {
      return owner.getOSProcessId();
    },
    parent: null,
    name: '',
    processId: owner.id,
    routingId: owner.id,
    frameTreeNodeId: owner.id,
    detached: false,
    get top() {
      return frame;
    },
    isDestroyed: () => owner.isDestroyed(),
    send: (channel: string, ...args: unknown[]) => owner.send(channel, ...args),
  });
  return frame as typeof frame & { readonly top: unknown };
}
