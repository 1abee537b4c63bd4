/** Edits of stretches of time, beside a list of what is heard at each frame. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDecibelsAt, sourceFrameAt, splitCuts } from '../../preload/clip-cuts.ts';
import { pullLoop, slipped, trimEnd, trimStart } from '../../preload/clip-trims.ts';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import type { Clip, Project } from '../../preload/project.ts';
import {
  clearTime,
  insertTime,
  removeTime,
  rippleDelete,
  type TimeScope,
} from '../../preload/time-edits.ts';
import { clip, projectOf, track } from '../support/fake-studio.ts';

const SEED = { seed: 7, numRuns: 150 };
const LENGTH = 120;

/** What a clip plays: of each of its frames the place in its sound and the level of its line. */
function heardOf(each: Clip): readonly string[] {
  return Array.from({ length: each.lengthFrames }, (_, frame) => {
    const level = lineDecibelsAt(each.gainLine, frame);
    return `${each.name} ${sourceFrameAt(each, frame)} ${level.toFixed(6)}`;
  });
}

type Heard = readonly (readonly string[])[];

/** By the frames of one track. */
function heardOn({ clips }: Pick<Project, 'clips'>, trackId: string): Heard {
  const frames = Array.from({ length: 4 * LENGTH }, (): string[] => []);
  for (const each of clips.filter((one) => one.trackId === trackId)) {
    for (const [k, heard] of heardOf(each).entries()) frames[each.startFrame + k]?.push(heard);
  }
  return frames.map((all) => all.sort());
}

const line = fc
  .uniqueArray(fc.nat(20), { maxLength: 3 })
  .chain((frames) =>
    fc.tuple(
      ...frames
        .sort((a, b) => a - b)
        .map((frame) =>
          fc.record({ frame: fc.constant(frame), gainDb: fc.integer({ min: -90, max: 12 }) }),
        ),
    ),
  );
const oneClip = fc
  .record({
    trackId: fc.constantFrom('a', 'b'),
    startFrame: fc.nat(LENGTH - 45),
    offsetFrames: fc.integer({ min: 20, max: 60 }),
    lengthFrames: fc.integer({ min: 20, max: 40 }),
    gainLine: line,
    hasLoop: fc.boolean(),
    fade: fc.nat(20),
  })
  .map(({ hasLoop, fade, offsetFrames, ...values }) => ({
    ...values,
    offsetFrames,
    loop: hasLoop ? { startFrame: offsetFrames - 3, lengthFrames: 7 } : null,
    fadeIn: { frames: fade, curve: 'equal-power' as const },
    fadeOut: { frames: 20 - fade, curve: 'raised-cosine' as const },
  }));
const projects = fc
  .record({
    clips: fc.array(oneClip, { maxLength: 6 }),
    markers: fc.array(fc.nat(LENGTH), { maxLength: 4 }),
    loop: fc.tuple(fc.nat(LENGTH), fc.integer({ min: 1, max: 40 })),
  })
  .map(({ clips, markers, loop: [startFrame, frames] }) =>
    projectOf(
      clips.map((values, k) => clip(`clip ${k}`, values)),
      {
        tracks: [track('a'), track('b')],
        markers: markers.map((frame, k) => ({ id: `m${k}`, name: `${k}`, frame })),
        loop: { enabled: true, startFrame, endFrame: startFrame + frames },
      },
    ),
  );
const ranges = fc
  .tuple(fc.nat(LENGTH), fc.integer({ min: 1, max: 50 }))
  .map(([startFrame, frames]) => ({ startFrame, endFrame: startFrame + frames }));
const scopes = fc.constantFrom<TimeScope>('all', new Set(['a']), new Set(['a', 'b']), new Set());

function idMaker(): () => string {
  let next = 0;
  return () => `new ${next++}`;
}

/** The project after an edit that is taken back exactly; null = as before. */
function edited(project: Project, edit: Edit | null): Project {
  if (edit === null) return project;
  const applied = applyEdit(project, edit);
  if (!applied.ok) throw new Error(applied.message);
  const undone = applyEdit(applied.value.project, applied.value.inverse);
  expect(undone.ok && undone.value.project).toEqual(project);
  return applied.value.project;
}

function isIn(scope: TimeScope, trackId: string): boolean {
  return scope === 'all' || scope.has(trackId);
}

/** As the tracks would be heard if each were a list of frames. */
function expectHeard(
  before: Project,
  edited: Project,
  expected: (heard: Heard, trackId: string) => Heard,
): void {
  for (const trackId of ['a', 'b']) {
    const heard = expected(heardOn(before, trackId), trackId).slice(0, 2 * LENGTH);
    expect(heardOn(edited, trackId).slice(0, 2 * LENGTH)).toEqual(heard);
  }
}

