/** Devices: chosen, remembered, missing, lost. */
import { expect, jackLoopback, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

async function choose({ page }: StudioPage, field: string, option: string | RegExp): Promise<void> {
  const form = page.getByRole('form', { name: 'Devices' });
  const select = form.getByRole('combobox', { name: field, exact: true });
  const wanted = select.locator('option').filter({ hasText: option }).first();
  await expect(wanted).toBeAttached();
  await select.selectOption((await wanted.getAttribute('value')) ?? '');
}

async function apply(studio: StudioPage): Promise<void> {
  await studio.button('Apply').click();
  await expect(studio.notices).toContainText(/The stream is on .+ now\./);
}

/** The clip plays whole, on time. */
async function playsOnTime(studio: StudioPage, name: string): Promise<void> {
  await studio.openTab('Actions');
  const ids = () =>
    studio
      .row('ended', name)
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-action-id')));
  const [newest] = await ids();
  await studio.button('Play').click();
  await expect.poll(async () => (await ids())[0] ?? newest).not.toBe(newest);
  await studio.stopped();
  const cells = await studio.finished(name);
  expect(cells.outcome).toContain('completed');
  expect(figureOf(cells.error)).toBe(0);
}

test('the device and its block size are switched, play on time, and are remembered', async ({
  launch,
}) => {
  const device = await jackLoopback();
  try {
    const first = await launch({ env: device.env });
    const { studio } = first;
    await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
    await playsOnTime(studio, 'knock');

    await studio.openTab('Devices');
    await choose(studio, 'Block size', '128 frames');
    await apply(studio);
    await expect(studio.engine).toContainText(/Rate \/ block[\d\s]+\/\s*128/);
    await playsOnTime(studio, 'knock');
    expect((await studio.finished('knock'))['min–max']).toMatch(/128$/);

    await studio.openTab('Devices');
    await choose(studio, 'Host API', 'JACK');
    await choose(studio, 'Output', /^loopback/);
    await choose(studio, 'Block size', 'driver');
    await apply(studio);
    await expect(studio.engine).toContainText(/JACK/);
    await playsOnTime(studio, 'knock');
    await first.app.close();

    const second = await launch({ env: device.env, args: [] });
    await expect(second.studio.engine).toContainText(/JACK.*loopback/);
    await playsOnTime(second.studio, 'knock');
    await second.studio.openTab('Devices');
    await choose(second.studio, 'Host API', 'Virtual');
    await apply(second.studio);
    await expect(second.studio.engine).toContainText(/Virtual/);
    await playsOnTime(second.studio, 'knock');
    await second.app.close();
  } finally {
    await device.stop();
  }
});

test('an empty session takes another rate over; one with sounds says why it cannot', async ({
  launch,
}) => {
  const { studio } = await launch();
  await studio.openTab('Devices');
  await choose(studio, 'Sample rate', /^44\s100 Hz/);
  await apply(studio);
  await expect(studio.engine).toContainText(/Rate \/ block\s*44\s100/);
  await studio.dropOnTrack([demoSound('glass')], 0, 0);
  await expect(studio.clip(/^glass.*starts at 0\.000 s$/)).toBeVisible();
  const entry = studio.library.getByRole('listitem').filter({ hasText: 'glass' });
  await expect(entry).toContainText(/44\.1k$/);
  await playsOnTime(studio, 'glass');
  expect((await studio.finished('glass'))['done/total frames']).toBe('49392 / 49392');

  await studio.openTab('Devices');
  await choose(studio, 'Sample rate', /^48\s000 Hz/);
  await studio.button('Apply').click();
  await expect(studio.notices).toContainText(/runs at 44100 Hz and has sounds at that rate\./);
  await expect(studio.engine).toContainText(/Rate \/ block\s*44\s100/);
  await playsOnTime(studio, 'glass');
});

test('without any audio device the virtual one stands in and the window says so', async ({
  launch,
}) => {
  const env = { JACK_DEFAULT_SERVER: 'no-such-server', JACK_NO_START_SERVER: '1' };
  const { studio } = await launch({ args: [], env });
  await expect(studio.engine).toContainText(/Virtual/);
  await expect(studio.notices).toContainText(
    /No sound device was found. The virtual device stands in/,
  );
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  await playsOnTime(studio, 'knock');
  await studio.openTab('Devices');
  const facts = studio.page.locator('.device-facts');
  // Of one cause there is one notice.
  await expect(facts).not.toContainText(/virtual device stands in/i);
  await studio.notices
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await expect(facts).toContainText(/virtual device stands in/i);
  await expect(facts).toContainText(
    /Callback(real-time priority \d+|normal priority: .+; |unknown: )/,
  );
});

test('a device that is not there is named, and another one is used', async ({ launch }) => {
  const env = { JACK_DEFAULT_SERVER: 'no-such-server', JACK_NO_START_SERVER: '1' };
  const { studio } = await launch({ args: ['--device=Grand Piano'], env });
  await expect(studio.notices).toContainText(/“Grand Piano”/);
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  await playsOnTime(studio, 'knock');
});

test('when the device disappears the timeline runs on without it, and rejoins in step when it is back', async ({
  launch,
}) => {
  const faults = [
    { kind: 'disappear', frame: 14 * 48_000 },
    { kind: 'return', frame: 17 * 48_000 },
  ];
  const { studio } = await launch({
    args: ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(faults)}`],
  });
  for (let press = 0; press < 2; press += 1) await studio.page.keyboard.press('-');
  await studio.dropOnTrack([demoSound('rain')], 0, 0);
  await studio.dropOnTrack([demoSound('metronome 90')], 0, 12);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  await studio.play();
  const state = studio.page.getByRole('contentinfo');
  await expect(state).toContainText(/Device lost, looking for .+; timeline runs on/);
  await expect(studio.notices).toContainText(/stopped answering.*rejoins by itself/);
  await expect(studio.engine).toContainText(/\(lost\)/);
  await expect(studio.button('Stop')).toBeVisible();
  await expect(studio.engine).not.toContainText(/\(lost\)/);
  await expect(studio.notices).not.toContainText('stopped answering');
  await expect(studio.page.getByRole('img', { name: /^Outage 0:\d\d\..+ was lost/ })).toBeVisible();
});
