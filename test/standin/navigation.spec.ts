import { expect, seenByMain, sharedAppTest, test } from './fixture-test.ts';

sharedAppTest(
  "a page of the app's own scheme runs in a secure context under its policy",
  async ({ page }) => {
    const results = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineScriptRan = true;';
      document.head.append(script);
      return [isSecureContext, 'inlineScriptRan' in window];
    });
    expect(results).toEqual([true, false]);
  },
);

sharedAppTest('a page finds its own files and no others', async ({ page }) => {
  const results = await page.evaluate(async () => [
    (await fetch('style.css')).headers.get('content-type'),
    await fetch('missing.css').catch(() => 'refused'),
  ]);
  expect(results).toEqual(['text/css', 'refused']);
});

sharedAppTest('a forbidden navigation leaves the page where it is', async ({ app, page }) => {
  await page.getByRole('link', { name: 'Leave' }).click();
  await expect
    .poll(async () => (await seenByMain(app)).events)
    .toContain('will-navigate https://example.org/');
  await expect(page.getByRole('heading', { name: 'Fixture' })).toBeVisible();
});

sharedAppTest(
  'a window that the page wants to open goes to the handler and is not opened',
  async ({ app, page }) => {
    await page.getByRole('link', { name: 'New window' }).click();
    await expect
      .poll(async () => (await seenByMain(app)).events)
      .toContain('window-open https://example.org/new');
    await expect.poll(() => app.electronApp.windows().length).toBe(1);
  },
);

test('a page that is not there makes loadURL fail', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const message = await app.electronApp.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]
      ?.loadURL('app://fixture/missing.html')
      .catch((error: Error) => error.message),
  );
  expect(message).toContain('app://fixture/missing.html');
});
