import { expect, test } from 'vitest';
import { SeekWish } from '../../../renderer/store/pending-seek.ts';

test('the place of a seek counts from the moment it is asked for', () => {
  const wish = new SeekWish();
  expect(wish.frame).toBeNull();
  wish.ask(96_000);
  expect(wish.frame).toBe(96_000);
});

test('what main told before it had heard of the seek does not bring the old place back', () => {
  const wish = new SeekWish();
  wish.ask(96_000);
  wish.observe(0);
  wish.observe(null);
  expect(wish.frame).toBe(96_000);
});

test('main’s own word counts again once it tells the new place', () => {
  const wish = new SeekWish();
  wish.ask(96_000);
  wish.observe(96_000);
  expect(wish.frame).toBeNull();
});

test('main’s own word counts after its answer, wherever it says the transport stands', () => {
  const wish = new SeekWish();
  const number = wish.ask(96_000);
  wish.answer(number, true);
  expect(wish.frame).toBe(96_000);
  wish.observe(12);
  expect(wish.frame).toBeNull();
});

test('a refused seek leaves the playhead where it was', () => {
  const wish = new SeekWish();
  wish.answer(wish.ask(96_000), false);
  expect(wish.frame).toBeNull();
});

test('the answer to an older seek does not end a newer one', () => {
  const wish = new SeekWish();
  const older = wish.ask(1_000);
  const newer = wish.ask(2_000);
  wish.answer(older, true);
  wish.settle(older);
  wish.observe(1_000);
  expect(wish.frame).toBe(2_000);
  wish.settle(newer);
  expect(wish.frame).toBeNull();
});
