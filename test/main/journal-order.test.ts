import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Journal } from '../../main/journal.ts';

interface Disk {
  atOnce: number;
  mostAtOnce: number;
  written: string[];
}

const disk = vi.hoisted((): Disk => ({ atOnce: 0, mostAtOnce: 0, written: [] }));

/** A disk that takes longer than changes are gathered. */
vi.mock('../../main/atomic-file.ts', () => ({
  writeFileAtomically: async (_file: string, text: string) => {
    disk.atOnce += 1;
    disk.mostAtOnce = Math.max(disk.mostAtOnce, disk.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 300));
    disk.written.push(text);
    disk.atOnce -= 1;
  },
}));

describe('A journal on a slow disk', () => {
  beforeEach(() => {
    disk.mostAtOnce = 0;
    disk.written = [];
  });

  function journal() {
    const lines: string[] = [];
    const kept = new Journal({
      file: 'takes.json',
      text: () => lines.join(' '),
      onFailure: (error) => expect.unreachable(String(error)),
    });
    const add = (line: string) => {
      lines.push(line);
      kept.touch();
      return kept.flush();
    };
    return { add, kept };
  }

  test('never writes the file twice at once', async () => {
    const { add, kept } = journal();
    const first = add('one');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const others = [add('two'), add('three')];
    await Promise.all([first, ...others]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await kept.flush();
    expect(disk.mostAtOnce).toBe(1);
    expect(disk.written.at(-1)).toBe('one two three');
  });

  test('says that a change is saved although another came during the write', async () => {
    const { add, kept } = journal();
    const first = add('one');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = add('two');
    expect(await first).toBe(true);
    expect(kept.isUnsaved).toBe(true);
    expect(await second).toBe(true);
    expect(kept.isUnsaved).toBe(false);
  });

  test('tells nobody that a change is on the disk before it is', async () => {
    const { add } = journal();
    void add('one');
    await add('two');
    expect(disk.written.at(-1)).toBe('one two');
  });
});
