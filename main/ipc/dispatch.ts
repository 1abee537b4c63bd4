/** Dispatches one request to its handler: checks the payload, turns an unexpected error into a value. */
import type { Handlers, RequestName } from '../../preload/contract.ts';
import { failure, type Outcome } from '../../preload/outcome.ts';
import { failureOf } from '../failure-of.ts';
import { readPayload } from './schemas.ts';

export interface DispatchOptions {
  readonly handlers: Handlers;
  /** A fault of the program; goes to the log file. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Never rejects. */
export async function dispatch<Name extends RequestName>(
  { handlers, onFault }: DispatchOptions,
  name: Name,
  payload: unknown,
): Promise<Outcome<unknown>> {
  const read = readPayload(name, payload);
  if ('error' in read) {
    return failure('invalid-message', `The request ${name} was not understood. ${read.error}`);
  }
  try {
    return await handlers[name](read.payload);
  } catch (error) {
    onFault(`request ${name}`, error);
    return failureOf(error);
  }
}
