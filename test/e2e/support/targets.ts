/** How large what can be clicked is: 24 x 24 pixels and more, however small it is drawn. */
import type { Page } from '@playwright/test';

/** What is left out: the ends of the loop are narrow because they lie beside each other; clips are as long as what they hold, splitters and scroll bars have a side of
 * their own, and what scrolls is not clicked. */
const EXCEPT = [
  '[role="option"]',
  '[role="separator"]',
  '[role="scrollbar"]',
  '.scroll-thumb',
  '.loop-end',
  '[tabindex]:not(button, [role="button"], [role="tab"], [role="slider"], [role="menuitem"])',
];

const SELECTOR = `:is(button, a[href], input, select, textarea, [role="button"], [role="tab"], [role="slider"],
  [role="switch"], [role="checkbox"], [role="radio"], [role^="menuitem"]):not(${EXCEPT.join(', ')})`;

/** Every element in sight that is smaller, one line each. */
export async function smallTargets(page: Page, only = 'body'): Promise<readonly string[]> {
  return await page.evaluate(
    ([selector, root]) => {
      /** Rounding hides half a pixel on each side. */
      const least = 23;
      const reach = 14;
      const found: string[] = [];
      /** By the edge of what scrolls: it is reached after scrolling. */
      const isCut = (element: Element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        for (let around = element.parentElement; around !== null; around = around.parentElement) {
          const { overflowX, overflowY } = getComputedStyle(around);
          const box = around.getBoundingClientRect();
          if (overflowY !== 'visible' && (top < box.top || bottom > box.bottom)) return true;
          if (overflowX !== 'visible' && (left < box.left || right > box.right)) return true;
        }
        return false;
      };
      const within = document.querySelector(root);
      for (const element of within?.querySelectorAll<HTMLElement>(selector) ?? []) {
        const box = element.getBoundingClientRect();
        const isRange = element instanceof HTMLInputElement && element.type === 'range';
        const style = getComputedStyle(element);
        if (box.width === 0 || box.height === 0 || style.visibility !== 'visible') continue;
        // Read by assistive technology only; what is seen of it has the target.
        if (!isRange && (box.width <= 1 || box.height <= 1)) continue;
        const whole = isRange ? (element.closest('[class*="-control"]') ?? element) : element;
        const own = (x: number, y: number) => {
          const hit = document.elementFromPoint(x, y);
          if (hit === null) return false;
          const label = hit.closest('label');
          // Of equal ones that overlap, such as dropouts in a row, another one is as near.
          const other = hit.closest(selector);
          if (other !== null && other.className !== '' && other.className === element.className) {
            return true;
          }
          return whole.contains(hit) || (label !== null && label.control === element);
        };
        const area = whole.getBoundingClientRect();
        const x = isRange ? box.left + box.width / 2 : area.left + area.width / 2;
        const y = area.top + area.height / 2;
        // Below something else, or scrolled out of sight.
        if (!own(x, y)) continue;
        const extent = (dx: number, dy: number) => {
          let step = 0;
          while (step < reach && own(x + dx * (step + 0.5), y + dy * (step + 0.5))) step += 0.5;
          return step;
        };
        const width = extent(-1, 0) + extent(1, 0);
        const height = extent(0, -1) + extent(0, 1);
        if (width >= least && height >= least) continue;
        if (isCut(whole)) continue;
        const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
        found.push(
          `${element.className || element.tagName} "${name.trim().slice(0, 40)}": ${width} x ${height}`,
        );
      }
      return [...new Set(found)];
    },
    [SELECTOR, only] as const,
  );
}
