/** Audition and its level, on a whole studio. */
import { beforeEach, describe, expect, test } from 'vitest';
import { gainFromDecibels } from '../../../preload/units.ts';
import { audition, setAuditionLevel } from '../../../renderer/library/audition.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { changeView, viewNow } from '../../../renderer/store/view.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

let main: WindowOnStudio;

const sound = (id: string) => {
  const found = mirrorNow().project.buffers.find((buffer) => buffer.id === id);
  if (found === undefined) throw new Error(`There is no sound ${id}.`);
  return found;
};
const gains = () => main.native.stream.players.map(({ gain }) => gain);
const scheduled = () => main.requests.filter(({ name }) => name === 'schedule').length;
const sounding = () =>
  mirrorNow()
    .activeActions.filter(({ state }) => state === 'active')
    .map(({ name }) => name);

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
  audition(null);
  await main.pass(0.2);
});

describe('an audition', () => {
  test('sounds at once and is over when its sound is', async () => {
    audition(sound('b-knock'));
    expect(viewNow().auditionedId).toBe('b-knock');
    await main.pass(0.2);
    expect(sounding()).toEqual(['door knock.wav']);
    await main.pass(1);
    expect(sounding()).toEqual([]);
    expect(viewNow().auditionedId).toBeNull();
  });

  test('takes the place of the one before', async () => {
    audition(sound('b-rain'));
    await main.pass(0.2);
    audition(sound('b-tone'));
    await main.pass(0.2);
    expect(sounding()).toEqual(['tone 441.wav']);
    expect(viewNow().auditionedId).toBe('b-tone');
  });

  test('of many in a hurry is the last one alone', async () => {
    for (const id of ['b-rain', 'b-tone', 'b-glass']) audition(sound(id));
    await main.pass(0.2);
    expect(sounding()).toEqual(['glass.aiff']);
    expect(main.native.stream.actions.filter(({ type }) => type === 'playBuffer')).toHaveLength(1);
  });

  test('is silenced, also before it has begun', async () => {
    audition(sound('b-rain'));
    await main.pass(0.2);
    audition(null);
    await main.pass(0.2);
    expect(sounding()).toEqual([]);
    audition(sound('b-rain'));
    audition(null);
    await main.pass(0.2);
    expect(sounding()).toEqual([]);
  });

  test('makes no sound when it is silenced while its file is opened', async () => {
    const opened = Promise.withResolvers<void>();
    main.studio.media.whenOpened = () => opened.promise;
    audition(sound('b-rain'));
    await main.pass(0.1);
    audition(null);
    await main.pass(0.1);
    opened.resolve();
    await main.pass(0.2);
    expect(main.native.stream.actions.filter(({ type }) => type === 'playBuffer')).toEqual([]);
    expect(viewNow().auditionedId).toBeNull();
  });

  test('does not wait for the next file to end', async () => {
    audition(sound('b-rain'));
    await main.pass(0.2);
    const opened = Promise.withResolvers<void>();
    main.studio.media.whenOpened = () => opened.promise;
    audition(sound('b-tone'));
    await main.pass(0.2);
    expect(sounding()).toEqual([]);
    opened.resolve();
    await main.pass(0.2);
    expect(sounding()).toEqual(['tone 441.wav']);
  });

  test('after one that has ended by itself begins all the same', async () => {
    audition(sound('b-knock'));
    await main.pass(2);
    audition(sound('b-tone'));
    await main.pass(0.2);
    expect(sounding()).toEqual(['tone 441.wav']);
  });

  test('from before a reload of the page has the new level and gives way to the next one', async () => {
    audition(sound('b-rain'));
    await main.pass(0.2);
    await main.reload();
    const script = '../../../renderer/library/audition.ts?reloaded';
    const reloaded: typeof import('../../../renderer/library/audition.ts') = await import(script);
    reloaded.setAuditionLevel(-20);
    await main.pass(0.2);
    expect(gains()).toContain(gainFromDecibels(-20));
    reloaded.audition(sound('b-tone'));
    await main.pass(0.2);
    expect(sounding()).toEqual(['tone 441.wav']);
  });

  test('that is refused says why, and its button is up again', async () => {
    audition({ id: 'gone', frames: 48_000 });
    await main.pass(0.2);
    expect(noticeStore.getState().shown.at(-1)?.message).toMatch(/\.$/);
    expect(viewNow().auditionedId).toBeNull();
  });
});

describe('the audition level', () => {
  test('is the gain of the next audition', async () => {
    setAuditionLevel(-12);
    audition(sound('b-tone'));
    await main.pass(0.2);
    expect(gains()).toEqual([gainFromDecibels(-12)]);
  });

  test('changes what sounds, without starting it again', async () => {
    audition(sound('b-tone'));
    await main.pass(0.2);
    const [before] = main.native.stream.players;
    setAuditionLevel(-20);
    await main.pass(0.2);
    expect(main.native.stream.players).toEqual([before]);
    expect(gains()).toEqual([gainFromDecibels(-20)]);
  });

  test('changes a mono sound, which is one action on all outputs', async () => {
    audition(sound('b-knock'));
    await main.pass(0.1);
    setAuditionLevel(-6);
    await main.pass(0.1);
    expect(gains()).toEqual([gainFromDecibels(-6)]);
  });

  test('that is changed right after the press counts', async () => {
    audition(sound('b-tone'));
    setAuditionLevel(-30);
    await main.pass(0.2);
    expect(gains()).toEqual([gainFromDecibels(-30)]);
  });

  test('at its lowest is silence', async () => {
    setAuditionLevel(-60);
    audition(sound('b-tone'));
    await main.pass(0.2);
    expect(gains()).toEqual([0]);
  });

  test('asks main for nothing while nothing is auditioned, and says nothing after the end', async () => {
    const before = scheduled();
    setAuditionLevel(-6);
    await main.settle();
    expect(scheduled()).toBe(before);
    audition(sound('b-knock'));
    await main.pass(2);
    const notices = noticeStore.getState().own.length;
    setAuditionLevel(-12);
    await main.pass(0.2);
    expect(noticeStore.getState().own).toHaveLength(notices);
    expect(viewNow().auditionGainDb).toBe(-12);
  });

  test('leaves the clips of the timeline alone', async () => {
    audition(sound('b-tone'));
    await main.pass(0.1);
    const { bridge } = await import('../../../renderer/store/bridge.ts');
    await bridge().play({ fromFrame: 0, toFrame: null });
    await main.pass(0.3);
    const clips = () =>
      main.native.stream.players.filter((player) => player.gain !== gainFromDecibels(-40)).length;
    const before = main.native.stream.players.length;
    changeView({ auditionGainDb: 0 });
    setAuditionLevel(-40);
    await main.pass(0.1);
    expect(clips()).toBe(before - 1);
  });
});
