import path from 'node:path';
import type { Page } from '@playwright/test';

const folder = path.resolve(import.meta.dirname, '../out');

/** Saves what the window shows as `test/e2e/out/<name>.png`; returns the file. */
export async function takeScreenshot(window: Page, name: string): Promise<string> {
  const file = path.join(folder, `${name}.png`);
  await window.screenshot({ path: file });
  return file;
}
