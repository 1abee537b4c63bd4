import { describe, expect, test } from 'vitest';
import { outputsOf } from '../../../main/media/routing.ts';
import { foldedInto, planWindow, restOf, soundsAlike } from '../../../main/playback/plan.ts';
import { refuseRouting } from '../../../main/playback/refusals.ts';
import { gainFromDecibels } from '../../../preload/units.ts';
import { clip, projectOf, track } from '../../support/fake-studio.ts';

const everything = { fromFrame: 0, toFrame: null };

describe('Channels', () => {
  test('a mono source goes to every channel of its track, as one action', () => {
    expect(outputsOf(1, [3, 4])).toEqual([3, 4]);
  });

  test('n channels map one to one onto the first n', () => {
    expect(outputsOf(2, [3, 4, 5])).toEqual([3, 4]);
  });

  test('more channels than fit are refused with a sentence', () => {
    expect(outputsOf(3, [1, 2])).toBeNull();
    const project = projectOf([clip('wide', { channels: [1] })]);
    const { clips, unroutable } = planWindow(project, everything);
    expect(clips).toEqual([]);
    expect(unroutable.map(refuseRouting)).toMatchObject([
      {
        clipId: 'wide',
        channels: [1],
        failure: {
          code: 'channels-refused',
          message:
            '“wide” on Track a has 2 channels and plays on 1. Give the clip more channels in the Inspector.',
        },
      },
    ]);
  });

  test('a track without outputs is silent without a refusal', () => {
    const project = projectOf([clip('one')], { tracks: [track('a', { outputChannels: [] })] });
    expect(planWindow(project, everything)).toEqual({ clips: [], unroutable: [] });
  });
});

describe('Gain', () => {
  const gainOf = (project: Parameters<typeof planWindow>[0]) =>
    planWindow(project, everything).clips.map((planned) => foldedInto(planned).gain);

  test('without a bus is the clip times the track', () => {
    const tracks = [track('a', { gainDb: -20 })];
    expect(gainOf(projectOf([clip('one', { gainDb: -20 })], { tracks }))).toEqual([
      expect.closeTo(0.01, 9),
    ]);
  });

  test('without a bus of a muted track is 0, and so is everything beside a soloed one', () => {
    const clips = [clip('one'), clip('two', { trackId: 'b' })];
    expect(gainOf(projectOf(clips, { tracks: [track('a', { muted: true }), track('b')] }))).toEqual(
      [0, 1],
    );
    expect(
      gainOf(projectOf(clips, { tracks: [track('a', { soloed: true }), track('b')] })),
    ).toEqual([1, 0]);
  });
});

describe('Pan without a bus', () => {
  /** The linear gains of the two outputs; null = the sound goes out as it is. */
  const gainsOf = (pan: number | null, sourceId: 'tone' | 'voice') => {
    const tracks = [track('a', { pan, outputChannels: [3, 4] })];
    const { clips } = planWindow(projectOf([clip('one', { sourceId })], { tracks }), everything);
    const matrix = foldedInto(clips[0]!).matrix;
    expect(matrix?.map(({ to }) => to) ?? [3, 4]).toEqual([3, 4]);
    return matrix?.map(({ gainDb }) => expect.closeTo(gainFromDecibels(gainDb), 9)) ?? null;
  };

  test('of a new track is off, and leaves every sound as it is', () => {
    expect(track('a').pan).toBeNull();
    expect([gainsOf(null, 'tone'), gainsOf(null, 'voice')]).toEqual([null, null]);
  });

  test.each([-1, -0.5, 0, 0.3, 1])('of %d places one channel by sine and cosine', (pan) => {
    const angle = ((pan + 1) * Math.PI) / 4;
    expect(gainsOf(pan, 'voice')).toEqual([Math.cos(angle), Math.sin(angle)]);
  });

  test.each([-1, -0.5, 0, 0.3, 1])('of %d balances two channels', (pan) => {
    const far = Math.cos((Math.abs(pan) * Math.PI) / 2);
    expect(gainsOf(pan, 'tone')).toEqual(pan > 0 ? [far, 1] : [1, far]);
  });
});

describe('A window', () => {
  test('cuts clips at its start and at its end and leaves out the rest', () => {
    const project = projectOf([
      clip('before', { lengthFrames: 100 }),
      clip('across', { startFrame: 50, offsetFrames: 5, lengthFrames: 1_000 }),
      clip('behind', { startFrame: 300 }),
    ]);
    const { clips } = planWindow(project, { fromFrame: 100, toFrame: 300 });
    expect(clips).toMatchObject([
      { clipId: 'across', startFrame: 100, offsetFrames: 55, lengthFrames: 200 },
    ]);
  });
});

describe('The rest of a clip', () => {
  const [planned] = planWindow(projectOf([clip('one', { startFrame: 10 })]), everything).clips;

  test('keeps its end where it was', () => {
    expect(restOf(planned!, 110)).toMatchObject({
      startFrame: 110,
      offsetFrames: 100,
      lengthFrames: 900,
    });
  });

  test('is nothing behind its end and everything before its start', () => {
    expect(restOf(planned!, 1_010)).toBeNull();
    expect(restOf(planned!, 3)).toEqual(planned);
  });

  test('a new gain or name needs no new action, a new place does', () => {
    expect(soundsAlike(planned!, { ...planned!, gain: 0.5, name: 'other' })).toBe(true);
    expect(soundsAlike(planned!, { ...planned!, startFrame: 11 })).toBe(false);
    expect(soundsAlike(planned!, { ...planned!, channels: [2, 1] })).toBe(false);
  });
});
