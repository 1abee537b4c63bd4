/** Panels fold by choice and by the window's size; neither takes the other for its own. */
import { beforeEach, expect, test } from 'vitest';
import {
  foldingAfter,
  followFolding,
  isPanelFolded,
  showTab,
  togglePanel,
} from '../../../renderer/store/folding.ts';
import { PANEL_NAMES, type PanelName } from '../../../renderer/store/panel-sizes.ts';
import { sizeStepsOf } from '../../../renderer/store/size-steps.ts';
import { changeView, viewNow } from '../../../renderer/store/view.ts';

const NOTHING_CHOSEN = { foldedPanels: [], unfoldedAtStep: {} };

/** What is unfolded in a window of this size. */
function unfolded(width: number, height: number, view: Parameters<typeof isPanelFolded>[1]) {
  return PANEL_NAMES.filter((name) => !isPanelFolded(name, view, sizeStepsOf(width, height)));
}

beforeEach(() => changeView({ ...NOTHING_CHOSEN, shownView: 'arrange' }));

test('a smaller window folds the Inspector first, then the Library; a lower one what is below', () => {
  const at = (width: number, height: number) => unfolded(width, height, NOTHING_CHOSEN);
  expect(at(1_440, 900)).toEqual(['library', 'inspector', 'bottom']);
  expect(at(1_359, 900)).toEqual(['library', 'bottom']);
  expect(at(1_159, 900)).toEqual(['bottom']);
  expect(at(1_440, 799)).toEqual(['library', 'inspector']);
  expect(at(640, 400)).toEqual([]);
});

test('a choice in a small window is none about larger ones, nor about smaller ones', () => {
  const steps = sizeStepsOf(1_200, 900);
  const chosen = foldingAfter('inspector', false, NOTHING_CHOSEN, steps);
  expect(unfolded(1_200, 900, chosen)).toEqual(['library', 'inspector', 'bottom']);
  expect(unfolded(1_150, 900, chosen)).toEqual(['bottom']);
  const folded = foldingAfter('inspector', true, chosen, steps);
  expect(unfolded(1_200, 900, folded)).toEqual(['library', 'bottom']);
  expect(unfolded(1_440, 900, folded)).toEqual(['library', 'inspector', 'bottom']);
});

test('a choice in a window that has the room stays in every size', () => {
  const chosen = foldingAfter('library', true, NOTHING_CHOSEN, sizeStepsOf(1_440, 900));
  expect(unfolded(1_440, 900, chosen)).toEqual(['inspector', 'bottom']);
  // Where the size folds it, a choice there unfolds it, and the one of before comes back.
  const small = foldingAfter('library', false, chosen, sizeStepsOf(1_120, 900));
  expect(unfolded(1_120, 900, small)).toEqual(['library', 'bottom']);
  expect(unfolded(1_440, 900, small)).toEqual(['inspector', 'bottom']);
});

test('in the narrowest windows Library and Inspector take turns, and leave what is below alone', () => {
  const steps = sizeStepsOf(800, 520);
  const choose = (view: Parameters<typeof isPanelFolded>[1], name: PanelName) =>
    foldingAfter(name, false, view, steps);
  const bottom = choose(NOTHING_CHOSEN, 'bottom');
  const library = choose(bottom, 'library');
  expect(unfolded(800, 520, library)).toEqual(['library', 'bottom']);
  expect(unfolded(800, 520, choose(library, 'inspector'))).toEqual(['inspector', 'bottom']);
});

test('a choice of another step is forgotten at the start', () => {
  changeView({ unfoldedAtStep: { library: 1_160, bottom: 800 } });
  // The window has no size here: it folds nothing.
  followFolding();
  expect(viewNow().unfoldedAtStep).toEqual({});
});

test('a tab that is asked for is shown from the view Report, and where it was folded', () => {
  togglePanel('bottom');
  changeView({ shownView: 'report' });
  showTab('devices');
  expect(viewNow()).toMatchObject({
    bottomTab: 'devices',
    shownView: 'arrange',
    foldedPanels: [],
  });
});
