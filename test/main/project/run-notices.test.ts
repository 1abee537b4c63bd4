/** What people are told of accounts that cannot be written. */
import { expect, test, vi } from 'vitest';
import { Notices } from '../../../main/notices.ts';
import type { AppenderOptions } from '../../../main/project/appender.ts';
import { openSession } from '../../../main/project/session-folder.ts';
import { SessionSaving } from '../../../main/project/session-saving.ts';
import { emptyProject } from '../../../preload/project.ts';
import { FakeNative } from '../../support/fake-native.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';

const made = vi.hoisted(() => ({ options: null as AppenderOptions | null }));

vi.mock('../../../main/project/appender.ts', () => ({
  Appender: class {
    constructor(options: AppenderOptions) {
      made.options = options;
    }
  },
}));

test.each([
  ['ENOSPC', /The disk is full\. Free some space/],
  ['EDQUOT', /quota on that disk is used up/],
  ['EIO', /The disk reports an error\. Check the disk/],
  ['EMFILE', /Too many files are open\. Close other programs/],
  ['EACCES', /not permitted\. Check the rights/],
  ['EROFS', /read-only/],
  ['ENOTDIR', /runs is a link or a file\. Put a folder in its place/],
])(
  'of accounts that cannot be written for %s cause and advice are told once, until they are',
  async (code, sentence) => {
    const folder = temporaryFolder();
    const notices = new Notices(`${folder}/log`);
    const session = await openSession(folder, new FakeNative().lockFile, null);
    const released: string[] = [];
    const saving = new SessionSaving({
      session,
      notices,
      reserve: {
        release: async (what: string) => {
          released.push(what);
          return true;
        },
      } as never,
      state: () => ({ project: emptyProject('Session', 48_000), takes: [] }),
      onStatus: () => {},
    });
    const { options } = made;
    if (options === null) throw new Error('There is no appender.');
    const error = () => Object.assign(new Error(code), { code });
    options.onRunFailure(error());
    options.onRunFailure(error());
    const told = notices.all.filter(({ severity }) => severity === 'error');
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toMatch(
      /^The account of what was played could not be saved in .*; RtMixer tries again\. /,
    );
    expect(told[0]?.message).toMatch(sentence);
    expect(saving.status.isSaveFailing).toBe(true);
    // Room is made where that helps.
    expect(await options.mend(error())).toBe(code === 'ENOSPC' || code === 'EDQUOT');
    expect(released).toHaveLength(code === 'ENOSPC' || code === 'EDQUOT' ? 1 : 0);
    options.onSaved();
    expect(saving.status.isSaveFailing).toBe(false);
    options.onRunFailure(error());
    expect(notices.all.filter(({ severity }) => severity === 'error')).toHaveLength(2);
    await notices.flush();
  },
);
