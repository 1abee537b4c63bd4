import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { LIBRARY_TABS, LibraryTab, PANELS, PanelId } from '../../../renderer/panels/panels.ts';
import { savedSession } from '../../support/saved-session.ts';
import { readWav, type WavFile } from '../../support/wav-file.ts';
import { dropFiles } from './drop-files.ts';
import type { LaunchedApp } from './launch-app.ts';

/** One row of the Actions tables by its column heads; figures without their spaces. */
export type ActionCells = Readonly<Record<string, string>>;

/** What is written on a tab. */
export type TabText = (typeof PANELS)[PanelId] | (typeof LIBRARY_TABS)[LibraryTab];

/** Drives the window as a person does: by what is written on it. */
export class StudioPage {
  readonly page: Page;
  private readonly userDataDir: string;

  constructor({ userDataDir }: Pick<LaunchedApp, 'userDataDir'>, page: Page) {
    this.page = page;
    this.userDataDir = userDataDir;
  }

  /** Waits until the window can be used. */
  async ready(): Promise<void> {
    await expect(this.page.getByRole('toolbar', { name: 'Transport' })).toBeVisible();
    await expect(this.engine).toContainText(/\d{2}\s?\d{3}|\d{4,}/);
  }

  get engine(): Locator {
    return this.page.getByRole('group', { name: 'Engine' });
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  get library(): Locator {
    return this.page.getByRole('region', { name: 'Library' });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  /** The scale in the tool row, as "1 : 600". */
  get zoom(): Locator {
    return this.timeline
      .getByRole('toolbar', { name: 'Tools' })
      .getByText(/^Zoom, pixels to frames/)
      .locator('..');
  }

  /** What is said on top of the lower right corner. */
  get notices(): Locator {
    return this.page.getByRole('region', { name: 'Notices' });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Clips whose accessible name matches: "<clip>, <track>, starts at <seconds> s". */
  clip(name: string | RegExp): Locator {
    return this.timeline.getByRole('option', { name });
  }

  async openTab(name: TabText): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}\\b`) }).click();
  }

  /** Drops files from the system on the Library. */
  async dropOnLibrary(paths: readonly string[]): Promise<void> {
    await dropFiles(this.page, paths, this.library);
  }

  /** Drops files from the system on a track (0 = the first) at a time. */
  async dropOnTrack(paths: readonly string[], track: number, seconds: number): Promise<void> {
    await dropFiles(this.page, paths, await this.placeOnTrack(track, seconds));
  }

  /** Drags a sound of the Library onto a track (0 = the first) at a time. */
  async dragToTrack(sound: string, track: number, seconds: number): Promise<void> {
    const row = this.library.getByRole('button', { name: sound, exact: true });
    const { x, y } = await this.placeOnTrack(track, seconds);
    const area = await this.trackAreaBox();
    await row.dragTo(this.page.locator('.track-area'), {
      targetPosition: { x: x - area.x, y: y - area.y },
    });
  }

  /** Where on the page a track's middle is at a time of the timeline. */
  async placeOnTrack(track: number, seconds: number): Promise<{ x: number; y: number }> {
    const box = await this.trackAreaBox();
    const framesPerPixel = await this.framesPerPixel();
    return { x: box.x + (seconds * 48_000) / framesPerPixel, y: box.y + 30 + track * 60 };
  }

  /** Where on the page the ruler is at a time of the timeline. */
  async placeOnRuler(seconds: number): Promise<{ x: number; y: number }> {
    const box = await this.page.locator('.ruler').boundingBox();
    if (box === null) throw new Error('The ruler is not on the screen.');
    const { x } = await this.placeOnTrack(0, seconds);
    return { x, y: box.y + box.height / 2 };
  }

  private async trackAreaBox(): Promise<{ x: number; y: number }> {
    const box = await this.page.locator('.track-area').boundingBox();
    if (box === null) throw new Error('The track area is not on the screen.');
    return box;
  }

  private async framesPerPixel(): Promise<number> {
    const name = await this.zoom.textContent();
    const digits = /1 : ([\d\s]+)/u.exec(name ?? '')?.[1]?.replace(/\s/gu, '');
    if (digits === undefined) throw new Error(`The zoom is not readable: ${name}`);
    return Number(digits);
  }

  async play(): Promise<void> {
    await this.button('Play').click();
    await expect(this.button('Stop')).toBeVisible();
  }

  /** Waits until the transport stands, because it came to the end or was stopped. */
  async stopped(): Promise<void> {
    await expect(this.button('Play')).toBeVisible({ timeout: 60_000 });
  }

  async stop(): Promise<void> {
    await this.button('Stop').click();
    await this.stopped();
  }

  /** Of the chosen run; the system's dialog is answered before. */
  async exportReport(format: 'HTML' | 'CSV' | 'JSON' | 'BIDS'): Promise<void> {
    await this.button('Export report…').click();
    await this.page.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click();
  }

  get actions(): Locator {
    return this.page.getByRole('table', { name: 'Actions' });
  }

  /**
   * Of an action that waits, sounds or records, or of one that has ended; found by its column Name, as the
   * names of sounds are those of tracks, too.
   */
  row(which: 'live' | 'ended', name: string): Locator {
    const isEnded = this.page.locator('[data-state="finished"]');
    const isLive = this.page.locator('[data-state="pending"], [data-state="active"]');
    return this.actions
      .getByRole('row')
      .and(which === 'ended' ? isEnded : isLive)
      .filter({ has: this.page.locator('td:nth-child(4)', { hasText: name }) });
  }

  /** Opens the line of a clip's loop passes, as soon as there are several. */
  async openPasses(name: string): Promise<void> {
    const line = this.actions.getByRole('button', { name: new RegExp(`^${name}.* passes`) });
    await expect(line).toBeVisible({ timeout: 30_000 });
    await line.click();
    await expect(line).toHaveAttribute('aria-expanded', 'true');
  }

  /** Cells of one row; waits until it is there. */
  async cells(row: Locator): Promise<ActionCells> {
    let cells: ActionCells = {};
    // A row that was taken out of the table meanwhile has no heads.
    await expect(async () => {
      cells = await this.#cellsNow(row);
      expect(cells).not.toEqual({});
    }).toPass({ timeout: 60_000 });
    return cells;
  }

  async #cellsNow(row: Locator): Promise<ActionCells> {
    await expect(row.first()).toBeVisible();
    const [first] = await this.cellsOfAll(row);
    return first ?? {};
  }

  /** Of the rows that are there, as they are at one moment. */
  async cellsOfAll(rows: Locator): Promise<readonly ActionCells[]> {
    return rows.evaluateAll((elements) => {
      const plain = (text: string | null) => (text ?? '').replace(/\s+/gu, ' ').trim();
      // A narrow head shows a short word and says its whole name to screen readers.
      const spoken = (head: Element) =>
        head.querySelector('[aria-hidden] ~ *')?.textContent ?? head.textContent;
      // An error is shown in milliseconds, and in frames on hover.
      const exact = (cell: Element | undefined) => {
        const hint = cell?.querySelector('[title$=" frames"]')?.getAttribute('title');
        // Before the frames it may tell the error by the driver's clock.
        return hint?.split(', ').at(-1) ?? cell?.textContent ?? '';
      };
      return elements.map((element) => {
        const heads = element
          .closest('[role="table"], table')
          ?.querySelectorAll('th, [role="columnheader"]');
        const texts = element.querySelectorAll('td, th, [role="cell"], [role="rowheader"]');
        return Object.fromEntries(
          [...(heads ?? [])].map((head, index) => [
            plain(head.getAttribute('aria-label') ?? spoken(head)).toLowerCase(),
            plain(exact(texts[index])).replace(/(?<=\d) (?=\d)/gu, ''),
          ]),
        );
      });
    });
  }

  /** The finished row of a name; the newest when there are several. */
  async finished(name: string): Promise<ActionCells> {
    return this.cells(this.row('ended', name));
  }

  /** Everything the session keeps, as main wrote it. */
  session(): SessionFile {
    const saved = savedSession(this.sessionFolder());
    if (saved === null) throw new Error('The session was not written yet.');
    return saved;
  }

  /** The same, or null before it was written for the first time. */
  sessionSoFar(): SessionFile | null {
    return savedSession(this.sessionFolder());
  }

  /** Waits until the journal on disk satisfies a condition. */
  async sessionWhere(condition: (session: SessionFile) => boolean): Promise<SessionFile> {
    await expect
      .poll(() => {
        const session = this.sessionSoFar();
        return session !== null && condition(session);
      })
      .toBe(true);
    return this.session();
  }

  sessionFolder(): string {
    return path.join(this.userDataDir, 'session');
  }

  readTake(file: string): WavFile {
    return readWav(path.join(this.sessionFolder(), 'takes', file));
  }
}

/** What the tests read of a session. */
export interface SessionFile {
  readonly project: import('../../../preload/project.ts').Project;
}

/** A figure of a cell: `1 234`, `+341`, `−3`. */
export function figureOf(text: string | undefined): number {
  const digits = (text ?? '').replace(/[\s\u00a0]/gu, '').replace('−', '-');
  const value = Number(/^[+-]?\d+/.exec(digits)?.[0]);
  if (!Number.isFinite(value)) throw new Error(`Not a figure: "${text}"`);
  return value;
}
