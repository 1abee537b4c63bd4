import { expect, test } from 'vitest';
import { MixerAndRecorder, OfflineMixer } from '../../../native/index.ts';
import { addon } from '../../../native/library/addon.ts';
import { failureCodes } from '../../../native/library/failure.ts';
import * as names from '../../../native/library/names.ts';
import { ACTION_KINDS, ACTION_OUTCOMES } from '../../../preload/actions.ts';
import { FADE_CURVES } from '../../../preload/project.ts';

test('C and TypeScript have the same lists of names, in the same order', () => {
  const lists = Object.entries(names).filter(([, list]) => Array.isArray(list));
  expect(addon().names).toEqual({
    ...Object.fromEntries(lists),
    actionKinds: Object.values(names.actionKindOf),
    belatedPolicies: names.belatedPolicies.map(String),
    failureCodes,
  });
});

test('the window knows the same types of actions and outcomes', () => {
  expect(Object.entries(ACTION_KINDS)).toEqual(Object.entries(names.actionKindOf));
  expect(['none', ...ACTION_OUTCOMES]).toEqual(names.outcomes);
});

test('a clip can have each curve of a fade that the mixer has', () => {
  expect(FADE_CURVES).toEqual(names.fadeCurves);
});

test('mixers have a method for each type of action', () => {
  for (const { prototype } of [MixerAndRecorder, OfflineMixer]) {
    expect(names.actionTypes.filter((type) => !(type in prototype))).toEqual([]);
  }
});
