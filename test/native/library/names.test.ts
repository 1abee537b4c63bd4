import { expect, test } from 'vitest';
import { accountFields, actionTypes, outcomes } from '../../../native/library/actions/account.ts';
import { addon } from '../../../native/library/addon.ts';
import { failureCodes } from '../../../native/library/failure.ts';
import { requestFields } from '../../../native/library/requests/batch-storage.ts';

test('C and TypeScript know the same action types, outcomes and error codes', () => {
  const { names } = addon();
  expect(names.actionTypes).toEqual([...actionTypes]);
  expect(names.outcomes).toEqual([...outcomes]);
  expect(names.failureCodes).toEqual([...failureCodes]);
});

test('C and TypeScript agree on the columns of requests and accounts', () => {
  const { names } = addon();
  expect(names.requestFields).toEqual([...requestFields]);
  expect(names.accountFields).toEqual([...accountFields]);
});
