/** Answers one request: checks its payload, and turns what nobody foresaw into a value. */
import type { Handlers, RequestName } from '../../preload/contract.ts';
import { failure, type Outcome } from '../../preload/outcome.ts';
import { failureOf } from '../failure-of.ts';
import { readPayload } from './schemas.ts';

export interface Answering {
  readonly handlers: Handlers;
  /** A fault of the program; goes to the log file. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Never rejects. */
export async function answer<Name extends RequestName>(
  { handlers, onFault }: Answering,
  name: Name,
  payload: unknown,
): Promise<Outcome<unknown>> {
  const read = readPayload(name, payload);
  if ('complaint' in read) {
    return failure('invalid-message', `The request ${name} was not understood. ${read.complaint}`);
  }
  try {
    return await handlers[name](read.payload);
  } catch (error) {
    onFault(`request ${name}`, error);
    const { code, message } = failureOf(error);
    return failure(code, message);
  }
}