describe('A stretch of time', () => {
  test('that is cleared is silent, and all else is heard as before', () => {
    fc.assert(
      fc.property(projects, ranges, scopes, (project, range, scope) => {
        const result = edited(project, clearTime(project, range, scope, idMaker()));
        const isGone = (k: number) => k >= range.startFrame && k < range.endFrame;
        expectHeard(project, result, (heard, trackId) =>
          heard.map((all, k) => (isIn(scope, trackId) && isGone(k) ? [] : all)),
        );
      }),
      SEED,
    );
  });

  test('that is removed lets what follows close up, with markers and loop on all tracks', () => {
    fc.assert(
      fc.property(projects, ranges, scopes, (project, range, scope) => {
        const { startFrame, endFrame } = range;
        const result = edited(project, removeTime(project, range, scope, idMaker()));
        expectHeard(project, result, (heard, trackId) =>
          isIn(scope, trackId) ? heard.toSpliced(startFrame, endFrame - startFrame) : heard,
        );
        const places = project.markers
          .filter(({ frame }) => frame <= startFrame || frame >= endFrame)
          .map(({ frame }) => (frame <= startFrame ? frame : frame - endFrame + startFrame));
        const kept = scope === 'all' ? places : project.markers.map(({ frame }) => frame);
        expect(result.markers.map(({ frame }) => frame)).toEqual(kept);
      }),
      SEED,
    );
  });

  test('that is inserted makes room, and a loop that ends there stays', () => {
    fc.assert(
      fc.property(projects, ranges, scopes, (project, { startFrame, endFrame }, scope) => {
        const frames = endFrame - startFrame;
        const result = edited(project, insertTime(project, startFrame, frames, scope, idMaker()));
        const room = Array.from({ length: frames }, (): string[] => []);
        expectHeard(project, result, (heard, trackId) =>
          isIn(scope, trackId) ? heard.toSpliced(startFrame, 0, ...room) : heard,
        );
        const { loop } = project;
        const isMoved = (place: number) => scope === 'all' && place > startFrame;
        expect(result.loop.endFrame - loop.endFrame).toBe(isMoved(loop.endFrame) ? frames : 0);
      }),
      SEED,
    );
  });

  test('of removed clips is closed on their tracks, or on all', () => {
    fc.assert(
      fc.property(projects, fc.boolean(), fc.nat(5), (project, isAll, k) => {
        const removed = project.clips[k];
        if (removed === undefined) return;
        const { id, startFrame, lengthFrames, trackId } = removed;
        const result = edited(project, rippleDelete(project, [id], isAll ? 'all' : 'tracks'));
        const endFrame = startFrame + lengthFrames;
        expect(result.clips.map((each) => each.id)).not.toContain(id);
        for (const each of result.clips) {
          const before = project.clips.find((other) => other.id === each.id) as Clip;
          const gone = Math.max(0, Math.min(before.startFrame, endFrame) - startFrame);
          const shift = isAll || before.trackId === trackId ? gone : 0;
          expect(each).toEqual({ ...before, startFrame: before.startFrame - shift });
        }
      }),
      SEED,
    );
  });

  test('leaves locked clips as they are', () => {
    const project = projectOf([clip('one', { startFrame: 50, locked: true })]);
    const range = { startFrame: 0, endFrame: 60 };
    expect(removeTime(project, range, new Set(['a']), idMaker())).toBeNull();
    expect(rippleDelete(project, ['one'], 'all')).toBeNull();
  });
});

describe('A clip', () => {
  const places = fc.tuple(
    oneClip,
    fc.integer({ min: 1, max: 19 }),
    fc.integer({ min: -70, max: 70 }),
  );
  const made = (values: Partial<Clip>) => clip('one', values);

  test('that is split is heard as before', () => {
    fc.assert(
      fc.property(places, ([values, at]) => {
        const whole = made(values);
        const { left, right } = splitCuts(whole, whole.startFrame + at);
        const parts = [left, right].flatMap((cut) => heardOf({ ...whole, ...cut }));
        expect(parts).toEqual(heardOf(whole));
        expect([left.fadeOut.frames, right.fadeIn.frames]).toEqual([0, 0]);
      }),
      SEED,
    );
  });

  test('that is trimmed is heard where it was, with fades that fit', () => {
    fc.assert(
      fc.property(places, ([values, , by]) => {
        const whole = made(values);
        const project = projectOf([whole]);
        const cuts = [
          trimStart(whole, whole.startFrame + by),
          trimEnd(project, whole, whole.startFrame + whole.lengthFrames + by),
        ];
        for (const cut of cuts) {
          const trimmed = { ...whole, ...cut };
          const edit: Edit = { kind: 'patchClips', patches: [{ clipId: 'one', patch: cut }] };
          edited(project, edit);
          const heard = heardOf(trimmed);
          for (const [k, each] of heardOf(whole).entries()) {
            const place = whole.startFrame + k - trimmed.startFrame;
            if (place >= 0 && place < heard.length) expect(heard[place]).toBe(each);
          }
        }
      }),
      SEED,
    );
  });

  test('that is pulled beyond its end repeats what it plays, and can be slipped inside its sound', () => {
    fc.assert(
      fc.property(places, ([values, , by]) => {
        const whole = made({ ...values, loop: null, gainLine: [] });
        const project = projectOf([whole]);
        const pulled = { ...whole, ...pullLoop(whole, whole.startFrame + whole.lengthFrames + by) };
        const heard = heardOf(whole);
        expect(heardOf(pulled)).toEqual(
          Array.from({ length: pulled.lengthFrames }, (_, k) => heard[k % heard.length]),
        );
        expect(pulled.loop === null).toBe(pulled.lengthFrames <= whole.lengthFrames);
        edited(project, {
          kind: 'patchClips',
          patches: [{ clipId: 'one', patch: pullLoop(whole, 300) }],
        });
        const { offsetFrames } = slipped(project, pulled, by);
        const { startFrame, lengthFrames } = pulled.loop ?? {
          startFrame: 0,
          lengthFrames: 100_000,
        };
        expect(offsetFrames).toBeGreaterThanOrEqual(startFrame);
        expect(offsetFrames).toBeLessThan(startFrame + lengthFrames);
      }),
      SEED,
    );
  });
});
