/** What a Linux desktop has to know of the program: entry, icons, types of files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { iconPng, iconSvg } from '../../assets/make-icons.ts';
import { SOUND_TYPES } from '../../main/media/sound-extensions.ts';
import { product } from '../product.ts';

const ICON_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];

/** Declared for later: the entry does not claim it, because sessions are not opened by file yet. */
const SESSION_TYPE = 'application/x-rtmixer-session';

/**
 * Writes entry, icons and types below a folder that is laid out as /usr/share.
 *
 * @param program how the entry starts it: a name or an absolute path
 */
export function writeDesktopFiles(share: string, program: string): void {
  const { name } = product;
  write(share, `applications/${name}.desktop`, desktopEntry(program));
  write(share, `mime/packages/${name}.xml`, typesOfFiles());
  for (const size of ICON_SIZES) {
    write(share, `icons/hicolor/${size}x${size}/apps/${name}.png`, iconPng(size));
  }
  write(share, `icons/hicolor/scalable/apps/${name}.svg`, iconSvg());
}

function write(folder: string, file: string, content: string | Buffer): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** Names of files as %F: addresses would end the program when anything follows them. */
function desktopEntry(program: string): string {
  const { name, productName, description } = product;
  const lines = {
    Type: 'Application',
    Name: productName,
    GenericName: 'Sound Mixer and Recorder',
    Comment: description,
    Exec: `${program} %F`,
    Icon: name,
    Terminal: 'false',
    StartupNotify: 'true',
    // X11 names windows by this, Wayland by the entry's own name (desktopName in package.json).
    StartupWMClass: productName,
    Categories: 'AudioVideo;Audio;Recorder;Sequencer;',
    Keywords: 'audio;sound;record;playback;timeline;latency;experiment;',
    MimeType: `${SOUND_TYPES.flatMap(({ types }) => types).join(';')};`,
  };
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}`);
  return ['[Desktop Entry]', ...text, ''].join('\n');
}

/** Only what the system's own list of types lacks. */
function typesOfFiles(): string {
  const own = SOUND_TYPES.filter(({ ownExtensions = [] }) => ownExtensions.length > 0);
  const types = own.map(({ types: [type = ''], ownExtensions = [], description }) =>
    typeElement(type, ownExtensions, description),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">',
    typeElement(SESSION_TYPE, ['rtmixer'], 'RtMixer session', 'application/json'),
    ...types,
    '</mime-info>',
    '',
  ].join('\n');
}

function typeElement(
  type: string,
  extensions: readonly string[],
  description?: string,
  parent?: string,
): string {
  return [
    `  <mime-type type="${type}">`,
    ...(description === undefined ? [] : [`    <comment>${description}</comment>`]),
    ...(parent === undefined ? [] : [`    <sub-class-of type="${parent}"/>`]),
    ...extensions.map((extension) => `    <glob pattern="*.${extension}"/>`),
    '  </mime-type>',
  ].join('\n');
}
