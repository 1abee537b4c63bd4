import { EventEmitter } from 'node:events';

/** Thrown when an app uses a part of Electron that the stand-in does not have. */
export class NotModelledError extends Error {
  constructor(what: string) {
    super(
      `The stand-in for Electron does not model ${what}. Model it in test/standin, or run this on Electron itself.`,
    );
    this.name = 'NotModelledError';
  }
}

/** Keys that JavaScript and its tools look up on any object, whatever it is. */
const askedOfEverything = new Set(['then', 'toJSON', '__esModule', 'default', 'domain', 'inspect']);

/**
 * Gives an object whose unknown members throw instead of being undefined, so that a missing part
 * of the stand-in shows where it is used and not as a wrong result later.
 * @param name how the app knows the object, for the message
 */
export function modelled<T extends object>(name: string, api: T): T {
  return new Proxy(api, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || askedOfEverything.has(key)) {
        return Reflect.get(target, key, receiver);
      }
      throw new NotModelledError(`${name}.${key}`);
    },
  });
}

type Listener = (...args: never[]) => void;

/** An event emitter that refuses listeners for events which nobody will ever emit. */
export class ModelledEmitter extends EventEmitter {
  private readonly emitterName: string;
  private readonly knownEvents: ReadonlySet<string>;

  /**
   * @param name how the app knows the emitter, for the message
   * @param events the events that the stand-in emits or lets a test emit
   */
  constructor(name: string, events: readonly string[]) {
    super();
    this.setMaxListeners(0);
    this.emitterName = name;
    this.knownEvents = new Set(events);
  }

  override on(event: string, listener: Listener): this {
    this.refuseUnknown(event);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override addListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  override once(event: string, listener: Listener): this {
    this.refuseUnknown(event);
    return super.once(event, listener as (...args: unknown[]) => void);
  }

  private refuseUnknown(event: string): void {
    if (!this.knownEvents.has(event)) {
      throw new NotModelledError(`the event '${event}' of ${this.emitterName}`);
    }
  }
}

/** An event that a listener can veto, as Electron's are. */
export class VetoableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/**
 * Emits an event and tells whether a listener vetoed it.
 * @returns true when some listener called preventDefault()
 */
export function vetoed(
  emitter: EventEmitter,
  name: string,
  details: object,
  ...args: unknown[]
): boolean {
  const event = Object.assign(new VetoableEvent(), details);
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
}
