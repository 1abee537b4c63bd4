import { type JackServer, startJackServer } from '../../support/jack-server.ts';

export { jackMissing, jackSampleRate, periodFrames } from '../../support/jack-server.ts';

/** Starts a JACK server and makes this process use it; stop it after the streams are closed. */
export async function startJack(period?: number): Promise<JackServer> {
  const server = await startJackServer(period);
  Object.assign(process.env, server.env);
  return server;
}
