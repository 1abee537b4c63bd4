import { expect, test } from 'vitest';
import { addon } from '../../../native/library/addon.ts';
import { failureCodes } from '../../../native/library/failure.ts';
import * as shared from '../../../native/library/names.ts';

test('C and TypeScript have the same lists of names, in the same order', () => {
  expect(addon().names).toEqual({
    actionTypes: shared.actionTypes,
    actionKinds: Object.values(shared.actionKindOf),
    actionStates: shared.actionStates,
    outcomes: shared.outcomes,
    belatedPolicies: shared.belatedPolicies.map(String),
    starvePolicies: shared.starvePolicies,
    fadeCurves: shared.fadeCurves,
    busChanges: shared.busChanges,
    rowLoops: shared.rowLoops,
    startKinds: shared.startKinds,
    clockMapFields: shared.clockMapFields,
    requestFields: shared.requestFields,
    accountFields: shared.accountFields,
    failureCodes,
  });
});
