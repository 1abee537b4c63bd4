/** What keys held with the pointer do, as the keys dialog and the manual list it. */
export const POINTER_MODIFIERS: readonly { readonly keys: string; readonly what: string }[] = [
  { keys: 'Shift', what: 'During a drag: without snapping; of a gain: ten times finer' },
  { keys: 'Ctrl+drag', what: 'Drag a copy' },
  { keys: 'Y+drag, Ctrl+Alt+drag', what: 'Slip: move the sound inside the clip' },
  { keys: 'C+click', what: 'Split the clip at the pointer' },
  { keys: 'Shift+click', what: 'Select a range of clips' },
  { keys: 'Ctrl+click', what: 'Add to the selection, or take from it' },
  { keys: 'Shift+drop', what: 'Place files one after another' },
  { keys: 'Shift+drag on the ruler', what: 'Select a range of time on all tracks' },
  { keys: 'Ctrl+Shift+drag beside clips', what: 'Select a range of time on these tracks' },
  { keys: 'Shift+click on the ruler', what: 'Go to the very frame' },
  { keys: 'Ctrl+wheel', what: 'Zoom at the pointer' },
  { keys: 'Shift+wheel', what: 'Scroll in time' },
];
