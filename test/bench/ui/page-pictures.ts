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
  | { readonly kind: 'scroll-down'; readonly selector: string; readonly pixels: number }
  | {
      readonly kind: 'pointer-move';
      readonly selector: string;
      readonly x: number;
      readonly y: number;
      readonly pixels: number;
    };

/** No more pictures are made after this. */
const longestMilliseconds = 2_000;

/** Processor time of the page's main thread, in milliseconds, for each of at most `count` pictures. After
 * the first half of them the inputs go back. */
export async function timePictures(
  page: Page,
  clock: ThreadClock,
  input: PageInput,
  count: number,
): Promise<number> {
  const before = clock();
  const made = await page.evaluate(playInputs, { input, count, longest: longestMilliseconds });
  return (clock() - before) / made;
}

async function playInputs({
  input,
  count,
  longest,
}: {
  readonly input: PageInput;
  readonly count: number;
  /** In milliseconds, of each half. */
  readonly longest: number;
}): Promise<number> {
  const element = document.querySelector(input.selector);
  if (element === null) throw new Error(`Nothing matches ${input.selector}.`);
  const box = element.getBoundingClientRect();
  const send = (index: number) => {
    const direction = index < count / 2 ? 1 : -1;
    if (input.kind === 'scroll-element') {
      element.scrollLeft += direction * input.pixels;
    } else if (input.kind === 'scroll-down') {
      element.scrollTop += direction * input.pixels;
    } else if (input.kind === 'wheel') {
      const clientX = box.left + box.width / 2;
      const clientY = box.top + box.height / 2;
      const deltaX = direction * (input.deltaX ?? 0);
      const deltaY = direction * (input.deltaY ?? 0);
      const { ctrlKey = false } = input;
      const place = { clientX, clientY, bubbles: true, cancelable: true };
      element.dispatchEvent(new WheelEvent('wheel', { ...place, deltaX, deltaY, ctrlKey }));
    } else {
      const steps = index < count / 2 ? index + 1 : count - index;
      const place = { clientX: input.x + steps * input.pixels, clientY: input.y };
      element.dispatchEvent(
        new PointerEvent('pointermove', { ...place, pointerId: 1, bubbles: true }),
      );
    }
  };
  let made = 0;
  for (let half = 0; half < 2; half++) {
    const end = performance.now() + longest;
    for (let index = 0; index < count / 2 && performance.now() < end; index++) {
      send(half === 0 ? index : count - index - 1);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      made += 1;
    }
  }
  return made;
}
