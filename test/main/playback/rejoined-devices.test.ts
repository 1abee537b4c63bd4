/** A real stream of the virtual device that disappears while clips play and returns. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { verdictOfAction } from '../../../preload/verdict.ts';
import { virtualStudio } from '../../support/virtual-studio.ts';
import { writeWav } from '../../support/wav-file.ts';

const RATE = 48_000;

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isSo() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(isSo()).toBe(true);
}

test('the virtual device is gone for a second: what is due is device lost, the rest is on its frame', async () => {
  const { studio, folder } = await virtualStudio({
    faults: [
      { kind: 'disappear', frame: 0.3 * RATE },
      { kind: 'return', frame: 2 * RATE },
    ],
  });
  const file = path.join(folder, 'tick.wav');
  writeWav(file, new Float32Array(0.05 * RATE).fill(0.1), { channels: 1, sampleRate: RATE });
  await studio.begin();
  const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
  const imported = await studio.imports.importFiles([file], placement);
  if (!imported.ok) return expect.unreachable(imported.message);
  const [first] = studio.project.project.clips;
  if (first === undefined) return expect.unreachable();
  // One each tenth of a second, for six seconds.
  const clips = Array.from({ length: 59 }, (_, index) => ({
    ...first,
    id: `clip ${index + 1}`,
    startFrame: ((index + 1) * RATE) / 10,
  }));
  studio.project.applyOwn({ kind: 'insertClips', clips });
  expect(await studio.transport.play(0)).toMatchObject({ ok: true });
  await until(() => studio.engine.status.streamNumber === 2);
  await until(() => studio.actionLog.newest(20_000).some((row) => row.streamNumber === 2));
  await until(() => studio.transport.status.positionFrame > 1.6 * RATE);
  studio.transport.stop();
  await until(() => studio.actionLog.liveCount === 0);
  const rows = studio.actionLog.newest(20_000).filter(({ type }) => type === 'playBuffer');
  const kinds = new Map<number, string[]>();
  for (const row of rows) {
    const kind = verdictOfAction(row, 'virtual').kind;
    const at = row.asked?.startFrame ?? 0;
    kinds.set(at, [...(kinds.get(at) ?? []), kind]);
    if (row.actualFrame === null) continue;
    expect(row.actualFrame).toBe(row.requestedFrame);
    // What is whole sounds on its frame; what was in the middle, in step with it.
    const isWhole = row.totalFrames === row.asked?.lengthFrames;
    const began = row.actualFrame - (row.originFrame ?? 0);
    if (isWhole) expect(began).toBe(at);
    else expect(began + (row.totalFrames ?? 0)).toBe(at + (row.asked?.lengthFrames ?? 0));
  }
  const due = [...kinds].filter(([at]) => at < 1.4 * RATE);
  expect(due.length).toBeGreaterThan(12);
  for (const [, each] of due) expect(each.at(-1)).toMatch(/^(onTime|deviceLost|skipped)$/);
  expect(due.some(([, each]) => each.at(-1) === 'deviceLost')).toBe(true);
  const [outage] = studio.outageLog.outages;
  expect(outage).toMatchObject({ lostStreamNumber: 1, backStreamNumber: 2 });
});
