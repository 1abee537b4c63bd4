/**
 * Makes the AppImage: our own runtime, then a squashfs of the program. Needs mksquashfs, a C compiler and
 * what the runtime is linked with.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtAddon } from '../cross/built-addon.ts';
import { debianComponent } from '../native-components.ts';
import { componentNotice, lesserLicence } from '../notices.ts';
import { product } from '../product.ts';
import { writeDesktopFiles } from './desktop.ts';
import { COMMAND, copyProgram, packageTime } from './package-folder.ts';

const call = promisify(execFile);
const HEADER_SIZE = 64;
/** Says in the program's header that it is an AppImage of type 2. */
const MARK = { offset: 8, bytes: Buffer.from([0x41, 0x49, 2]) };

const MACHINES: Readonly<Record<string, { name: string; multiarch: string }>> = {
  x64: { name: 'x86_64', multiarch: 'x86_64-linux-gnu' },
  arm64: { name: 'aarch64', multiarch: 'aarch64-linux-gnu' },
};

/** In the order in which they are linked. Others' codings are left out, one of which is under the GPL. */
const LIBRARIES = [
  ['squashfuse_ll', 'squashfuse', 'BSD-2-Clause', 'https://github.com/vasi/squashfuse'],
  ['squashfuse', 'squashfuse', 'BSD-2-Clause', 'https://github.com/vasi/squashfuse'],
  ['fuse3', 'libfuse', 'LGPL-2.1-only', 'https://github.com/libfuse/libfuse'],
  ['zstd', 'Zstandard', 'BSD-3-Clause', 'https://facebook.github.io/zstd/'],
  ['c', 'GNU C Library', 'LGPL-2.1-or-later', 'https://www.gnu.org/software/libc/'],
] as const;

export interface AppImageOptions {
  /** The packaged program. */
  readonly program: string;
  /** Where the AppImage is put, and, until it is made, what goes into it. */
  readonly folder: string;
  /** As Node names it. */
  readonly arch: string;
}

/** Gives the AppImage's file. */
export async function makeAppImage({ program, folder, arch }: AppImageOptions): Promise<string> {
  const machine = MACHINES[arch];
  if (machine === undefined) throw new Error(`There is no AppImage for ${arch}.`);
  const { name, productName, version } = product;
  const tree = path.join(folder, 'AppDir');
  const work = path.join(folder, 'work');
  for (const used of [tree, work]) {
    rmSync(used, { recursive: true, force: true });
    mkdirSync(used, { recursive: true });
  }
  copyProgram(program, path.join(tree, name));
  symlinkSync(`${name}/${COMMAND}`, path.join(tree, 'AppRun'));
  const share = path.join(tree, 'usr', 'share');
  writeDesktopFiles(share, name);
  // Where programs that show AppImages look.
  const icon = path.join(share, 'icons', 'hicolor', '256x256', 'apps', `${name}.png`);
  copyFileSync(icon, path.join(tree, `${name}.png`));
  symlinkSync(`${name}.png`, path.join(tree, '.DirIcon'));
  const entry = `${name}.desktop`;
  copyFileSync(path.join(share, 'applications', entry), path.join(tree, entry));

  const system = builtAddon('linux', arch).target.system ?? '/';
  const runtime = await makeRuntime(work, system, machine.multiarch);
  writeFileSync(
    path.join(tree, name, 'LICENSES.appimage.txt'),
    await runtimeNotices(system, machine.multiarch),
  );
  const image = path.join(work, 'image');
  await call(
    'mksquashfs',
    [...[tree, image, '-root-owned', '-no-xattrs', '-no-progress'], ...IMAGE],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(packageTime()) },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const file = path.join(folder, `${productName}-${version}-${machine.name}.AppImage`);
  writeFileSync(file, Buffer.concat([runtime, readFileSync(image)]));
  chmodSync(file, 0o755);
  for (const used of [tree, work]) rmSync(used, { recursive: true });
  return file;
}

/** Read often and written once; always the same number of processors, for the same bytes. */
const IMAGE = [
  '-comp',
  'zstd',
  '-Xcompression-level',
  process.env.RTMIXER_ZSTD_LEVEL ?? '19',
  '-b',
  '256K',
  '-processors',
  '2',
];

/** The program that everything in the image is started by. */
async function makeRuntime(work: string, system: string, multiarch: string): Promise<Buffer> {
  const program = path.join(work, 'runtime');
  const isOwn = system === '/';
  const places = isOwn
    ? []
    : [
        `-I${path.join(system, 'usr', 'include')}`,
        `-L${path.join(system, 'usr', 'lib', multiarch)}`,
      ];
  const libraries = LIBRARIES.map(([library]) => `-l${library}`);
  const source = path.join(import.meta.dirname, 'appimage', 'runtime.c');
  await call(isOwn ? 'cc' : `${multiarch}-gcc`, [
    ...['-std=gnu11', '-D_GNU_SOURCE', '-Os', '-Wall', '-Wextra', '-static', '-s', ...places],
    ...['-o', program, source, ...libraries],
  ]).catch((error: Error) => {
    throw new Error(`The runtime of the AppImage was not built.\n${error.message}`);
  });
  const bytes = readFileSync(program);
  if (endOfProgram(bytes) !== bytes.length) {
    throw new Error('The runtime of the AppImage does not end where its header says.');
  }
  MARK.bytes.copy(bytes, MARK.offset);
  return bytes;
}

/** Where the section headers end, which is how the image is found. */
function endOfProgram(bytes: Buffer): number {
  const header = bytes.subarray(0, HEADER_SIZE);
  return Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
}

async function runtimeNotices(system: string, multiarch: string): Promise<string> {
  const [, ...linked] = LIBRARIES;
  const components = await Promise.all(
    linked.map(([library, name, licence, website]) =>
      debianComponent({
        name,
        licence,
        website,
        file: path.join(system, 'usr', 'lib', multiarch, `lib${library}.a`),
      }),
    ),
  );
  return [
    "The AppImage begins with a program of RtMixer's (packaging/linux/appimage/runtime.c, MIT licence)",
    'that is linked with the libraries below. Whoever changes one of these links it again with',
    "RtMixer's source: npm run make. The offer of source in resources/licences holds for them, too.",
    ...components.map(componentNotice),
    lesserLicence(),
    '',
  ].join(`\n\n${'='.repeat(80)}\n\n`);
}
