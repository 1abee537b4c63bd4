import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Journal } from '../../main/journal.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

describe('A journal', () => {
  test('writes a burst of changes once, as they were at the end', async () => {
    const file = path.join(temporaryFolder(), 'session.json');
    let value = 0;
    let writes = 0;
    const journal = new Journal({
      file,
      text: () => String(value),
      onSaved: () => {
        writes += 1;
      },
      onFailure: (error) => expect.unreachable(String(error)),
    });
    for (value = 1; value < 10; value += 1) journal.touch();
    await journal.flush();
    expect(readFileSync(file, 'utf8')).toBe('10');
    expect(writes).toBe(1);
    expect(readdirSync(path.dirname(file))).toEqual(['session.json']);
  });

  test('writes by itself a moment after a change', async () => {
    const file = path.join(temporaryFolder(), 'session.json');
    const saved = vi.fn();
    const journal = new Journal({ file, text: () => 'x', onSaved: saved, onFailure: saved });
    journal.touch();
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
    await journal.flush();
  });

  test('that cannot write says so and keeps the old file', async () => {
    const folder = temporaryFolder();
    // The name of the temporary file is longer than a file system takes.
    const file = path.join(folder, 's'.repeat(253));
    writeFileSync(file, 'old');
    const failures: unknown[] = [];
    const journal = new Journal({
      file,
      text: () => 'new',
      onFailure: (error) => failures.push(error),
    });
    journal.touch();
    await journal.flush();
    expect(failures).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe('old');
    vi.useRealTimers();
  });
});
