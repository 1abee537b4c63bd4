/** Dispatches one request to its handler: checks the payload, turns an unexpected error into a value. */
import type { Handlers, RequestName } from '../../preload/contract.ts';
import { failure, type Outcome } from '../../preload/outcome.ts';
import { failureOf } from '../failure-of.ts';
import { readPayload } from './schemas.ts';

export interface DispatchOptions {
  /** Requests wait until the session is read. */
  readonly handlers: Handlers | Promise<Handlers>;
  /** What the settings answer alone, while the session is being read; absent = all waits. */
  readonly early?: Partial<Handlers>;
  /** A fault of the program; goes to the log file. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Never rejects. */
export async function dispatch<Name extends RequestName>(
  { handlers, early, onFault }: DispatchOptions,
  name: Name,
  payload: unknown,
): Promise<Outcome<unknown>> {
  const read = readPayload(name, payload);
  if ('error' in read) {
    return failure('invalid-message', `The request ${name} was not understood. ${read.error}`);
  }
  try {
    const handler = early?.[name] ?? (await handlers)[name];
    return await handler(read.payload);
  } catch (error) {
    onFault(`request ${name}`, error);
    return failureOf(error);
  }
}
