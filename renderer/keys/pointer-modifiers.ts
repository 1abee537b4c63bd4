/** What keys held with the pointer do, as the keys dialog and the manual list it. */
export const POINTER_MODIFIERS: readonly { readonly keys: string; readonly what: string }[] = [
  { keys: 'Shift', what: 'During a drag: without snapping; of a gain: ten times finer' },
  { keys: 'Ctrl+drag', what: 'Drag a copy' },
  { keys: 'Y+drag, Ctrl+Alt+drag', what: 'Slip: move the sound inside the clip' },
  { keys: 'C+click', what: 'Split the clip at the pointer' },
  { keys: 'Shift+click', what: 'Select a range of clips' },
  { keys: 'Ctrl+click', what: 'Add to the selection, or take from it' },
  { keys: 'Shift+drop', what: 'Place files one after another' },
  { keys: 'Ctrl+wheel', what: 'Zoom at the pointer' },
  { keys: 'Shift+wheel', what: 'Scroll in time' },
];
