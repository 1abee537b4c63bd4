import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dispatch } from '../../../main/ipc/dispatch.ts';
import { createHandlers, settingsHandlers } from '../../../main/ipc/handlers.ts';
import type { StudioOptions } from '../../../main/studio.ts';
import { RtMixerError } from '../../../native/index.ts';
import { REQUEST_NAMES, type RequestName, type Update } from '../../../preload/contract.ts';
import type { Edit } from '../../../preload/edits.ts';
import { success } from '../../../preload/outcome.ts';

import {
  clip,
  fakeStudio,
  fill,
  listenTo,
  projectOf,
  temporaryFolder,
  track,
} from '../../support/fake-studio.ts';

async function dispatching(
  chosen: { sounds?: string[]; csv?: string; send?: StudioOptions['send'] } = {},
) {
  const { send = () => true } = chosen;
  const fake = await fakeStudio({ send });
  const faults: unknown[] = [];
  const opened: string[] = [];
  const handlers = createHandlers({
    studio: fake.studio,
    demoFolder: fake.folder,
    about: async () => ({ versions: [], notices: null }),
    copyText: async () => {},
    restart: async () => {},
    showCrashReport: async () => {},
    keysChanged: () => {},
    greyMenu: () => {},
    appearanceChanged: () => {},
    dialogs: {
      chooseSounds: async () => {
        opened.push('sounds');
        return chosen.sounds ?? [];
      },
      chooseReport: async (format) => {
        opened.push(format);
        return chosen.csv ?? null;
      },
      chooseExport: async () => null,
    },
  });
  const onFault = (_what: string, error: unknown) => faults.push(error);
  const ask = (name: RequestName, payload: unknown) =>
    dispatch({ handlers, onFault }, name, payload);
  return { ...fake, ask, faults, handlers, onFault, opened };
}

async function newestRun({ ask }: Awaited<ReturnType<typeof dispatching>>): Promise<string> {
  const runs = (await ask('runs', null)) as { readonly value: readonly { runId: string }[] };
  return runs.value[0]?.runId ?? '';
}

test('what the settings answer is answered while the session is being read, all else when it is', async () => {
  const fake = await fakeStudio();
  const reading = Promise.withResolvers<ReturnType<typeof createHandlers>>();
  const changes = { keysChanged: () => {}, greyMenu: () => {}, appearanceChanged: () => {} };
  const early = settingsHandlers({ settings: fake.studio.settings, ...changes });
  const options = { handlers: reading.promise, early, onFault: () => {} };
  expect(await dispatch(options, 'appearance', null)).toMatchObject({ ok: true });
  let isAnswered = false;
  const asked = dispatch(options, 'undo', null).then((outcome) => {
    isAnswered = true;
    return outcome;
  });
  await fake.settle();
  expect(isAnswered).toBe(false);
  const nothing = async () => success(null);
  reading.resolve({ undo: nothing } as unknown as ReturnType<typeof createHandlers>);
  expect(await asked).toEqual(success(null));
});

