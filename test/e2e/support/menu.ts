import type { ElectronApplication } from '@playwright/test';

/** Chooses an item of the application menu by its id. */
export async function clickMenuItem(electronApp: ElectronApplication, id: string): Promise<void> {
  await electronApp.evaluate(({ Menu }, itemId) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(itemId);
    if (!item) throw new Error(`The application menu has no item '${itemId}'.`);
    item.click();
  }, id);
}
