/** Every state of the window, one after another, on the pilot session. */
import { expect, type Locator } from '@playwright/test';
import { CONTEXT_MENUS, type ContextMenuId } from '../../../preload/commands.ts';
import { PANELS, type PanelId } from '../../../renderer/panels/panels.ts';
import type { StudioPage } from './studio-page.ts';

/** Faults that make dropouts of both directions in every second that plays. */
const FAULTS = [
  { kind: 'output-underflow', frame: 24_000, everyFrames: 48_000 },
  { kind: 'input-overflow', frame: 36_000, everyFrames: 48_000 },
];
export const FAULTY_DEVICE = ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(FAULTS)}`];

export interface Scene {
  readonly name: string;
  /** A part of the page that comes and goes, which is looked at alone. */
  readonly only?: string;
  /** A message lies over a part of the window, whose targets are not reached meanwhile. */
  readonly covers?: true;
  readonly enter: (studio: StudioPage) => Promise<void>;
  readonly leave?: (studio: StudioPage) => Promise<void>;
}

const clip = (studio: StudioPage): Locator => studio.clip(/^tone 441/).first();

async function closeByEscape({ page }: StudioPage): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('menu')).toHaveCount(0);
}

function menuOf(id: ContextMenuId, element: (studio: StudioPage) => Locator): Scene {
  const { title } = CONTEXT_MENUS[id];
  return {
    name: `menu ${title.toLowerCase()}`,
    only: '[role="menu"]',
    enter: async (studio) => {
      await element(studio).click({ button: 'right' });
      await expect(studio.page.getByRole('menu', { name: title })).toBeVisible();
    },
    leave: closeByEscape,
  };
}

function dialogBy(name: string, keys: string): Scene {
  return {
    name,
    enter: async ({ page }) => {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: closeByEscape,
  };
}

/** By the palette, for commands without keys. */
async function runByName({ page }: StudioPage, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

function dialogByName(name: string, command: string, title: string | RegExp): Scene {
  return {
    name,
    enter: async (studio) => {
      await runByName(studio, command);
      await expect(studio.page.getByRole('dialog', { name: title })).toBeVisible();
    },
    leave: closeByEscape,
  };
}

/** A menu that a button opens. */
function dropMenu(name: string, button: (studio: StudioPage) => Locator): Scene {
  return {
    name: `menu ${name}`,
    only: '[role="menu"]',
    enter: async (studio) => {
      await button(studio).focus();
      await studio.page.keyboard.press('Enter');
      await expect(studio.page.getByRole('menu')).toBeVisible();
    },
    leave: closeByEscape,
  };
}

/** Without a session: the first start. */
export const EMPTY_SCENE: Scene = { name: 'empty', enter: async () => {} };

/** On the pilot session and `FAULTY_DEVICE`, in this order. */
export const PILOT_SCENES: readonly Scene[] = [
  {
    name: 'stopped',
    enter: async (studio) => {
      await expect(clip(studio)).toBeVisible();
    },
  },
  {
    name: 'selected',
    enter: async (studio) => {
      await clip(studio).click();
      await expect(studio.inspector).toContainText('tone 441');
    },
  },
  menuOf('clip', clip),
  dialogBy('loop of a clip', 'Shift+L'),
  dialogByName('colour of a clip', 'Colour of the clip', 'Colour'),
  {
    name: 'muted',
    enter: async (studio) => {
      await studio.page.keyboard.press('m');
      await expect(studio.button('Mute Stimuli')).toHaveAttribute('aria-pressed', 'true');
    },
    leave: async ({ page }) => {
      await page.keyboard.press('m');
    },
  },
  {
    name: 'refused',
    covers: true,
    enter: async (studio) => {
      // The one field that is there in every size.
      await studio.page.keyboard.press('g');
      await studio.page.keyboard.type('abc');
      await studio.page.keyboard.press('Enter');
      await expect(studio.page.getByRole('alert').first()).toBeVisible();
    },
    leave: async ({ page }) => {
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'playing',
    enter: async (studio) => {
      await studio.play();
      await expect(studio.engine).toContainText(/Dropouts\s*[1-9]/i);
    },
    leave: async (studio) => {
      await studio.stop();
    },
  },
  { name: 'dropouts', enter: async () => {} },
  {
    name: 'recording',
    enter: async (studio) => {
      await studio.button('Record').click();
      await expect(studio.page.getByText(/recording/i).first()).toBeVisible();
    },
    leave: async (studio) => {
      await studio.stop();
    },
  },
  menuOf('row', (studio) => studio.row('ended', 'tone 441').first()),
  dropMenu('snap', ({ timeline }) => timeline.getByRole('button', { name: /^Snap to/ })),
  menuOf('follow', ({ timeline }) => timeline.getByRole('button', { name: 'Follow the playhead' })),
  dropMenu('export', ({ page }) => page.getByRole('button', { name: 'Export report…' })),
  {
    name: 'menu history',
    only: '[role="menu"]',
    enter: async ({ page }) => {
      await page.keyboard.press('Control+Alt+z');
      await expect(page.getByRole('menu', { name: 'Undo history' })).toBeVisible();
    },
    leave: closeByEscape,
  },
  ...(Object.keys(PANELS) as PanelId[]).map(
    (panel): Scene => ({
      name: `tab ${panel}`,
      enter: async (studio) => {
        await studio.openTab(PANELS[panel]);
      },
    }),
  ),
  menuOf('buffer', ({ library }) => library.getByRole('button', { name: /^tone 441/ }).first()),
  {
    name: 'tab takes',
    enter: async (studio) => {
      await studio.openTab('Takes');
    },
  },
  menuOf('take', ({ library }) => library.getByRole('listitem').getByRole('button').first()),
  menuOf('track', ({ timeline }) => timeline.getByRole('button', { name: 'Stimuli', exact: true })),
  menuOf('marker', ({ timeline }) => timeline.getByRole('button', { name: /^Block 2/ })),
  menuOf('ruler', ({ page }) => page.locator('.ruler')),
  {
    ...menuOf('area', ({ page }) => page.locator('.track-area')),
    enter: async ({ page }) => {
      const box = await page.locator('.track-area').boundingBox();
      if (box === null) throw new Error('The track area is not on the screen.');
      // Below the last track.
      await page.mouse.click(box.x + 20, box.y + box.height - 12, { button: 'right' });
      await expect(page.getByRole('menu', { name: CONTEXT_MENUS.area.title })).toBeVisible();
    },
  },
  {
    name: 'track selected',
    enter: async ({ timeline }) => {
      await timeline.getByRole('button', { name: 'Stimuli', exact: true }).click();
    },
  },
  dialogByName('matrix', 'Channel matrix of the track', /^Channels of/),
  dialogBy('markers', 'Control+Shift+m'),
  {
    name: 'group of tracks',
    enter: async ({ page, timeline }) => {
      await timeline.getByRole('button', { name: 'Stimuli', exact: true }).focus();
      await page.keyboard.press('Control+g');
      await expect(page.locator('[data-group-id]').first()).toBeVisible();
    },
  },
  menuOf('group', ({ page }) => page.locator('[data-group-id] button').first()),
  {
    name: 'colour of tracks',
    only: '[role="menu"]',
    enter: async (studio) => {
      await runByName(studio, 'Colour of the track');
      await expect(studio.page.getByRole('menu')).toBeVisible();
    },
    leave: async (studio) => {
      await closeByEscape(studio);
      await studio.page.keyboard.press('Control+z');
      await expect(studio.page.locator('[data-group-id]')).toHaveCount(0);
    },
  },
  dialogBy('keys', '?'),
  dialogBy('palette', 'Control+k'),
  {
    name: 'about',
    enter: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('About RtMixer');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog', { name: 'About RtMixer' })).toBeVisible();
    },
    leave: closeByEscape,
  },
  {
    name: 'report',
    enter: async ({ page }) => {
      await page.keyboard.press('Alt+3');
      const report = page.getByRole('region', { name: 'Report', exact: true });
      await expect(report.getByRole('heading', { name: 'Not as asked' })).toBeVisible();
    },
  },
  {
    name: 'report tables',
    enter: async ({ page }) => {
      const buttons = page.getByRole('button', { name: /: as a table$/ });
      for (let left = await buttons.count(); left > 0; left -= 1) await buttons.first().click();
    },
  },
  menuOf('run', ({ page }) => page.getByRole('option', { name: /^Run \d/ }).first()),
  {
    name: 'compare',
    enter: async ({ page }) => {
      await page.getByRole('tab', { name: 'Compare' }).click();
      await expect(page.getByRole('heading', { name: 'Errors of both' })).toBeVisible();
    },
    leave: async ({ page }) => {
      await page.getByRole('tab', { name: /^Runs/ }).click();
    },
  },
  {
    name: 'delete a run',
    enter: async ({ page }) => {
      await page
        .getByRole('option', { name: /^Run \d/ })
        .first()
        .focus();
      await page.keyboard.press('Delete');
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
  },
  {
    name: 'deleted run',
    covers: true,
    enter: async ({ page }) => {
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByText(/^Run \d+ deleted$/)).toBeVisible();
    },
    leave: async ({ page }) => {
      await page.keyboard.press('Alt+1');
    },
  },
  {
    name: 'notice',
    covers: true,
    enter: async (studio) => {
      await studio.page.keyboard.press('Escape');
      await studio.page.keyboard.press('j');
      await expect(studio.notices).toContainText('Select two clips or more');
    },
  },
];
