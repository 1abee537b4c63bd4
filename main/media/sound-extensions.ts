/** Names of files that are taken for sounds, in the file dialog and in a folder that is dropped. What a
 * file really is, its content tells. */
import path from 'node:path';

/** Without the dot, lower case. */
export const SOUND_EXTENSIONS: readonly string[] = [
  ...'wav wave bwf rf64 bw64 w64 caf aif aiff aifc flac ogg oga opus mp3 mp2 au snd'.split(' '),
  // With ffmpeg.
  ...'m4a m4b mp4 m4v mov 3gp aac alac wma asf wmv webm weba mka mkv avi wv ac3 eac3'.split(' '),
  ...'amr ape tta tak mpc dsf dts ts mpg mpeg flv rm voc'.split(' '),
];

const KNOWN = new Set(SOUND_EXTENSIONS);

export function isSoundFile(file: string): boolean {
  return KNOWN.has(path.extname(file).slice(1).toLowerCase());
}
