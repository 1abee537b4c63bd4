/** The names that C and TypeScript share; a test compares them with C's own lists. */

export const hostApiTypes = [
  'alsa',
  'jack',
  'oss',
  'pulseaudio',
  'coreAudio',
  'wasapi',
  'wdmks',
  'directSound',
  'mme',
  'asio',
  'other',
  'virtual',
] as const;

/** A host API for programs; `other` is one that this version has no name for. */
export type HostApiType = (typeof hostApiTypes)[number];
