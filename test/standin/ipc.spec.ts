import { expect, seenByMain, sharedAppTest } from './fixture-test.ts';

sharedAppTest('an invoke brings its answer back as a copy', async ({ page }) => {
  const answer = await page.evaluate(() => window.fixture.echo({ a: [1, 'two', null, true] }));
  expect(answer).toEqual({ a: [1, 'two', null, true] });
});

sharedAppTest('typed arrays cross both ways without a changed bit', async ({ page }) => {
  const same = await page.evaluate(async () => {
    const samples = new Float32Array([0, -0, 1 / 3, 1e-45, Number.MAX_VALUE, -Infinity, NaN]);
    const big = new Float64Array(8192).map((_value, index) => Math.sin(index));
    const bits = (value: unknown) => new Uint8Array((value as Float32Array).buffer).join();
    const back = (await window.fixture.echo({ samples, big })) as Record<string, unknown>;
    return [
      back.samples instanceof Float32Array,
      bits(back.samples) === bits(samples),
      back.big instanceof Float64Array,
      bits(back.big) === bits(big),
    ];
  });
  expect(same).toEqual([true, true, true, true]);
});

sharedAppTest('a view of a larger buffer keeps its place in it', async ({ page }) => {
  const described = await page.evaluate(() => {
    const buffer = new Int16Array([1, 2, 3, 4, 5]).buffer;
    return window.fixture.describe(new Int16Array(buffer, 4, 2));
  });
  const expected = { type: '[object Int16Array]', byteOffset: 4, bufferBytes: 10, text: '3,4' };
  expect(described).toEqual(expected);
});

sharedAppTest('maps, sets, dates, big integers, undefined and cycles survive', async ({ page }) => {
  const kept = await page.evaluate(async () => {
    const value: Record<string, unknown> = {
      map: new Map([['k', new Set([1n])]]),
      date: new Date(12),
      nothing: undefined,
    };
    value.self = value;
    const back = (await window.fixture.echo(value)) as typeof value;
    const map = back.map as Map<string, Set<bigint>>;
    const date = back.date as Date;
    return [map.get('k')?.has(1n), date.getTime(), 'nothing' in back, back.self === back];
  });
  expect(kept).toEqual([true, 12, true, true]);
});

sharedAppTest('what cannot be cloned is refused where it is sent', async ({ page }) => {
  const message = await page.evaluate(() =>
    window.fixture.echo(() => 1).catch((error: Error) => error.message),
  );
  expect(message).toBe('An object could not be cloned.');
});

sharedAppTest('a failing handler rejects with the words of Electron', async ({ page }) => {
  const messages = await page.evaluate(() =>
    Promise.all([
      window.fixture.fail().catch((error: Error) => error.message),
      window.fixture.unhandled().catch((error: Error) => error.message),
    ]),
  );
  expect(messages).toEqual([
    "Error invoking remote method 'fail': RangeError: out of range",
    "Error invoking remote method 'nobody-handles-this': Error: No handler registered for 'nobody-handles-this'",
  ]);
});

sharedAppTest('main knows the window and the page that asked', async ({ page }) => {
  const sender = await page.evaluate(() => window.fixture.sender());
  const url = 'app://fixture/index.html';
  expect(sender).toEqual({ url, origin: 'app://fixture', isWindow: true });
});

sharedAppTest(
  'messages arrive in the order in which they were sent, both ways',
  async ({ app, page }) => {
    const count = 200;
    await app.electronApp.evaluate(({ BrowserWindow }, wanted) => {
      const [window] = BrowserWindow.getAllWindows();
      for (let index = 0; index < wanted; index += 1) {
        window?.webContents.send('push', new Float32Array([index]));
      }
    }, count);
    await page.waitForFunction((wanted) => window.received.length === wanted, count);
    const received = await page.evaluate(() =>
      window.received.map((value) => (value as Float32Array)[0]),
    );
    expect(received).toEqual(Array.from({ length: count }, (_value, index) => index));

    await page.evaluate((wanted) => {
      for (let index = 0; index < wanted; index += 1) window.fixture.say(index);
    }, count);
    await expect.poll(async () => (await seenByMain(app)).said).toEqual(received);
  },
);

sharedAppTest('a listener that was taken away hears nothing more', async ({ app, page }) => {
  await page.evaluate(() => window.stopListening());
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('push', 'too late');
  });
  await page.evaluate(() => window.fixture.echo('the push is behind us'));
  expect(await page.evaluate(() => window.received)).toEqual([]);
});
