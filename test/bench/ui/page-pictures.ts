/** What a page does to itself, one input and one picture at a time; runs inside the page. */
import type { Page } from '@playwright/test';
import type { ThreadClock } from './thread-time.ts';

/** One kind of input. Points count from the upper left corner of the page. */
export type PageInput =
  | {
      readonly kind: 'wheel';
      readonly selector: string;
      readonly deltaX?: number;
      readonly deltaY?: number;
      readonly ctrlKey?: boolean;
    }
  | { readonly kind: 'scroll-element'; readonly selector: string; readonly pixels: number }
  | {
      readonly kind: 'pointer-move';
      readonly selector: string;
      readonly x: number;
      readonly y: number;
      readonly pixels: number;
    };

/** Processor time of the page's main thread, in milliseconds, for each of `count` pictures. Every second
 * half of them goes back. */
export async function timePictures(
  page: Page,
  clock: ThreadClock,
  input: PageInput,
  count: number,
): Promise<number> {
  const before = clock();
  await page.evaluate(playInputs, { input, count });
  return (clock() - before) / count;
}

async function playInputs({
  input,
  count,
}: {
  readonly input: PageInput;
  readonly count: number;
}): Promise<void> {
  const element = document.querySelector(input.selector);
  if (element === null) throw new Error(`Nothing matches ${input.selector}.`);
  const box = element.getBoundingClientRect();
  const send = (index: number) => {
    const direction = index < count / 2 ? 1 : -1;
    if (input.kind === 'scroll-element') {
      element.scrollLeft += direction * input.pixels;
    } else if (input.kind === 'wheel') {
      const clientX = box.left + box.width / 2;
      const clientY = box.top + box.height / 2;
      const deltaX = direction * (input.deltaX ?? 0);
      const deltaY = direction * (input.deltaY ?? 0);
      const { ctrlKey = false } = input;
      const place = { clientX, clientY, bubbles: true, cancelable: true };
      element.dispatchEvent(new WheelEvent('wheel', { ...place, deltaX, deltaY, ctrlKey }));
    } else {
      const steps = index < count / 2 ? index + 1 : count - index - 1;
      const place = { clientX: input.x + steps * input.pixels, clientY: input.y };
      element.dispatchEvent(
        new PointerEvent('pointermove', { ...place, pointerId: 1, bubbles: true }),
      );
    }
  };
  for (let index = 0; index < count; index++) {
    send(index);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
