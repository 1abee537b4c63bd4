import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSettings } from '../../main/settings.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

const choice = {
  hostApi: 'Virtual',
  inputKey: null,
  outputKey: 'key',
  sampleRate: 48_000,
  blockSize: 64,
  latency: 'high' as const,
};
const unexpected = (error: unknown) => expect.unreachable(String(error));

describe('Settings', () => {
  test('are there at the next start', async () => {
    const file = path.join(temporaryFolder(), 'settings.json');
    const settings = await openSettings(file, unexpected);
    settings.change({ deviceChoice: choice });
    await settings.flush();
    const again = await openSettings(file, unexpected);
    expect(again.values).toEqual({ deviceChoice: choice, windowBounds: null });
  });

  test.each(['', '{', '[]', '{"deviceChoice": 7, "windowBounds": "x"}'])(
    'that read %j are the defaults',
    async (text) => {
      const file = path.join(temporaryFolder(), 'settings.json');
      writeFileSync(file, text);
      const settings = await openSettings(file, unexpected);
      expect(settings.values).toEqual({ deviceChoice: null, windowBounds: null });
    },
  );

  test('keep what is sound beside what is damaged', async () => {
    const file = path.join(temporaryFolder(), 'settings.json');
    writeFileSync(file, JSON.stringify({ deviceChoice: choice, windowBounds: { x: 'y' } }));
    expect((await openSettings(file, unexpected)).values.deviceChoice).toEqual(choice);
  });
});