describe('A request', () => {
  test.each(REQUEST_NAMES)(
    '%s with nonsense gets a sentence, and nothing happens',
    async (name) => {
      const { ask, faults, studio } = await dispatching();
      const before = studio.project.project;
      for (const nonsense of [7, 'x', [], { nonsense: Number.NaN }, undefined]) {
        expect(await ask(name, nonsense)).toMatchObject({ ok: false, code: 'invalid-message' });
      }
      expect(faults).toEqual([]);
      expect(studio.project.project).toBe(before);
    },
  );

  test('that meets a fault of the program is answered and recorded', async () => {
    const { handlers, onFault, faults } = await dispatching();
    const fault = new TypeError('oops');
    const broken = { ...handlers, undo: () => Promise.reject(fault) };
    const answered = await dispatch({ handlers: broken, onFault }, 'undo', null);
    expect(answered).toMatchObject({ ok: false, code: 'internal' });
    expect(faults).toEqual([fault]);
  });

  test('to remove 100,000 markers one by one is refused, to remove them at once is not', async () => {
    const { ask, studio } = await dispatching();
    const markers = Array.from({ length: 100_000 }, (_, index) => ({
      id: `m${index}`,
      name: '',
      frame: index,
    }));
    studio.project.applyOwn({ kind: 'insertMarkers', markers });
    const send = (edit: Edit) =>
      ask('edit', { editId: 'e', label: 'Remove', mergeKey: null, edit });
    const markerIds = markers.slice(0, 4_000).map(({ id }) => id);
    const edits = markerIds.map((id): Edit => ({ kind: 'removeMarkers', markerIds: [id] }));
    const nested = edits.map((edit): Edit => ({ kind: 'batch', edits: [edit] }));
    const more = markers.map((marker) => ({ ...marker, id: `more ${marker.id}` }));
    const added: Edit[] = [{ kind: 'insertMarkers', markers: more }, ...edits];
    for (const hostile of [edits, nested, added]) {
      expect(await send({ kind: 'batch', edits: hostile })).toMatchObject({
        code: 'edit-too-many',
      });
    }
    expect(studio.project.project.markers).toHaveLength(100_000);
    expect(await send({ kind: 'removeMarkers', markerIds })).toMatchObject({ ok: true });
    expect(studio.project.undo()).toMatchObject({ ok: true });
    expect(studio.project.project.markers).toHaveLength(100_000);
  });

  test('whose error has a code keeps code and sentence', async () => {
    const { handlers, onFault } = await dispatching();
    const full = {
      ...handlers,
      undo: () => Promise.reject(new RtMixerError('disk-full', 'Full.')),
    };
    expect(await dispatch({ handlers: full, onFault }, 'undo', null)).toEqual({
      ok: false,
      code: 'disk-full',
      message: 'Full.',
    });
  });

  test('for an edit cannot name files of its own', async () => {
    const { ask } = await dispatching();
    const edit = { kind: 'insertBuffers', buffers: projectOf([]).buffers };
    const request = { editId: 'e', label: 'l', mergeKey: null, edit };
    expect(await ask('edit', request)).toMatchObject({ ok: false, code: 'edit-refused' });
  });

  test('for another rate is refused as an edit: it comes with the device', async () => {
    const fake = await dispatching();
    const edit = { kind: 'patchProject', patch: { sampleRate: 44_100 } };
    const request = { editId: 'e', label: 'l', mergeKey: null, edit };
    expect(await fake.ask('edit', request)).toMatchObject({ ok: false, code: 'rate-fixed' });
  });
});

interface Result {
  readonly ok: boolean;
  readonly code?: string;
  readonly value?: { readonly id: number | null };
}

/** What became of each request. */
async function resultsOf(
  fake: Awaited<ReturnType<typeof dispatching>>,
  requests: readonly unknown[],
): Promise<readonly Result[]> {
  const scheduled = await fake.ask('schedule', { requests });
  return scheduled.ok ? (scheduled.value as { results: readonly Result[] }).results : [];
}

