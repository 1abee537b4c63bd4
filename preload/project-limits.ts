/** What the parts of a project may hold: one table for the edits and for the session's schema, so that no
 * edit is accepted that the session could not be read with. */
export const LIMITS = {
  idCharacters: 200,
  nameCharacters: 500,
  pathCharacters: 32_768,
  formatCharacters: 200,
  /** Of a take, that are kept with their places. */
  takeDropouts: 4096,
  deviceCharacters: 1_000,
  reasonCharacters: 1_000,
  colours: 1_000,
  channels: 256,
  /** Of a clip's gain line. */
  gainPoints: 1_000,
  /** Of one channel matrix. */
  channelGains: 1_024,
  beatsPerMinute: { least: 20, most: 400 },
  beatsPerBar: 32,
  gridSeconds: { least: 0.001, most: 3_600 },
  gridFrames: 1_000_000_000,
  /** Hz, of a sound. */
  soundRate: 10_000_000,
  /** And as many groups. */
  tracks: 1_000,
  clips: 100_000,
  /** Of buffers, of takes and of markers. */
  items: 100_000,
} as const;

/** A name inside the takes folder, never a way out of it. */
export const TAKE_FILE = /^[^/\\\0]{1,255}$/;
/** A hash of a file's content. */
export const CONTENT_HASH = /^[0-9a-f]{64}$/;
