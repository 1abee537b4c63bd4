import type { Locator, Page } from '@playwright/test';

/** Where on the page: the middle of an element, a spot inside it, or a point of the page. */
export type DropTarget =
  | Locator
  | { readonly on: Locator; readonly x: number; readonly y: number }
  | { readonly x: number; readonly y: number };

/**
 * Drags files from the system over the page and drops them, as a file manager does.
 * @param paths absolute paths; the page gets real files that know them
 * @param target where to drop; `x` and `y` in CSS pixels, of the element when there is one
 */
export async function dropFiles(
  window: Page,
  paths: readonly string[],
  target: DropTarget,
): Promise<void> {
  const { x, y } = await pointOf(target);
  const session = await window.context().newCDPSession(window);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

async function pointOf(target: DropTarget): Promise<{ x: number; y: number }> {
  if ('x' in target && !('on' in target)) return target;
  const locator = 'on' in target ? target.on : target;
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error('The element to drop on is not on the screen.');
  if ('on' in target) return { x: box.x + target.x, y: box.y + target.y };
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
