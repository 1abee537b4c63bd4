import { test } from '@playwright/test';
import { jackMissing } from '../../support/jack-server.ts';

export { type JackServer, startJackServer } from '../../support/jack-server.ts';

/** Skips the test, with the reason, where JACK is not installed. */
export function skipWithoutJack(): void {
  const missing = jackMissing();
  test.skip(missing !== null, missing ?? '');
}
