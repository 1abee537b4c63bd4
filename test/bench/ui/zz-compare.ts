import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchApp } from '../../e2e/support/launch-app.ts';
import { untilUsable } from '../launched-studio.ts';
import { sessionSizes, writeSession } from './sized-session.ts';

const appFolder = process.argv[2];
for (const size of sessionSizes.slice(0, Number(process.argv[3] ?? 3))) {
  const userDataDir = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  writeSession(userDataDir, size);
  const app = await launchApp({
    userDataDir,
    args: ['--host-api=Virtual'],
    ...(appFolder === '-' ? {} : { appFolder }),
  });
  const { window: page } = app;
  await page.waitForSelector('[role="option"]');
  await untilUsable(app);
  const shot = async (what: string) => {
    let last = '';
    for (let same = 0; same < 3; ) {
      await pause(250);
      const url = await page.evaluate(() =>
        (document.querySelector('.track-area canvas') as HTMLCanvasElement).toDataURL(),
      );
      same = url === last ? same + 1 : 0;
      last = url;
    }
    if (process.argv[4])
      writeFileSync(
        `${process.argv[4]}-${size.name.replaceAll(/\W/g, '_')}-${what.replaceAll(/\W/g, '_')}.png`,
        Buffer.from(last.split(',')[1] ?? '', 'base64'),
      );
    console.log(
      size.name,
      what,
      createHash('sha1').update(last).digest('hex').slice(0, 12),
      last.length,
    );
  };
  const wheel = (deltaX: number, deltaY: number, ctrlKey = false) =>
    page.evaluate(
      ([x, y, c]) => {
        const area = document.querySelector('.track-area')!;
        const box = area.getBoundingClientRect();
        area.dispatchEvent(
          new WheelEvent('wheel', {
            deltaX: x,
            deltaY: y,
            ctrlKey: c,
            clientX: box.left + 300,
            clientY: box.top + 50,
            bubbles: true,
            cancelable: true,
          }),
        );
      },
      [deltaX, deltaY, ctrlKey] as const,
    );
  for (const [width, height] of [
    [1280, 800],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await pause(300);
    await shot(`${width} start`);
    await wheel(333, 41);
    await shot(`${width} scrolled`);
    await wheel(0, 150, true);
    await shot(`${width} out`);
    await wheel(0, -700, true);
    await shot(`${width} in`);
    await wheel(0, -1500, true);
    await shot(`${width} far in`);
    await page.keyboard.press('Shift+Z');
    await shot(`${width} whole`);
    await page.mouse.click(500, 230);
    await shot(`${width} selected`);
    await page.keyboard.press('Escape');
    await wheel(-1e7, -1e5);
    await wheel(0, -200, true);
  }
  await app.kill();
}
