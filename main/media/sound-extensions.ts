/** Names of files that are taken for sounds, in the file dialog, in a folder that is dropped and in what
 * packages tell the system; with the types that the system gives them. What a file really is, its content
 * tells. */
import path from 'node:path';

export interface SoundType {
  /** MIME types, the usual name first. */
  readonly types: readonly string[];
  /** Without the dot, lower case. */
  readonly extensions: readonly string[];
  /** Further ones, which the system's list of types does not have (shared-mime-info 2.2). */
  readonly ownExtensions?: readonly string[];
  /** For the types that are not in that list at all. */
  readonly description?: string;
}

export const SOUND_TYPES: readonly SoundType[] = [
  {
    types: ['audio/x-wav', 'audio/wav', 'audio/vnd.wave'],
    extensions: ['wav'],
    ownExtensions: ['wave', 'bwf', 'rf64', 'bw64'],
  },
  {
    types: ['audio/x-w64'],
    extensions: [],
    ownExtensions: ['w64'],
    description: 'Wave64 audio',
  },
  {
    types: ['audio/x-caf'],
    extensions: [],
    ownExtensions: ['caf'],
    description: 'Core Audio Format audio',
  },
  { types: ['audio/x-aiff', 'audio/aiff'], extensions: ['aif', 'aiff'] },
  { types: ['audio/x-aifc'], extensions: ['aifc'] },
  { types: ['audio/flac'], extensions: ['flac'] },
  {
    types: ['audio/ogg', 'audio/x-vorbis+ogg', 'audio/x-flac+ogg'],
    extensions: ['ogg', 'oga'],
  },
  { types: ['audio/x-opus+ogg', 'audio/opus'], extensions: ['opus'] },
  { types: ['audio/mpeg'], extensions: ['mp3'] },
  { types: ['audio/mp2'], extensions: ['mp2'] },
  { types: ['audio/basic'], extensions: ['au', 'snd'] },
  // With ffmpeg.
  { types: ['audio/mp4'], extensions: ['m4a'] },
  { types: ['audio/x-m4b'], extensions: ['m4b'] },
  { types: ['video/mp4'], extensions: ['mp4', 'm4v'] },
  { types: ['video/quicktime'], extensions: ['mov'] },
  { types: ['video/3gpp', 'audio/3gpp'], extensions: ['3gp'] },
  { types: ['audio/aac'], extensions: ['aac'] },
  {
    types: ['audio/x-alac'],
    extensions: [],
    ownExtensions: ['alac'],
    description: 'Apple Lossless audio',
  },
  { types: ['audio/x-ms-wma'], extensions: ['wma'] },
  { types: ['application/vnd.ms-asf', 'video/x-ms-asf'], extensions: ['asf'] },
  { types: ['video/x-ms-wmv'], extensions: ['wmv'] },
  { types: ['video/webm'], extensions: ['webm'] },
  {
    types: ['audio/webm'],
    extensions: [],
    ownExtensions: ['weba'],
    description: 'WebM audio',
  },
  { types: ['audio/x-matroska'], extensions: ['mka'] },
  { types: ['video/x-matroska'], extensions: ['mkv'] },
  { types: ['video/x-msvideo', 'video/vnd.avi'], extensions: ['avi'] },
  { types: ['audio/x-wavpack'], extensions: ['wv'] },
  { types: ['audio/ac3'], extensions: ['ac3'] },
  {
    types: ['audio/eac3'],
    extensions: [],
    ownExtensions: ['eac3'],
    description: 'Enhanced AC-3 audio',
  },
  { types: ['audio/AMR'], extensions: ['amr'] },
  { types: ['audio/x-ape'], extensions: ['ape'] },
  { types: ['audio/x-tta'], extensions: ['tta'] },
  { types: ['audio/x-tak'], extensions: [], ownExtensions: ['tak'], description: 'TAK audio' },
  { types: ['audio/x-musepack'], extensions: ['mpc'] },
  { types: ['audio/x-dsf'], extensions: ['dsf'] },
  { types: ['audio/vnd.dts'], extensions: ['dts'] },
  { types: ['video/mp2t'], extensions: ['ts'] },
  { types: ['video/mpeg'], extensions: ['mpg', 'mpeg'] },
  { types: ['video/x-flv'], extensions: ['flv'] },
  { types: ['application/vnd.rn-realmedia'], extensions: ['rm'] },
  { types: ['audio/x-voc'], extensions: ['voc'] },
];

/** Without the dot, lower case. */
export const SOUND_EXTENSIONS: readonly string[] = SOUND_TYPES.flatMap(
  ({ extensions, ownExtensions = [] }) => [...extensions, ...ownExtensions],
);

const KNOWN = new Set(SOUND_EXTENSIONS);

export function isSoundFile(file: string): boolean {
  return KNOWN.has(path.extname(file).slice(1).toLowerCase());
}
