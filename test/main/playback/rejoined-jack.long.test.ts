/** JACK's server is killed at several periods, and at unlucky moments: playback goes on by itself. */
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Studio } from '../../../main/studio.ts';
import { type JackServer, jackMissing, startJackServer } from '../../support/jack-server.ts';
import { rejoin, studioOnJack, TICK_EVERY, untilSo } from '../../support/jack-studio.ts';
import { readWav } from '../../support/wav-file.ts';

interface OnJack {
  readonly server: JackServer;
  readonly studio: Studio;
}

async function playing(period: number, skip: (why: string) => never): Promise<OnJack> {
  const missing = jackMissing();
  if (missing !== null) return skip(`JACK is not tested: ${missing}`);
  const server = await startJackServer(period);
  onTestFinished(() => server.stop());
  return { server, studio: await studioOnJack(server, 100) };
}

async function expectRejoined({ server, studio }: OnJack): Promise<void> {
  const { error, dropouts } = await rejoin(studio, server);
  console.log(`${error.toFixed(0)} frames at ${server.periodFrames}, ${dropouts} dropouts`);
  expect(Math.abs(error)).toBeLessThanOrEqual(server.periodFrames);
}

test.each([64, 256, 1024])('periods of %d frames: within one of the clock', async (period) => {
  const jack = await playing(period, (why) => {
    throw new Error(why);
  });
  const { transport } = jack.studio;
  for (let kill = 0; kill < 2; kill += 1) {
    expect(await transport.play(0)).toMatchObject({ ok: true });
    await untilSo('it plays', () => transport.status.positionFrame > 3 * TICK_EVERY);
    await jack.server.kill();
    await expectRejoined(jack);
    transport.stop();
  }
});

describe('A server that is killed', () => {
  test('while Play begins: the timeline runs on from there, and goes on', async ({ skip }) => {
    const jack = await playing(1024, skip);
    const begun = jack.studio.transport.play(0);
    await jack.server.kill();
    expect(await begun).toMatchObject({ ok: true });
    await expectRejoined(jack);
  });

  test('while the input is opened for a recording: what played goes on', async ({ skip }) => {
    const jack = await playing(1024, skip);
    const { transport, takes } = jack.studio;
    expect(await transport.play(0)).toMatchObject({ ok: true });
    await untilSo('it plays', () => transport.status.positionFrame > 3 * TICK_EVERY);
    const recording = takes.record();
    await jack.server.kill();
    console.log(await recording);
    await expectRejoined(jack);
    expect(takes.isRecording).toBe(false);
  });

  test('while a recording begins: there is a whole file or no take', async ({ skip }) => {
    const jack = await playing(1024, skip);
    const { studio, server } = jack;
    expect(await studio.takes.record()).toMatchObject({ ok: true });
    await server.kill();
    await untilSo('the take ends', () => !studio.takes.isRecording);
    await server.restart();
    await untilSo('it is back', () => studio.engine.stream !== null);
    for (const take of studio.project.project.takes) {
      expect(readWav(path.join(studio.folder.takes, take.file)).frames).toBe(take.frames);
      expect(take.account?.outcome).toBe('device-lost');
    }
  });
});
