/** How much memory the samples of all sounds may take; the sounds that do not fit play from the disk. */

/** In megabytes of 2^20 bytes. */
export const USUAL_SOUND_MEMORY_MEGABYTES = 512;
export const MIN_SOUND_MEMORY_MEGABYTES = 64;
export const MAX_SOUND_MEMORY_MEGABYTES = 65_536;
export const BYTES_PER_MEGABYTE = 2 ** 20;
export const BYTES_PER_SAMPLE = 4;
