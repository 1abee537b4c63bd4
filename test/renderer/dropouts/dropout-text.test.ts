/** What is said of dropouts, and what is not claimed. */
import { describe, expect, test } from 'vitest';
import {
  dropoutSentence,
  framesFigure,
  limitsText,
  lostText,
  momentDetail,
  momentText,
  spokenDropouts,
} from '../../../renderer/dropouts/dropout-text.ts';
import { inventedDropout } from '../../support/invented-dropout.ts';

const at = inventedDropout({ timelineFrame: 72_000, frames: 512 });

describe('a dropout', () => {
  test('is told by its place, direction, size and whose word it is', () => {
    expect(dropoutSentence(at)).toBe('Dropout 0:01.500: output, 512 frames, reported by JACK');
    const inferred = { ...at, source: 'inferred', isEstimate: true, direction: 'both' } as const;
    expect(dropoutSentence(inferred)).toBe(
      'Dropout 0:01.500: input and output, about 512 frames, inferred from the clock',
    );
    expect(dropoutSentence({ ...at, timelineFrame: null, streamFrame: 1_000 })).toContain(
      'at stream frame 1\u00a0000:',
    );
    expect(dropoutSentence({ ...at, count: 3 })).toContain('3 dropouts in a row');
  });

  test('of unknown size has n/a, never 0; an inferred size has ~', () => {
    expect(framesFigure({ ...at, frames: null })).toBe('n/a');
    expect(framesFigure({ ...at, isEstimate: true })).toBe('~512');
    expect(lostText({ ...at, frames: null })).toBe('not told by JACK');
    expect(lostText(at)).toBe('512 frames, 10.667 ms');
  });

  test('says what the program did then, and how late the block came', () => {
    expect(momentText(at)).toBe('nothing of ours');
    expect(momentText({ ...at, lateSeconds: 0.0098 })).toBe('nothing of ours, block 9.8 ms late');
    const activities = [
      { activity: 'opening', name: 'rain loop' },
      { activity: 'saving', name: null },
      { activity: 'opening', name: 'knock' },
    ] as const;
    expect(momentText({ ...at, activities })).toBe(
      'opening rain loop and knock, saving the session',
    );
    expect(momentDetail({ ...at, load: 0.034 })).toBe('nothing of ours, load 3 %');
  });
});

describe('what the list cannot say', () => {
  const all = {
    inputUnderflow: true,
    inputOverflow: true,
    outputUnderflow: true,
    outputOverflow: true,
  };
  const none = {
    inputUnderflow: false,
    inputOverflow: false,
    outputUnderflow: false,
    outputOverflow: false,
  };

  test('is said by what the host API reports, and never that there was none', () => {
    expect(limitsText(0, { hostApi: 'JACK', reports: all })).toBe(
      'No dropout was reported by JACK. That is not proof that there was none.',
    );
    const some = { ...none, outputUnderflow: true, inputOverflow: true };
    expect(limitsText(2, { hostApi: 'JACK', reports: some })).toBe(
      'No further dropout was reported by JACK. That is not proof that there was none. ' +
        'JACK never reports gaps in the input and discarded output.',
    );
    expect(limitsText(0, { hostApi: 'WASAPI', reports: none })).toMatch(
      /^WASAPI never reports dropouts: .* not proof that there was none\.$/,
    );
  });
});

test('dropouts that come together are one sentence with their number, directions and size', () => {
  expect(spokenDropouts([at])).toBe('dropout at 0:01.500, output, 512 frames');
  const input = inventedDropout({ direction: 'input', frames: 256, isEstimate: true });
  expect(spokenDropouts([at, input])).toBe('2 dropouts, input and output, about 768 frames');
  const unknown = { ...at, frames: null, count: 4 };
  expect(spokenDropouts([at, unknown])).toBe('5 dropouts, output, at least 512 frames');
});
