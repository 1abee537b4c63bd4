/** Programs that are killed while they edit and fold: RTMIXER_LONG=1 kills a hundred. */
import { expect, onTestFinished, test } from 'vitest';
import { emptyProject } from '../../../preload/project.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { killWhileEditing, startEditing } from '../../support/killed-sessions.ts';
import { projectAfter } from '../../support/numbered-edits.ts';

const kills = process.env.RTMIXER_LONG === '1' ? 100 : 10;
/** Of edits; beyond it only as long as the machine kept the program waiting. */
const MOST_LOST_MILLISECONDS = 200;

test(`${kills} programs that are killed while they edit and fold leave a session of all edits but the newest`, async () => {
  const folder = temporaryFolder();
  const seed = Date.now() % 1_000_000;
  let project = emptyProject('Session', 48_000);
  let revision = 0;
  let next = startEditing(seed);
  onTestFinished(() => next[Symbol.dispose]());
  for (let kill = 0; kill < kills; kill += 1) {
    const program = next;
    next = startEditing(seed + kill + 1);
    const wait = ((seed + kill) * 37) % 150;
    const killed = await killWhileEditing(program, folder, wait);
    const told = `seed ${seed}, kill ${kill} after ${wait} ms`;
    expect({ told, said: killed.said }).toEqual({ told, said: [] });
    const { state, session, edits } = killed.reading;
    expect({ told, session: session.damage, edits: edits.damage, ...edits }).toMatchObject({
      told,
      session: 0,
      edits: 0,
      isForeign: false,
      refusal: null,
    });
    if (state === null) return expect.unreachable(told);
    const from = state.revision < revision ? `it went back from ${revision}` : '';
    expect({ told, from, isBeyond: state.revision > killed.last + 1 }).toEqual({
      told,
      from: '',
      isBeyond: false,
    });
    // A prefix of the edits, and nothing else.
    project = projectAfter(project, revision, state.revision);
    revision = state.revision;
    expect(state.project).toEqual(project);
    const allowed = MOST_LOST_MILLISECONDS + 2 * killed.stallMilliseconds;
    expect({ told, isLost: killed.lostMilliseconds > allowed }).toEqual({ told, isLost: false });
  }
  expect(revision).toBeGreaterThan(kills);
});
