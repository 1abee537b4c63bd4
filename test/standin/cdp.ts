import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

export type { Protocol };

type Method = keyof Protocol.CommandParameters;
type CdpEventName = keyof Protocol.Events;

interface Reply {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One end of the Chrome DevTools Protocol: the browser itself or one page. */
export class CdpSession {
  private readonly connection: CdpConnection;
  private readonly sessionId: string | undefined;

  constructor(connection: CdpConnection, sessionId?: string) {
    this.connection = connection;
    this.sessionId = sessionId;
  }

  /** Sends a command; rejects with Chromium's message, or when the connection closes. */
  send<M extends Method>(
    method: M,
    params?: Protocol.CommandParameters[M],
  ): Promise<Protocol.CommandReturnValues[M]> {
    return this.connection.send(method, params ?? {}, this.sessionId) as Promise<
      Protocol.CommandReturnValues[M]
    >;
  }

  on<E extends CdpEventName>(event: E, listener: (params: Protocol.Events[E]) => void): void {
    this.connection.events.on(eventKey(event, this.sessionId), listener);
  }
}

function eventKey(method: string, sessionId: string | undefined): string {
  return sessionId === undefined ? method : `${sessionId} ${method}`;
}

/** The DevTools protocol over Chromium's debugging pipe: JSON messages, each ended by a zero. */
export class CdpConnection {
  readonly events = new EventEmitter().setMaxListeners(0);
  /** Settles when Chromium has closed its end. */
  readonly closed: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly toChromium: Writable;
  private lastId = 0;
  private unfinished: Buffer[] = [];

  constructor(toChromium: Writable, fromChromium: Readable) {
    this.toChromium = toChromium;
    toChromium.on('error', () => {});
    fromChromium.on('error', () => {});
    fromChromium.on('data', (chunk: Buffer) => this.receive(chunk));
    this.closed = new Promise((resolve) => fromChromium.once('close', () => resolve()));
    this.closed.then(() => this.rejectAll());
  }

  /** Opens the session of one page, under the connection's own socket. */
  session(sessionId: string): CdpSession {
    return new CdpSession(this, sessionId);
  }

  send(method: string, params: object, sessionId: string | undefined): Promise<unknown> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject });
      this.toChromium.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  private receive(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      this.unfinished.push(chunk.subarray(start, end));
      const text = Buffer.concat(this.unfinished).toString('utf8');
      this.unfinished = [];
      start = end + 1;
      this.dispatch(JSON.parse(text) as Reply);
    }
    if (start < chunk.length) this.unfinished.push(chunk.subarray(start));
  }

  private dispatch(message: Reply): void {
    if (message.id === undefined) {
      this.events.emit(eventKey(message.method ?? '', message.sessionId), message.params);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting?.resolve(message.result);
  }

  private rejectAll(): void {
    for (const { method, reject } of this.waiting.values()) {
      reject(new Error(`${method}: Chromium has closed`));
    }
    this.waiting.clear();
  }
}
