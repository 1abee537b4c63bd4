let ready = false;
let settle: () => void = () => {};
const whenReadyPromise = new Promise<void>((resolve) => {
  settle = resolve;
});

/** Whether Chromium is up and windows may be made. */
export function isReady(): boolean {
  return ready;
}

export function whenReady(): Promise<void> {
  return whenReadyPromise;
}

export function markReady(): void {
  ready = true;
  settle();
}

/** Throws Electron's sentence when something is used before the app is ready. */
export function refuseBeforeReady(sentence: string): void {
  if (!ready) throw new Error(sentence);
}
