/** JACK's server is killed at unlucky moments: playback goes on by itself, and no take is lost. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRejoined, studioOnJack, TICK_EVERY, untilSo } from '../../support/jack-studio.ts';
import { readWav } from '../../support/wav-file.ts';

describe('A server that is killed', () => {
  test('while Play begins: the timeline runs on from there, and goes on', async ({ skip }) => {
    const jack = await studioOnJack(skip);
    const begun = jack.studio.transport.play(0);
    await jack.server.kill();
    expect(await begun).toMatchObject({ ok: true });
    await expectRejoined(jack);
  });

  test('while the input is opened for a recording: what played goes on', async ({ skip }) => {
    const jack = await studioOnJack(skip);
    const { transport, takes } = jack.studio;
    expect(await transport.play(0)).toMatchObject({ ok: true });
    await untilSo('it plays', () => transport.status.positionFrame > 3 * TICK_EVERY);
    const recording = takes.record();
    await jack.server.kill();
    // Whichever came first.
    console.log(`the recording: ${JSON.stringify(await recording)}`);
    await expectRejoined(jack);
    expect(takes.isRecording).toBe(false);
  });

  test('while a recording begins: there is a whole file or no take', async ({ skip }) => {
    const jack = await studioOnJack(skip);
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
