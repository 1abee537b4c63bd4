/** Quitting and restarting, on an invented Electron: who is asked, and what comes after the end. */
import type { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { QuitGuard } from '../../../main/shell/quit.ts';
import { type FakeStudio, fakeStudio, fill, projectOf, track } from '../../support/fake-studio.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const electron = vi.hoisted(() => ({
  /** What happened, in order. */
  events: [] as string[],
  /** Numbers of the buttons that are pressed, in order. */
  answers: [] as (number | Promise<number>)[],
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const app = Object.assign(new Emitter(), {
    quit: () => {
      let isKept = false;
      app.emit('before-quit', {
        preventDefault: () => {
          isKept = true;
        },
      });
      if (!isKept) electron.events.push('end');
    },
    relaunch: ({ args, execPath = '' }: { args: readonly string[]; execPath?: string }) => {
      electron.events.push(`relaunch ${execPath}${args.join(' ')}`);
    },
  });
  const showMessageBox = async (...parameters: unknown[]) => {
    const options = parameters.at(-1) as Electron.MessageBoxOptions;
    electron.events.push(options.message);
    const answer = await electron.answers.shift();
    if (answer === undefined) throw new Error(`Nobody answers: ${options.message}`);
    electron.events.push(options.buttons?.[answer] ?? '');
    return { response: answer };
  };
  return { app, dialog: { showMessageBox } };
});

beforeEach(() => {
  electron.events.length = 0;
  electron.answers.length = 0;
});

async function guarded(
  restartProgram?: string,
): Promise<FakeStudio & { readonly guard: QuitGuard }> {
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  const { app } = await import('electron');
  onTestFinished(() => {
    (app as unknown as EventEmitter).removeAllListeners();
    for (const signal of SIGNALS) {
      for (const listener of process.listeners(signal)) {
        if (before.get(signal)?.includes(listener) === false) process.off(signal, listener);
      }
    }
  });
  const fake = await fakeStudio();
  await fill(fake, projectOf([], { tracks: [track('a', { armed: true })] }));
  const close = fake.studio.close.bind(fake.studio);
  fake.studio.close = async () => {
    await close();
    electron.events.push('closed');
  };
  const onStay = () => void electron.events.push('stays');
  const guard = new QuitGuard(fake.studio, {
    onStay,
    restartArguments: ['.', '--device=x'],
    restartProgram,
  });
  return { ...fake, guard };
}

const RECORDING = 'A take is being recorded.';
const UNSAVED = 'The session is not saved.';

describe('A restart', () => {
  test('closes everything before the next program is asked for, and keeps the place', async () => {
    const { guard, studio } = await guarded();
    await studio.transport.seek(4_800);
    await guard.restart(null);
    expect(electron.events).toEqual(['closed', 'relaunch . --device=x', 'end']);
    const { restartPlace } = studio.settings.values;
    expect(restartPlace).toEqual({ session: 'session', positionFrame: 4_800 });
  });

  test('of an AppImage starts its file', async () => {
    const { guard } = await guarded('/home/me/RtMixer.AppImage ');
    await guard.restart(null);
    expect(electron.events).toContain('relaunch /home/me/RtMixer.AppImage . --device=x');
  });

  test('asks while a take is recorded, and is none when that is to go on', async () => {
    const { guard, studio } = await guarded();
    expect(await studio.takes.record()).toMatchObject({ ok: true });
    electron.answers.push(1);
    await guard.restart(null);
    expect(electron.events).toEqual([RECORDING, 'Keep recording']);
    expect(studio.takes.isRecording).toBe(true);
    electron.answers.push(0);
    await guard.restart(null);
    expect(electron.events.slice(2)).toEqual([
      RECORDING,
      'Stop recording and restart',
      'closed',
      'relaunch . --device=x',
      'end',
    ]);
  });

  test('asks where the session is not saved; after Cancel quitting is quitting again', async () => {
    const { guard, studio } = await guarded();
    studio.save = async () => false;
    electron.answers.push(3);
    await guard.restart(null);
    expect(electron.events).toEqual([UNSAVED, 'Cancel', 'stays']);
    electron.events.length = 0;
    electron.answers.push(2);
    const { app } = await import('electron');
    app.quit();
    await vi.waitFor(() => expect(electron.events).toContain('end'), { timeout: 60_000 });
    expect(electron.events).toEqual([UNSAVED, 'Quit without saving', 'closed', 'end']);
    expect(studio.settings.values.restartPlace).toBeNull();
  });

  test('without saving is a restart', async () => {
    const { guard, studio } = await guarded();
    studio.save = async () => false;
    electron.answers.push(2);
    await guard.restart(null);
    expect(electron.events.slice(0, 2)).toEqual([UNSAVED, 'Restart without saving']);
    expect(electron.events.slice(-2)).toEqual(['relaunch . --device=x', 'end']);
  });

  test('that the system overtakes by ending the program is an end', async () => {
    const { guard, studio } = await guarded();
    const settle = studio.settle.bind(studio);
    studio.settle = async () => {
      process.emit('SIGTERM');
      return settle();
    };
    await guard.restart(null);
    expect(electron.events).toEqual(['closed', 'end']);
  });

  test('that was not agreed to when the program was quit is an end', async () => {
    const { guard, studio } = await guarded();
    await studio.takes.record();
    const answer = Promise.withResolvers<number>();
    electron.answers.push(answer.promise);
    const restarting = guard.restart(null);
    const { app } = await import('electron');
    app.quit();
    answer.resolve(0);
    await restarting;
    await vi.waitFor(() => expect(electron.events).toContain('end'), { timeout: 60_000 });
    expect(electron.events).not.toContain('relaunch . --device=x');
  });
});
