/** The third-party notices: one text for people, shipped with every package and shown in About. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Component } from './components.ts';

const RULE = '='.repeat(80);

export interface NoticesOptions {
  readonly components: readonly Component[];
  /** Who gives the source: a name with an address. */
  readonly contact: string;
}

/** Text of the LGPL 2.1, which the papers of libraries only refer to. */
export function lesserLicence(): string {
  return readFileSync(path.join(import.meta.dirname, 'LGPL-2.1.txt'), 'utf8').trim();
}

export function noticesText({ components, contact }: NoticesOptions): string {
  const lesser = components.filter(isUnderLesserLicence);
  const parts = [
    [
      'THIRD-PARTY NOTICES OF RTMIXER',
      '',
      'RtMixer itself is under the MIT licence (LICENSE beside this file). It carries:',
      '',
      ...components.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`),
      '',
      'Electron carries Chromium and Node; their notices are in LICENSES.chromium.html and',
      'LICENSE of the folder that RtMixer is installed in.',
    ].join('\n'),
    ...(lesser.length > 0 ? [lesserLicenceNotice(lesser, contact)] : []),
    ...components.map(componentNotice),
    ...(lesser.length > 0 ? [lesserLicence()] : []),
  ];
  return `${parts.join(`\n\n${RULE}\n\n`)}\n`;
}

function isUnderLesserLicence({ licence }: Component): boolean {
  return licence.startsWith('LGPL');
}

function lesserLicenceNotice(components: readonly Component[], contact: string): string {
  return [
    'LIBRARIES UNDER THE GNU LESSER GENERAL PUBLIC LICENSE',
    '',
    'RtMixer uses these libraries, whose text of licence is at the end:',
    '',
    ...components.map(
      ({ name, version, files, source, website }) =>
        `  ${[`${name} ${version}`, ...files.map((file) => file.path)].join(', ')}; source: ${source ?? website}`,
    ),
    '',
    'They are separate files, loaded when the program starts. You may change them and put your own',
    'in their place: any file of the same name and interface is loaded. For that you may also take',
    'RtMixer apart, which its own licence permits anyway.',
    '',
    'Offer of source: whoever asks within three years after receiving this package is given the',
    'complete corresponding source of these libraries by',
    `${contact},`,
    'for no more than what sending it costs.',
  ].join('\n');
}

export function componentNotice({
  name,
  version,
  licence,
  website,
  source,
  texts,
}: Component): string {
  const lines = [`${name} ${version}`, `Licence: ${licence}`];
  if (website !== null) lines.push(website);
  if (source !== null) lines.push(`Source of this version: ${source}`);
  return [lines.join('\n'), ...texts].join('\n\n');
}
