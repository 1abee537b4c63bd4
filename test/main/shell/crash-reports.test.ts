import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { newestReport } from '../../../main/shell/crash-reports.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';

vi.mock('electron', () => ({ app: {}, crashReporter: {}, shell: {} }));

test('the newest crash report is found in whatever folder the reporter keeps it', async () => {
  const folder = temporaryFolder();
  expect(await newestReport(folder)).toBeNull();
  expect(await newestReport(path.join(folder, 'none'))).toBeNull();
  mkdirSync(path.join(folder, 'completed'));
  mkdirSync(path.join(folder, 'pending'));
  const reports = ['completed/a.dmp', 'pending/b.dmp', 'completed/c.dmp', 'settings.dat'];
  for (const [index, name] of reports.entries()) {
    const file = path.join(folder, name);
    writeFileSync(file, '');
    utimesSync(file, 1_000, 1_000 - (index === 1 ? 0 : 10 * (index + 1)));
  }
  expect(await newestReport(folder)).toBe(path.join(folder, 'pending', 'b.dmp'));
});
