/** The space around clips in their rows, in CSS pixels. */

/** Above a clip inside its track. */
export const CLIP_MARGIN_PIXELS = 3;
/** The same, the space below, and the line between two tracks. */
export const CLIP_MARGINS_PIXELS = 2 * CLIP_MARGIN_PIXELS + 1;
