/**
 * Which edits are one step of Undo: those of one kind that are sent during one press of the pointer, and
 * those of a run of keys, with no longer pause than PAUSE_MILLISECONDS between two. A press between them
 * begins another step.
 */
import { newId } from './new-id.ts';

const PAUSE_MILLISECONDS = 1_500;

let presses = 0;
let isPressed = false;
let last = { kind: '', key: '', press: -1, at: 0 };

/** The key that main compares with the one before it. @param kind what is done to what, as `gain-track-1` */
export function mergeKeyOf(kind: string): string {
  const at = performance.now();
  const isSamePress = isPressed && last.press === presses;
  const isRun = !isPressed && last.press === presses && at - last.at < PAUSE_MILLISECONDS;
  const isOne = last.kind === kind && (isSamePress || isRun);
  last = { kind, key: isOne ? last.key : `${kind} ${newId('edit')}`, press: presses, at };
  return last.key;
}

/** Follows the pointer from now on; gives the function that ends it. */
export function followPresses(): () => void {
  const press = () => {
    presses += 1;
    isPressed = true;
  };
  const release = () => {
    isPressed = false;
  };
  window.addEventListener('pointerdown', press, true);
  window.addEventListener('pointerup', release, true);
  window.addEventListener('pointercancel', release, true);
  return () => {
    window.removeEventListener('pointerdown', press, true);
    window.removeEventListener('pointerup', release, true);
    window.removeEventListener('pointercancel', release, true);
  };
}
