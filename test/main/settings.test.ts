import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Notices } from '../../main/notices.ts';
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
const DEFAULTS = {
  deviceChoice: null,
  windowBounds: null,
  windowIsMaximized: false,
  restartPlace: null,
  toldCrashReport: null,
  firstCosts: [],
  keyBindings: {},
  theme: 'system',
  uiSizePercent: 100,
  soundMemoryMegabytes: 512,
};
const SAMPLE = path.join(import.meta.dirname, 'project', 'samples', 'version-1', 'settings.json');
const NEWER = '{"format": "rtmixer-settings", "version": 6, "deviceChoice": {"all": "new"}}';

async function open(file: string) {
  const notices = new Notices(`${file}.log`);
  const settings = await openSettings(file, notices);
  await notices.flush();
  return { settings, messages: notices.all.map(({ message }) => message) };
}

function fileWith(text: string): string {
  const file = path.join(temporaryFolder(), 'settings.json');
  writeFileSync(file, text);
  return file;
}

describe('Settings', () => {
  test('are there at the next start', async () => {
    const file = path.join(temporaryFolder(), 'settings.json');
    const { settings, messages } = await open(file);
    settings.change({ deviceChoice: choice });
    await settings.flush();
    const again = await open(file);
    expect(again.settings.values).toEqual({ ...DEFAULTS, deviceChoice: choice });
    expect([...messages, ...again.messages]).toEqual([]);
  });

  test('of version 1 are read whole', async () => {
    const text = readFileSync(SAMPLE, 'utf8');
    const { settings, messages } = await open(fileWith(text));
    expect(settings.values).toEqual({ ...DEFAULTS, ...JSON.parse(text) });
    expect(messages).toEqual([]);
  });

  test('of version 3 have the keys of the table', async () => {
    const text = readFileSync(SAMPLE.replace('version-1', 'version-3'), 'utf8');
    const { settings, messages } = await open(fileWith(text));
    expect(settings.values.keyBindings).toEqual({});
    expect(messages).toEqual([]);
  });

  test('of version 4 follow the system, at the usual size', async () => {
    const text = readFileSync(SAMPLE.replace('version-1', 'version-4'), 'utf8');
    const { settings, messages } = await open(fileWith(text));
    expect(settings.values).toMatchObject({ theme: 'system', uiSizePercent: 100 });
    expect(messages).toEqual([]);
  });

  test.each([
    ['theme', 'light', 'pink'],
    ['theme', 'high-contrast', ''],
    ['uiSizePercent', 80, 79],
    ['uiSizePercent', 200, 201],
    ['uiSizePercent', 125, 125.5],
    ['soundMemoryMegabytes', 64, 63],
    ['soundMemoryMegabytes', 65_536, 65_537],
  ])('keep the %s %j; %j is the default', async (key, sound, damaged) => {
    const withValue = (value: unknown) =>
      fileWith(JSON.stringify({ format: 'rtmixer-settings', version: 5, [key]: value }));
    const kept = await open(withValue(sound));
    expect(kept).toMatchObject({ messages: [], settings: { values: { [key]: sound } } });
    const mended = await open(withValue(damaged));
    expect(mended.settings.values).toEqual(DEFAULTS);
    expect(mended.messages).toEqual([expect.stringContaining('1 part of it was left out')]);
  });

  test('keep changed keys; those of a command that is no more cost themselves only', async () => {
    const keyBindings = { split: ['Ctrl+E'], record: [], teleport: ['T'], undo: ['Ctrl+'] };
    const file = fileWith(JSON.stringify({ format: 'rtmixer-settings', version: 4, keyBindings }));
    const { settings, messages } = await open(file);
    expect(settings.values.keyBindings).toEqual({ split: ['Ctrl+E'], record: [] });
    expect(messages).toEqual([expect.stringContaining('2 parts of it were left out')]);
    settings.change({ keyBindings: { loopClip: ['J'] } });
    await settings.flush();
    expect((await open(file)).settings.values.keyBindings).toEqual({ loopClip: ['J'] });
  });

  test.each(['', '{', '[]', '{"deviceChoice": 7, "windowBounds": "x"}'])(
    'that read %j are the defaults, and kept aside',
    async (text) => {
      const file = fileWith(text);
      const { settings, messages } = await open(file);
      expect(settings.values).toEqual(DEFAULTS);
      expect(messages).toHaveLength(1);
      const aside = path.join(path.dirname(file), 'settings.damaged-1.json');
      expect(readFileSync(aside, 'utf8')).toBe(text);
    },
  );

  test('keep what is sound beside what is damaged', async () => {
    const text = JSON.stringify({ deviceChoice: choice, windowBounds: { x: 'y' }, font: 'big' });
    const { settings, messages } = await open(fileWith(text));
    expect(settings.values).toEqual({ ...DEFAULTS, deviceChoice: choice });
    expect(messages).toEqual([expect.stringContaining('2 parts of it were left out')]);
  });

  test('of names that every object has cost themselves only', async () => {
    const text = `{"format": "rtmixer-settings", "version": 5, "constructor": 1, "__proto__": {"a": 1}, "theme": "dark"}`;
    const { settings, messages } = await open(fileWith(text));
    expect(settings.values).toEqual({ ...DEFAULTS, theme: 'dark' });
    expect(messages).toHaveLength(1);
  });

  test('made by a newer version are left as they are, whatever is changed', async () => {
    const file = fileWith(NEWER);
    const { settings, messages } = await open(file);
    expect(messages).toEqual([expect.stringContaining('made by a newer RtMixer')]);
    settings.change({ deviceChoice: choice });
    expect(settings.values.deviceChoice).toEqual(choice);
    await settings.flush();
    expect(readFileSync(file, 'utf8')).toBe(NEWER);
  });
});
