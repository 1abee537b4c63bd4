import { beforeEach, describe, expect, test } from 'vitest';
import { historySteps } from '../../../renderer/foot/history-steps.ts';
import { bridge } from '../../../renderer/store/bridge.ts';
import { sendEdit, walkHistory } from '../../../renderer/store/editing.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

test('every line of the list is a state: undone steps before it, redone ones after it', () => {
  const history = { undo: ['Split', 'Move'], redo: ['Delete'], hasOlder: false };
  expect(historySteps(history)).toEqual([
    { steps: -2, label: 'Before the first edit' },
    { steps: -1, label: 'Split' },
    { steps: 0, label: 'Move' },
    { steps: 1, label: 'Delete' },
  ]);
});

describe('a line of the list', () => {
  let main: WindowOnStudio;
  const names = () => mirrorNow().project.tracks.map(({ name }) => name);
  const rename = (trackId: string, name: string) =>
    sendEdit({ label: `Rename ${name}`, edit: { kind: 'patchTrack', trackId, patch: { name } } });
  const listed = async () => {
    const asked = await bridge().history(null);
    return asked.ok ? historySteps(asked.value).map(({ label }) => label) : [];
  };

  beforeEach(async () => {
    main = await windowOnStudio({ project: pilotSession() });
    for (const name of ['a', 'b', 'c']) await rename('track-1', name);
    await main.pass(0.1);
  });

  test('goes there in one go, back and forth', async () => {
    await walkHistory(-2);
    await main.pass(0.1);
    expect(names()[0]).toBe('a');
    expect(await listed()).toEqual(['Before the first edit', 'Rename a', 'Rename b', 'Rename c']);
    await walkHistory(1);
    await main.pass(0.1);
    expect(names()[0]).toBe('b');
  });

  test('beyond the ends goes to the end', async () => {
    await walkHistory(-50);
    await main.pass(0.1);
    expect(names()).toEqual(pilotSession().tracks.map(({ name }) => name));
    await walkHistory(50);
    await main.pass(0.1);
    expect(names()[0]).toBe('c');
  });
});