describe('Actions outside the timeline', () => {
  const play = {
    type: 'playBuffer',
    sourceId: 'tone',
    offsetFrames: 0,
    lengthFrames: 10,
    startFrame: null,
    gain: 1,
    channels: [1, 2],
    belated: 'start',
  };

  test('are accepted or refused each by itself, and their rows can be cancelled', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    const wide = { ...play, channels: [1, 3] };
    const requests = [play, { ...play, sourceId: 'nobody' }, wide, play];
    const [first, unknown, beyond, last] = await resultsOf(fake, requests);
    const players = fake.native.stream.players.map(({ id }) => id);
    expect([first?.value?.id, last?.value?.id]).toEqual(players);
    expect(unknown).toMatchObject({ ok: false, code: 'source-unplayable' });
    expect(beyond).toMatchObject({
      ok: false,
      code: 'channels-refused',
      message: expect.stringMatching(/^“tone.wav” plays on channel 3; .* has 2\. Choose /),
    });
    fake.native.stream.advance(5);
    const cancels = [{ type: 'cancel', actionId: players[0] }, play];
    expect(await resultsOf(fake, cancels)).toMatchObject([{ ok: true }, { ok: true }]);
    fake.native.stream.advance(4);
    expect(fake.studio.actionLog.newest(20_000).map(({ outcome }) => outcome)).toContain(
      'cancelled',
    );
    expect(await resultsOf(fake, cancels)).toMatchObject([
      { ok: false, code: 'action-finished' },
      { ok: true },
    ]);
  });

  test('that reach beyond their sound are refused', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    const requests = [{ ...play, offsetFrames: 99_995 }];
    expect(await resultsOf(fake, requests)).toMatchObject([{ code: 'range-invalid' }]);
  });

  test('that the mixer refuses stop no others, and are named', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    fake.native.stream.refusal = ({ type }) =>
      type === 'setGain' ? new RtMixerError('out-of-memory', 'Request 2: No.') : null;
    const [played] = await resultsOf(fake, [play]);
    const gain = { type: 'setGain', actionId: played?.value?.id, gain: 0.5 };
    expect(await resultsOf(fake, [play, gain, play])).toMatchObject([
      { ok: true },
      { ok: false, code: 'out-of-memory', message: expect.stringMatching(/^Action \d+ /) },
      { ok: true },
    ]);
    expect(fake.native.stream.players).toHaveLength(3);
  });

  test('every account can be saved as a table', async () => {
    const fake = await fakeStudio();
    const csv = path.join(fake.folder, 'actions.csv');
    const saving = await dispatching({ csv });
    await fill(saving, projectOf([clip('one')]));
    await saving.studio.transport.play(null);
    await saving.advance(100_000);
    const asked = { runId: await newestRun(saving), format: 'csv' };
    expect(await saving.ask('exportReport', asked)).toEqual({ ok: true, value: { path: csv } });
    expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(3);
  });

  test('a table for a folder that does not exist is refused, and is no fault of the program', async () => {
    const csv = path.join(temporaryFolder(), 'nowhere', 'actions.csv');
    const saving = await dispatching({ csv });
    await fill(saving, projectOf([clip('one')]));
    await saving.studio.transport.play(null);
    const asked = { runId: await newestRun(saving), format: 'csv' };
    const answer = await saving.ask('exportReport', asked);
    expect(answer).toMatchObject({ ok: false, code: 'file-system' });
    expect(answer).toMatchObject({ message: expect.stringContaining('nowhere does not exist') });
    await saving.studio.notices.flush();
    const log = readFileSync(path.join(saving.folder, 'rtmixer.log'), 'utf8');
    expect(log).not.toContain('fault');
  });
});

describe('Monitoring', () => {
  test('opens the input, and a snapshot holds everything a window needs', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([clip('one')], { tracks: [track('a')] }));
    fake.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
    await fake.settle();
    await fake.ask('play', { fromFrame: 0, toFrame: null });
    const answered = await fake.ask('snapshot', null);
    expect(answered).toMatchObject({
      ok: true,
      value: {
        project: { clips: [{ id: 'one' }] },
        stream: { inputDevice: 'Virtual loopback' },
        transport: { state: 'playing' },
        activeActions: [{ name: 'one', state: 'pending' }],
        pendingCount: 1,
        media: [{ state: 'ready' }, { state: 'ready' }],
      },
    });
  });
});

describe('Another device', () => {
  test('is refused while a take is recorded, and remembered when it opens', async () => {
    const fake = await dispatching();
    const { choice } = fake.studio.engine.status;
    await fake.studio.takes.record();
    expect(await fake.ask('applyDevice', choice)).toMatchObject({ ok: false, code: 'recording' });
    fake.studio.transport.stop();
    await fake.advance(10);
    await fake.settle();
    const wanted = { ...choice, blockSize: 128 };
    expect(await fake.ask('applyDevice', wanted)).toMatchObject({ value: { blockSize: 128 } });
    expect(fake.studio.settings.values.deviceChoice).toEqual(wanted);
  });

  test('that refuses another rate leaves the session at its own, and the stream open', async () => {
    const fake = await dispatching();
    const { choice } = fake.studio.engine.status;
    fake.native.refusal = ({ sampleRate }) =>
      sampleRate === 192_000 ? new RtMixerError('rate-refused', 'Not at 192,000 Hz.') : null;
    const refused = await fake.ask('applyDevice', { ...choice, sampleRate: 192_000 });
    expect(refused).toMatchObject({ ok: false, code: 'rate-refused' });
    expect(fake.studio.project.project.sampleRate).toBe(48_000);
    expect(fake.studio.engine.status).toMatchObject({ state: 'active', sampleRate: 48_000 });
  });
});

