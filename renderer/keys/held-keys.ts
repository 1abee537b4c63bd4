/** Which keys are held, for gestures that a key changes. */

const held = new Set<string>();

/** Keeps track of the keys by their place; gives the function that ends it. */
export function watchHeldKeys(): () => void {
  const press = ({ code }: KeyboardEvent) => held.add(code);
  const release = ({ code }: KeyboardEvent) => held.delete(code);
  // The release of a key goes to the window that has the focus then.
  const forget = () => held.clear();
  window.addEventListener('keydown', press, { capture: true });
  window.addEventListener('keyup', release, { capture: true });
  window.addEventListener('blur', forget);
  return () => {
    forget();
    window.removeEventListener('keydown', press, { capture: true });
    window.removeEventListener('keyup', release, { capture: true });
    window.removeEventListener('blur', forget);
  };
}

/** @param code the place of the key, `KeyY` for one */
export function isKeyHeld(code: string): boolean {
  return held.has(code);
}
