import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds wrong, one line each. In legacy mode, since Electron opens no second page for it.
 * @param only a part of the page that comes and goes, which no landmark needs to hold
 */
export async function violations(page: Page, only?: string): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (only !== undefined) axe.include(only).disableRules('region');
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} (${target.join(' ')}) ${failureSummary}`,
    ),
  );
}
