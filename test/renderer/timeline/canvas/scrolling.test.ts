/** Scroll and zoom of the timeline, on a whole studio. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_TARGET } from '../../../../renderer/commands/command-target.ts';
import * as commands from '../../../../renderer/commands/commands.ts';
import { groupTracks, ungroup } from '../../../../renderer/commands/track-commands.ts';
import { sendEdit } from '../../../../renderer/store/editing.ts';
import { mirrorNow } from '../../../../renderer/store/mirror-store.ts';
import {
  changeView,
  setAllHeights,
  setHeightOf,
  viewNow,
} from '../../../../renderer/store/view.ts';
import {
  followPlayhead,
  followRows,
  largestScrollTop,
  overviewFramesNow,
  revealClip,
  revealTrack,
  scrollByPixels,
  wheelOnTimeline,
  zoomAt,
  zoomByKey,
  zoomToFit,
} from '../../../../renderer/timeline/canvas/scrolling.ts';
import { pilotSession } from '../../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../../support/window-on-studio.ts';

let main: WindowOnStudio;

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
  changeView({
    framesPerPixel: 480,
    scrollFrame: 48_000,
    trackAreaWidthPixels: 1_000,
    trackAreaHeightPixels: 200,
  });
});

describe('scrolling', () => {
  test('stops at the start and at the room below the last track', () => {
    scrollByPixels(-1_000, 0);
    expect(viewNow().scrollFrame).toBe(0);
    scrollByPixels(0, 10_000);
    // Five tracks and room for one more.
    expect(viewNow().scrollTopPixels).toBe(6 * 60 - 200);
    scrollByPixels(0, -10_000);
    expect(viewNow().scrollTopPixels).toBe(0);
  });

  test('has nowhere to go down when everything is in view', () => {
    changeView({ trackAreaHeightPixels: 900 });
    expect(largestScrollTop()).toBe(0);
  });

  test('shows the whole session in the overview, with takes in progress and the loop', () => {
    expect(overviewFramesNow()).toBe(Math.ceil(62 * 48_000 * 1.02));
    changeView({ scrollFrame: 500 * 48_000 });
    expect(overviewFramesNow()).toBe(Math.ceil(62 * 48_000 * 1.02));
  });

  test('stays at the track on top when heights change, and never ends below the last one', () => {
    followRows();
    changeView({ scrollTopPixels: 2 * 60 + 30 });
    setAllHeights('L');
    followRows();
    expect(viewNow().scrollTopPixels).toBe(2 * 104 + 52);
    setHeightOf([mirrorNow().project.tracks[0]?.id ?? ''], 'S');
    followRows();
    expect(viewNow().scrollTopPixels).toBe(32 + 104 + 52);
    setAllHeights('S');
    followRows();
    // Five small tracks and the room for a new one.
    expect(viewNow().scrollTopPixels).toBe(5 * 32 + 60 - 200);
    setAllHeights('M');
  });

  test('shows nothing above the first track when the heading of its group goes', () => {
    const [first] = mirrorNow().project.tracks;
    if (first === undefined) throw new Error('The session has no track.');
    groupTracks([first]);
    followRows();
    ungroup(mirrorNow().project.trackGroups.map(({ id }) => id));
    followRows();
    expect(mirrorNow().project.tracks[0]?.groupId).toBe(null);
    expect(viewNow().scrollTopPixels).toBe(0);
  });

  test('along the time ends the following of the playhead while it plays, not while it stands', async () => {
    scrollByPixels(10, 0);
    expect(viewNow().isFollowing).toBe(true);
    await commands.playOrStop();
    await main.pass(0.2);
    scrollByPixels(0, 10);
    expect(viewNow().isFollowing).toBe(true);
    scrollByPixels(10, 0);
    expect(viewNow().isFollowing).toBe(false);
  });
});

describe('the wheel', () => {
  const wheel = (values: Partial<WheelEvent>) => {
    const preventDefault = vi.fn();
    const event = { deltaMode: 0, deltaX: 0, deltaY: 0, clientX: 0, preventDefault, ...values };
    wheelOnTimeline(event as unknown as WheelEvent);
    expect(preventDefault).toHaveBeenCalled();
  };

  beforeEach(() => {
    vi.stubGlobal('WheelEvent', { DOM_DELTA_LINE: 1 });
    const trackArea = { getBoundingClientRect: () => ({ left: 200 }) };
    vi.stubGlobal('document', { querySelector: () => trackArea });
  });

  test('scrolls the tracks, with Shift the time, by lines where the mouse counts lines', () => {
    wheel({ deltaY: 30 });
    expect(viewNow()).toMatchObject({ scrollTopPixels: 30, scrollFrame: 48_000 });
    wheel({ deltaY: 30, shiftKey: true });
    expect(viewNow()).toMatchObject({ scrollTopPixels: 30, scrollFrame: 48_000 + 30 * 480 });
    wheel({ deltaY: 2, deltaMode: 1 });
    expect(viewNow().scrollTopPixels).toBe(30 + 48);
  });

  test('with Ctrl or Cmd zooms around the pointer', () => {
    const frameAtPointer = () => viewNow().scrollFrame + 300 * viewNow().framesPerPixel;
    const before = frameAtPointer();
    wheel({ deltaY: -100, clientX: 500, ctrlKey: true });
    expect(viewNow().framesPerPixel).toBeLessThan(480);
    expect(frameAtPointer()).toBeCloseTo(before, 3);
    wheel({ deltaY: 200, clientX: 500, metaKey: true });
    expect(viewNow().framesPerPixel).toBeGreaterThan(480);
    expect(frameAtPointer()).toBeCloseTo(before, 3);
  });

  test('that zooms on has the names of clips drawn until it rests', () => {
    vi.useFakeTimers();
    try {
      wheel({ deltaY: 10, ctrlKey: true });
      vi.runAllTimers();
      wheel({ deltaY: 10, ctrlKey: true });
      expect(viewNow().isZooming).toBe(false);
      wheel({ deltaY: 10, ctrlKey: true });
      expect(viewNow().isZooming).toBe(true);
      vi.runAllTimers();
      expect(viewNow().isZooming).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('zooming', () => {
  test('by key keeps the playhead where it is, or the middle when it is out of view', async () => {
    await commands.seek(96_000);
    zoomByKey('in');
    expect(viewNow().framesPerPixel).toBe(320);
    expect((96_000 - viewNow().scrollFrame) / 320).toBeCloseTo(100);
    await commands.seek(0);
    changeView({ framesPerPixel: 480, scrollFrame: 480_000 });
    zoomByKey('out');
    expect(viewNow().framesPerPixel).toBe(720);
    expect(viewNow().scrollFrame + 500 * 720).toBeCloseTo(480_000 + 500 * 480);
  });

  test('stays between a frame on 32 pixels and 2^20 frames on one', () => {
    zoomAt(1e-9, 0);
    expect(viewNow().framesPerPixel).toBe(1 / 32);
    zoomAt(1e12, 0);
    expect(viewNow().framesPerPixel).toBe(2 ** 20);
  });

  test('to fit shows the whole session, and nothing changes without clips', () => {
    zoomToFit();
    expect(viewNow().scrollFrame).toBe(0);
    const end = (62 * 48_000) / viewNow().framesPerPixel;
    expect(end).toBeGreaterThan(900);
    expect(end).toBeLessThan(1_000);
    commands.selectAll();
    commands.deleteTarget(NO_TARGET);
    changeView({ framesPerPixel: 77 });
    zoomToFit();
    expect(viewNow().framesPerPixel).toBe(77);
  });

  test('out ends where the whole session is in view, also one of many hours', () => {
    const hours = 14_400 * 48_000;
    const edit = {
      kind: 'patchClips' as const,
      patches: [{ clipId: 'c-1', patch: { startFrame: hours } }],
    };
    void sendEdit({ label: 'Move', edit });
    changeView({ trackAreaWidthPixels: 337 });
    zoomToFit();
    const fitted = viewNow().framesPerPixel;
    expect(fitted).toBeGreaterThan(2 ** 20);
    zoomByKey('out');
    expect(viewNow().framesPerPixel).toBe(fitted);
  });

  test('to fit a session of one frame keeps to the smallest zoom', async () => {
    commands.selectAll();
    commands.deleteTarget(NO_TARGET);
    commands.placeSource('b-glass', 'track-1', 0);
    const [clipId = ''] = viewNow().selection;
    const patches = [{ clipId, patch: { lengthFrames: 1 } }];
    await sendEdit({ label: 'Trim', edit: { kind: 'patchClips', patches } });
    zoomToFit();
    expect(viewNow().framesPerPixel).toBe(1 / 32);
  });
});

describe('bringing into view', () => {
  const clip = (id: string) => {
    const found = mirrorNow().project.clips.find((other) => other.id === id);
    if (found === undefined) throw new Error(`There is no clip ${id}.`);
    return found;
  };

  test('a track scrolls as little as needed, up or down', () => {
    revealTrack(4);
    expect(viewNow().scrollTopPixels).toBe(5 * 60 - 200);
    revealTrack(3);
    expect(viewNow().scrollTopPixels).toBe(5 * 60 - 200);
    revealTrack(1);
    expect(viewNow().scrollTopPixels).toBe(60);
  });

  test('a clip that is in view moves nothing, one before or after the view comes near its edge', () => {
    revealClip(clip('c-2'));
    expect(viewNow().scrollFrame).toBe(48_000);
    revealClip(clip('c-10'));
    expect(viewNow().scrollFrame).toBe(48_000);
    changeView({ scrollFrame: 0 });
    revealClip({ ...clip('c-10'), startFrame: 20 * 48_000 });
    expect(viewNow().scrollFrame).toBe(20 * 48_000 - 60 * 480);
    revealClip(clip('c-1'));
    expect(viewNow().scrollFrame).toBe(0);
  });

  test('a clip on a track below scrolls down to it', () => {
    revealClip({ ...clip('c-2'), trackId: 'track-5' });
    expect(viewNow().scrollTopPixels).toBe(5 * 60 - 200);
  });
});

test('the page turns when the playhead leaves it, and lands near the left edge', () => {
  followPlayhead(48_000 + 900 * 480);
  expect(viewNow().scrollFrame).toBe(48_000);
  followPlayhead(48_000 + 950 * 480);
  expect(viewNow().scrollFrame).toBe(48_000 + 950 * 480 - 60 * 480);
  followPlayhead(10);
  expect(viewNow().scrollFrame).toBe(0);
});
