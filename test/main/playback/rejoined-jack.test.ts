/** JACK's server is killed while a take is recorded, and started again. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { verdictOfAction } from '../../../preload/verdict.ts';
import { periodsWithoutClient } from '../../support/jack-server.ts';
import {
  expectRejoined,
  studioOnJack,
  TICK_EVERY,
  TICK_FRAMES,
  TICK_LEVEL,
  untilSo,
} from '../../support/jack-studio.ts';
import { channelOf, readWav } from '../../support/wav-file.ts';

test('a JACK server is killed and started again: the take is whole to the last frame, and the clips go on by themselves within one block of the clock', async ({
  skip,
}) => {
  const jack = await studioOnJack(skip);
  const { server, studio } = jack;
  const { transport, takes, project, actionLog } = studio;
  expect(await takes.record()).toMatchObject({ ok: true });
  const { stream, status } = studio.engine;
  await untilSo('it records', () => transport.status.positionFrame > 4 * TICK_EVERY);
  // A machine with much else to do holds up the server itself, and what differs is that.
  const isHeldUp = () => periodsWithoutClient(server) + studio.dropouts.log.totals.all > 0;
  const wasHeldUp = isHeldUp();
  await server.kill();
  await expectRejoined(jack);

  const [take] = project.project.takes;
  expect(take?.account).toMatchObject({
    outcome: 'device-lost',
    streamNumber: status.streamNumber,
  });
  const { startStreamFrame = 0, originFrame = 0 } = take?.account ?? {};
  const wav = readWav(path.join(studio.folder.takes, take?.file ?? ''));
  expect(wav.frames).toBe(take?.frames);
  // The recorder's last frame is the last one that the stream has handled.
  expect(startStreamFrame + wav.frames).toBe(stream?.frame);
  const isTick = (frame: number) => frame >= 0 && frame % TICK_EVERY < TICK_FRAMES;
  const offset = startStreamFrame - server.periodFrames - originFrame;
  const wrong = channelOf(wav, 1).findIndex(
    (sample, index) => sample !== (isTick(offset + index) ? Math.fround(TICK_LEVEL) : 0),
  );
  if (!wasHeldUp) expect(wrong).toBe(-1);

  transport.stop();
  await untilSo('all has ended', () => actionLog.liveCount === 0);
  const rows = actionLog.newest(20_000).filter(({ type }) => type === 'playBuffer');
  const lost = rows.filter((row) => verdictOfAction(row).kind === 'deviceLost');
  expect(lost.length).toBeGreaterThan(4);
  const again = rows.filter(({ streamNumber, actualFrame }) => {
    return streamNumber > status.streamNumber && actualFrame !== null;
  });
  expect(again.length).toBeGreaterThan(4);
  for (const row of again) expect(row.actualFrame).toBe(row.requestedFrame);
  expect(studio.notices.all.filter(({ code }) => code === 'restart-needed')).toEqual([]);
});