describe('Relinking', () => {
  test('opens no dialog for a sound that is not in the session, or a take whose file is there', async () => {
    const fake = await dispatching({ sounds: ['/sounds/tone.wav'] });
    await fill(fake, projectOf([clip('one')]));
    const facts = { channels: 1, frames: 1_000, sampleRate: 48_000, recoveredFrames: 0 };
    const lost = { dropouts: [], dropoutCount: 0 };
    const unknown = { trackId: null, account: null, content: null };
    const takes = ['kept', 'lost'].map((name) => {
      return { ...facts, ...lost, ...unknown, id: name, name, file: `${name}.wav` };
    });
    fake.studio.project.applyOwn({ kind: 'insertTakes', takes });
    writeFileSync(path.join(fake.studio.folder.takes, 'kept.wav'), 'samples');
    const ask = (sourceId: string) => fake.ask('relinkBuffer', { sourceId });
    expect(await ask('nobody')).toMatchObject({ ok: false, code: 'source-unknown' });
    expect(await ask('kept')).toMatchObject({ ok: false, code: 'file-system' });
    expect(fake.opened).toEqual([]);
    await ask('tone');
    await ask('lost');
    expect(fake.opened).toEqual(['sounds', 'sounds']);
  });

  test('a file that came back to its old place opens it again', async () => {
    const fake = await dispatching({ sounds: ['/sounds/tone.wav'] });
    await fill(fake, projectOf([clip('one')]));
    const file = fake.native.files.get('/sounds/tone.wav');
    if (file === undefined) throw new Error('no file');
    fake.native.files.delete('/sounds/tone.wav');
    fake.studio.media.reopen('tone');
    await fake.settle();
    const stateOf = () =>
      fake.studio.media.statuses.find((each) => each.sourceId === 'tone')?.state;
    expect(stateOf()).toBe('missing');
    fake.native.files.set('/sounds/tone.wav', file);
    expect(await fake.ask('relinkBuffer', { sourceId: 'tone' })).toMatchObject({ ok: true });
    await fake.settle();
    expect(stateOf()).toBe('ready');
  });
});

describe('Listening to a sound', () => {
  const listen = listenTo('voice');

  test('plays a mono sound on both first outputs, as one action that can be changed', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    const [scheduled] = await resultsOf(fake, [listen]);
    const actionId = scheduled?.value?.id;
    const { stream } = fake.native;
    expect(stream.players.map(({ channels }) => channels)).toEqual([[1, 2]]);
    await fake.ask('schedule', { requests: [{ type: 'setGain', actionId, gain: 0.5 }] });
    stream.advance(10);
    expect(stream.players.map(({ gain }) => gain)).toEqual([0.5]);
    expect(fake.studio.actionLog.liveCount).toBe(1);
    await fake.ask('schedule', { requests: [{ type: 'cancel', actionId }, listen] });
    stream.advance(10);
    expect(stream.players.map(({ doneFrames }) => doneFrames)).toEqual([10]);
  });

  test('that is stopped while it is being opened stays silent, and the next one sounds', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    const listening = fake.ask('schedule', { requests: [listen] });
    const cancel = { type: 'cancel', actionId: null };
    expect(await fake.ask('schedule', { requests: [cancel] })).toMatchObject({ ok: true });
    expect(await listening).toMatchObject({ value: { results: [{ code: 'interrupted' }] } });
    expect(fake.native.stream.actions).toEqual([]);
    await fake.ask('schedule', { requests: [cancel, listen] });
    expect(fake.native.stream.players).toHaveLength(1);
  });

  test('opens the stream again after the device was lost', async () => {
    const fake = await dispatching();
    await fill(fake, projectOf([]));
    fake.native.stream.die();
    expect(await fake.ask('schedule', { requests: [listen] })).toMatchObject({ ok: true });
    expect(fake.native.streams).toHaveLength(2);
    expect(fake.native.stream.players).toHaveLength(1);
  });
});

test('Fetching and resetting the counters is an action of its own, and the counters follow', async () => {
  const updates: Update[] = [];
  const fake = await dispatching({ send: (update) => updates.push(update) > 0 });
  await fill(fake, projectOf([]));
  const { stream } = fake.native;
  stream.stats = { ...stream.stats, blocks: 7, outputUnderflows: 2 };
  expect(await fake.ask('schedule', { requests: [{ type: 'fetchAndResetStats' }] })).toMatchObject({
    ok: true,
  });
  stream.stats = { ...stream.stats, blocks: 0, outputUnderflows: 0 };
  stream.advance(10);
  fake.studio.updates.flush(performance.now());
  expect(updates.at(-1)?.counters).toMatchObject({ blocks: 0, outputUnderflows: 0 });
  expect(fake.studio.actionLog.newest(20_000).map(({ type }) => type)).toEqual([
    'fetchAndResetStats',
  ]);
});
