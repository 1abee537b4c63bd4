/** The stream's own counters, the Log, and the accounts of all actions as a file. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, jackLoopback, test } from './support/app-test.ts';
import { answerSaveDialog } from './support/dialogs.ts';
import { writeSound } from './support/odd-sounds.ts';
import { demoSound } from './support/recordings.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

/** The figure of one counter in the Stream tab; NaN = n/a. */
async function counter({ page }: StudioPage, name: string): Promise<number> {
  const row = page.getByRole('table', { name: 'Stream counters' }).getByRole('row', { name });
  const text = await row.getByRole('cell').first().innerText();
  return text === 'n/a' ? Number.NaN : figureOf(text);
}

test('Fetch and reset sets the counters back, and the charts and the Log are there', async ({
  launch,
}) => {
  const faults = Array.from({ length: 20 }, (_, index) => ({
    kind: 'output-underflow',
    frame: 4_800 * (index + 1),
  }));
  const { studio } = await launch({
    args: ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(faults)}`],
  });
  await studio.openTab('Stream');
  await expect.poll(() => counter(studio, 'Output underflows')).toBe(20);
  expect(await counter(studio, 'Min block')).toBe(256);
  const blocks = await counter(studio, 'Blocks');
  expect(blocks).toBeGreaterThan(300);
  const counters = studio.page.getByRole('table', { name: 'Stream counters' });
  await expect(counters.getByRole('row', { name: 'Callback priority' })).toHaveText(
    /real-time \d+|normal.*the system forbids real-time|unknown/,
  );
  await studio.button('Fetch and reset').click();
  await expect.poll(() => counter(studio, 'Output underflows')).toBe(0);
  await expect.poll(() => counter(studio, 'Blocks')).toBeGreaterThan(0);
  expect(await counter(studio, 'Frame')).toBeGreaterThan(blocks * 256);
  for (const chart of ['Load', 'Block size', 'Dropouts']) {
    await expect(studio.page.getByText(new RegExp(`^${chart}`)).last()).toBeVisible();
  }
  await expect(studio.page.locator('.stream-panel canvas')).toHaveCount(3);
  await studio.openTab('Log');
  await expect(studio.page.getByRole('tabpanel', { name: 'Log' })).toBeVisible();
});

test('samples beyond full scale are counted for the output they are on', async ({
  launch,
  folder,
}) => {
  const frames = 4_800;
  const right = Float32Array.from({ length: 2 * frames }, (_, index) =>
    index % 2 === 1 ? 1.5 : 0,
  );
  const file = writeSound(folder, 'loud on the right.wav', right, { channels: 2 });
  const { studio } = await launch();
  await studio.dropOnTrack([file], 0, 0);
  await studio.openTab('Stream');
  await studio.button('Play').click();
  await expect.poll(() => counter(studio, 'Overs')).toBe(frames);
  const row = studio.page.getByRole('table', { name: 'Stream counters' }).getByRole('row', {
    name: 'Overs',
  });
  await expect(row).toContainText(/on output 2: 4\s800$/u);
  await studio.stopped();
});

test('saved accounts hold what the table shows', async ({ launch, folder }) => {
  const { app, studio } = await launch();
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  await studio.button('Play').click();
  const shown = [await studio.finished('knock'), await studio.finished('tone 441')];
  await studio.stopped();
  const file = path.join(folder, 'accounts.csv');
  await answerSaveDialog(app.electronApp, file);
  await studio.exportReport('CSV');
  await expect.poll(() => fs.existsSync(file) && fs.statSync(file).size > 0).toBe(true);
  const saved = parseCsv(fs.readFileSync(file, 'utf8'));
  for (const cells of shown) {
    const row = saved.find(({ id }) => id === cells.id);
    if (row === undefined) throw new Error(`Action ${cells.id} is not in the file.`);
    expect(row.name).toBe(cells.name);
    expect(row.outcome).toBe('completed');
    expect(row['verdict in words']).toBe('on time');
    expect(cells.verdict).toContain('on time');
    expect(row.type).toBe('playBuffer');
    expect(row['requested frame']).toBe(cells.requested);
    expect(row['started frame']).toBe(cells.started);
    expect(row['requested stream frame']).toBe(cells['requested stream frame']);
    expect(row['started stream frame']).toBe(cells['started stream frame']);
    expect(Number(row['error frames'])).toBe(figureOf(cells.error));
    expect(`${row['done frames']} / ${row['total frames']}`).toBe(cells['done/total frames']);
    const sizes = cells['min–max']?.split('–') ?? [];
    expect([row['min block'], row['max block']]).toEqual([sizes[0], sizes.at(-1)]);
    for (const name of ['blocks', 'output underflows']) {
      expect(row[name], name).toBe(cells[name]);
    }
  }
  await answerSaveDialog(app.electronApp, path.join(folder, 'no such folder', 'accounts.csv'));
  await studio.exportReport('CSV');
  await expect(studio.notices).toContainText(/accounts\.csv.*\./);
});

test('what a host API never reports is n/a, not 0', async ({ launch }) => {
  const device = await jackLoopback();
  try {
    const { app, studio } = await launch(device);
    await studio.openTab('Stream');
    const table = studio.page.getByRole('table', { name: 'Stream counters' });
    await expect.poll(() => counter(studio, 'Blocks')).toBeGreaterThan(0);
    const never = table.getByRole('row').filter({ hasText: 'never reported' });
    for (const row of await never.all())
      await expect(row.getByRole('cell').first()).toHaveText('n/a');
    await expect(never).not.toHaveCount(0);
    await app.close();
  } finally {
    await device.stop();
  }
});

/** Rows of simple CSV by their heads: no line breaks inside cells. */
function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)])
    .map((cells) => cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
}
