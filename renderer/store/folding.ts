/**
 * Which panels are folded, by choice or because the window is small.
 *
 * - Where the window's size folds a panel, a choice made there counts until the step of that size
 *   changes, and is not taken for a choice about larger windows.
 * - In the narrowest windows Library and Inspector share one place: one of them is unfolded at most.
 */
import type { PanelId } from '../panels/panels.ts';
import { PANEL_NAMES, type PanelName } from './panel-sizes.ts';
import {
  type HeightStep,
  isUnder,
  onSizeSteps,
  type SizeSteps,
  sizeStepsNow,
  useSizeSteps,
  type WidthStep,
} from './size-steps.ts';
import { changeView, useView, type View, viewNow } from './view.ts';

/** The step under which the window's size folds each panel. */
const FOLDS: Readonly<Record<PanelName, { width: WidthStep } | { height: HeightStep }>> = {
  library: { width: 1_160 },
  inspector: { width: 1_360 },
  bottom: { height: 800 },
};
const ONE_COLUMN: WidthStep = 900;

type Folding = Pick<View, 'foldedPanels' | 'unfoldedAtStep'>;

/** The step of the size that folds the panel now; null = there is room for it. */
function foldingStep(name: PanelName, steps: SizeSteps): number | null {
  const fold = FOLDS[name];
  const [step, under] = 'width' in fold ? [steps.width, fold.width] : [steps.height, fold.height];
  return isUnder(step, under) ? step : null;
}

export function isPanelFolded(name: PanelName, view: Folding, steps: SizeSteps): boolean {
  const step = foldingStep(name, steps);
  if (step === null) return view.foldedPanels.includes(name);
  return view.unfoldedAtStep[name] !== step;
}

export function usePanelFolded(name: PanelName): boolean {
  const steps = useSizeSteps();
  return useView((view) => isPanelFolded(name, view, steps));
}

/** What a person chose, as the view that it makes. */
export function foldingAfter(
  name: PanelName,
  isFolded: boolean,
  view: Folding,
  steps: SizeSteps,
): Folding {
  const { foldedPanels, unfoldedAtStep } = view;
  const step = foldingStep(name, steps);
  if (step === null) {
    const rest = foldedPanels.filter((other) => other !== name);
    return { foldedPanels: isFolded ? [...rest, name] : rest, unfoldedAtStep };
  }
  const isShared = name !== 'bottom' && isUnder(steps.width, ONE_COLUMN);
  const kept = PANEL_NAMES.filter(
    (other) => other !== name && other in unfoldedAtStep && (other === 'bottom' || !isShared),
  );
  const others = Object.fromEntries(kept.map((other) => [other, unfoldedAtStep[other]]));
  return { foldedPanels, unfoldedAtStep: isFolded ? others : { ...others, [name]: step } };
}

function fold(name: PanelName, isFolded: boolean): void {
  if (isPanelFolded(name, viewNow(), sizeStepsNow()) === isFolded) return;
  changeView(foldingAfter(name, isFolded, viewNow(), sizeStepsNow()));
}

/** Its size is kept while it is folded. */
export function togglePanel(name: PanelName): void {
  fold(name, !isPanelFolded(name, viewNow(), sizeStepsNow()));
}

/** Unfolds it, and shows the view that has it. */
export function showPanel(name: PanelName): void {
  changeView({ shownView: 'arrange' });
  fold(name, false);
}

/** Shows a tab below the timeline, also where it is folded or another view is shown. */
export function showTab(bottomTab: PanelId): void {
  changeView({ bottomTab });
  showPanel('bottom');
}

/** Forgets choices that were made at another step of the window's size, now and from now on. */
export function followFolding(): void {
  const forget = (steps: SizeSteps) => {
    const { unfoldedAtStep } = viewNow();
    const isOfNow = (name: PanelName) => unfoldedAtStep[name] === foldingStep(name, steps);
    const kept = PANEL_NAMES.filter((name) => name in unfoldedAtStep && isOfNow(name));
    if (kept.length === Object.keys(unfoldedAtStep).length) return;
    changeView({
      unfoldedAtStep: Object.fromEntries(kept.map((name) => [name, unfoldedAtStep[name]])),
    });
  };
  forget(sizeStepsNow());
  onSizeSteps(forget);
}
