import { expect, sharedAppTest } from './fixture-test.ts';

sharedAppTest('what a preload exposes can be read but not changed', async ({ page }) => {
  const results = await page.evaluate(() => {
    const { nested } = window.fixture;
    return [nested, Object.isFrozen(window.fixture), Object.isFrozen(nested.list)];
  });
  expect(results).toEqual([{ list: [1, { two: 2 }] }, true, true]);
});

sharedAppTest('an answer belongs to the page, which may change it', async ({ page }) => {
  const frozen = await page.evaluate(() => Object.isFrozen(window.fixture.sync({ a: 1 })));
  expect(frozen).toBe(false);
});

sharedAppTest(
  'a synchronous function answers at once and passes on the message of what it throws',
  async ({ page }) => {
    const results = await page.evaluate(() => {
      let message = '';
      try {
        window.fixture.throws();
      } catch (error) {
        message = (error as Error).message;
      }
      return [window.fixture.sync({ a: [1, 2] }), message];
    });
    expect(results).toEqual([{ a: [1, 2] }, 'too far']);
  },
);

sharedAppTest(
  'functions that cross the bridge stay callable in both directions',
  async ({ page }) => {
    const value = await page.evaluate(
      () =>
        new Promise((resolve) => {
          window.fixture.callBack((given) => resolve(given.inner()));
        }),
    );
    expect(value).toBe('from the preload');
  },
);

sharedAppTest('a page sees nothing of Node or Electron but what was exposed', async ({ page }) => {
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer', 'global'].filter(
      (name) => name in window,
    ),
  );
  expect(found).toEqual([]);
});

sharedAppTest('a preload sees the additional arguments of its window', async ({ page }) => {
  expect(await page.evaluate(() => window.fixture.argv.includes('--from-main=yes'))).toBe(true);
});
