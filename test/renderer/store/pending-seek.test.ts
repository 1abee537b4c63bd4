import { expect, test } from 'vitest';
import { PendingSeek } from '../../../renderer/store/pending-seek.ts';

test('the place of a seek counts from the moment it is asked for', () => {
  const seek = new PendingSeek();
  expect(seek.frame).toBeNull();
  seek.ask(96_000);
  expect(seek.frame).toBe(96_000);
});

test('what main told before it had heard of the seek does not bring the old place back', () => {
  const seek = new PendingSeek();
  seek.ask(96_000);
  seek.observe(0);
  seek.observe(null);
  expect(seek.frame).toBe(96_000);
});

test('main’s own word counts again once it tells the new place', () => {
  const seek = new PendingSeek();
  seek.ask(96_000);
  seek.observe(96_000);
  expect(seek.frame).toBeNull();
});

test('main’s own word counts after its answer, wherever it says the transport stands', () => {
  const seek = new PendingSeek();
  const number = seek.ask(96_000);
  seek.answer(number, true);
  expect(seek.frame).toBe(96_000);
  seek.observe(12);
  expect(seek.frame).toBeNull();
});

test('a refused seek leaves the playhead where it was', () => {
  const seek = new PendingSeek();
  seek.answer(seek.ask(96_000), false);
  expect(seek.frame).toBeNull();
});

test('the answer to an older seek does not end a newer one', () => {
  const seek = new PendingSeek();
  const older = seek.ask(1_000);
  const newer = seek.ask(2_000);
  seek.answer(older, true);
  seek.settle(older);
  seek.observe(1_000);
  expect(seek.frame).toBe(2_000);
  seek.settle(newer);
  expect(seek.frame).toBeNull();
});
