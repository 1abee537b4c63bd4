/**
 * Packages the app around an archive that only looks like Electron's: everything of the package
 * but Electron itself can be seen here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SOUND_TYPES } from '../../main/media/sound-extensions.ts';
import { readElf } from '../../native/elf-file.ts';
import { libraryOfFile } from '../../native/libraries.ts';
import { npmComponent } from '../../packaging/components.ts';
import { binariesIn } from '../../packaging/linux/package-folder.ts';
import { copyProject } from './copied-project.ts';
import { fakeElectronArchive } from './fake-electron.ts';
import { runTool } from './run-tool.ts';

const isLinuxPc = process.platform === 'linux' && process.arch === 'x64';
let copy: string;
let app: string;

beforeEach(({ skip }) => {
  skip(!isLinuxPc, 'the archive that looks like Electron is made for Linux on x64 only');
});

beforeAll(() => {
  if (!isLinuxPc) {
    return;
  }
  copy = mkdtempSync(path.join(tmpdir(), 'rtmixer für Ümläute '));
  copyProject(copy, ['build/Release']);
  const { version } = createRequire(import.meta.url)('electron/package.json');
  const archives = fakeElectronArchive(path.join(copy, 'archives'), version);
  const { status, output } = runTool('electron-forge', ['make'], copy, {
    RTMIXER_ELECTRON_ZIPS: archives,
    CI: 'true',
    SOURCE_DATE_EPOCH: '1770000000',
    // What they weigh is not looked at.
    DPKG_DEB_COMPRESSOR_LEVEL: '0',
    XZ_OPT: '-0',
    RTMIXER_ZSTD_LEVEL: '1',
  });
  expect(status, output).toBe(0);
  app = path.join(copy, 'out', 'RtMixer-linux-x64');
}, 240_000);

/** What was made of a kind: `deb`, `tar`, `appimage`. */
const made = (kind: string) => {
  const folder = path.join(copy, 'out', 'make', kind, 'x64');
  return path.join(folder, readdirSync(folder)[0]!);
};

/** A file of what the package says of others' work. */
const text = (file: string) => readFileSync(path.join(app, 'resources', 'licences', file), 'utf8');

const libraries = () =>
  readdirSync(path.join(app, 'resources', 'native'))
    .filter((file) => !['rtmixer.node', 'libwjack.so'].includes(file))
    .toSorted();

afterAll(() => {
  if (isLinuxPc) {
    rmSync(copy, { recursive: true, force: true });
  }
});

test('the archive holds the bundles and nothing of node_modules', () => {
  const files = listPackage(path.join(app, 'resources', 'app.asar'), { isPack: false });
  for (const file of [
    '/.vite/build/main.cjs',
    '/.vite/build/preload.cjs',
    '/.vite/build/appender-thread.cjs',
    '/.vite/build/enumerate.cjs',
    '/.vite/build/report-thread.cjs',
    '/.vite/renderer/main_window/index.html',
  ]) {
    expect(files).toContain(file);
  }
  const unwanted = /node_modules|\/parts|\/licences|\.map$|\.woff$/;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  const [build = ''] = readdirSync(path.join(copy, 'out', 'maps'));
  expect(readdirSync(path.join(copy, 'out', 'maps', build))).toContain('main.cjs.map');
});

test('addon, audio libraries and demo sounds lie outside the archive', () => {
  const files = readdirSync(path.join(app, 'resources', 'native'));
  expect(files).toContain('rtmixer.node');
  for (const name of [
    /^libportaudio\.so/,
    /^libsndfile\.so/,
    /^libsamplerate\.so/,
    /^libmpg123\.so/,
  ]) {
    expect(files.some((library) => name.test(library))).toBe(true);
  }
  expect(files.some((library) => /^lib(c|asound|jack)\./.test(library))).toBe(false);
  expect(existsSync(path.join(app, 'resources', 'demo'))).toBe(true);
});

test('the packaged addon loads the libraries beside it', () => {
  const addon = path.join(app, 'resources', 'native', 'rtmixer.node');
  const { output } = runTool('ldd', [addon], copy);
  expect(output).toMatch(/libportaudio\.so\S* => .*\/resources\/native\/libportaudio/);
  expect(output).toMatch(/libFLAC\.so\S* => .*\/resources\/native\/libFLAC/);
  const { status } = runTool('node', ['-e', `require(${JSON.stringify(addon)})`], copy);
  expect(status).toBe(0);
});

test('the notices name every npm package of the bundles, every font and library, with their texts', () => {
  const notices = text('THIRD-PARTY-NOTICES.txt');
  const folders = readdirSync(path.join(copy, '.vite', 'parts')).flatMap(
    (file) => JSON.parse(readFileSync(path.join(copy, '.vite', 'parts', file), 'utf8')) as string[],
  );
  expect(folders.length).toBeGreaterThan(20);
  for (const folder of folders) {
    const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    expect(notices).toContain(`\n${name} ${version}\nLicence: `);
  }
  for (const file of libraries()) {
    expect(notices).toContain(`\n${libraryOfFile(file).name} `);
  }
  // Styles are in no module of a script, and neither are the fonts that they load.
  expect(notices).toMatch(/\n@fontsource-variable\/inter [\s\S]*SIL OPEN FONT LICENSE/);
  // Written by the bundler itself.
  expect(notices).toContain('\nrolldown ');
  expect(notices).toMatch(/\nlibsndfile [\s\S]*Erik de Castro Lopo/);
});

test('the terms of the LGPL are met: replaceable files, the licence, the offer of their source', () => {
  const notices = text('THIRD-PARTY-NOTICES.txt');
  for (const name of ['libsndfile', 'libmpg123', 'LAME']) {
    expect(notices).toMatch(new RegExp(`  ${name} .*, resources/native/lib\\S+; source: https://`));
  }
  expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE\n');
  expect(notices).toMatch(/within three years[\s\S]*complete corresponding source/);
});

test('the bill of materials has every component, and every library with its hash', () => {
  const bill = JSON.parse(text('rtmixer.cdx.json')) as {
    specVersion: string;
    components: {
      name: string;
      purl: string;
      licenses: unknown[];
      components?: { name: string; hashes: { content: string }[] }[];
    }[];
  };
  expect(bill.specVersion).toBe('1.6');
  expect(new Set(bill.components.map(({ purl }) => purl)).size).toBe(bill.components.length);
  expect(bill.components.every(({ licenses }) => licenses.length === 1)).toBe(true);
  const names = bill.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['electron', 'react', 'zod', 'node-addon-api']));
  const files = bill.components.flatMap(({ components = [] }) => components);
  const hashOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(app, file)))
      .digest('hex');
  expect(files.map(({ name }) => path.basename(name)).toSorted()).toEqual(libraries());
  for (const { name, hashes } of files) {
    expect(hashes[0]?.content).toBe(hashOf(name));
  }
});

test('no symbol is newer than glibc 2.34 and the C++ library of GCC 11', () => {
  const newest = { GLIBC: [2, 34], GLIBCXX: [3, 4, 29], CXXABI: [1, 3, 13] } as const;
  const isNewer = (version: readonly number[], than: readonly number[]) => {
    const at = version.findIndex((part, index) => part !== (than[index] ?? 0));
    return at >= 0 && version[at]! > (than[at] ?? 0);
  };
  const binaries = binariesIn(app);
  expect(binaries.length).toBeGreaterThan(10);
  for (const file of binaries) {
    const { neededVersions } = readElf(readFileSync(file))!;
    const tooNew = neededVersions.filter((name) => {
      const [library = '', version = ''] = name.split('_');
      const allowed = newest[library as keyof typeof newest];
      return allowed !== undefined && isNewer(version.split('.').map(Number), allowed);
    });
    expect(tooNew, file).toEqual([]);
  }
  expect(isNewer([2, 36], newest.GLIBC)).toBe(true);
  expect(isNewer([2, 4], newest.GLIBC)).toBe(false);
  expect(isNewer([2, 34, 1], newest.GLIBC)).toBe(true);
});

test('the addon has no names for debuggers', () => {
  const addon = readElf(readFileSync(path.join(app, 'resources', 'native', 'rtmixer.node')));
  expect(addon?.hasSymbolTable).toBe(false);
  expect(addon?.definedNames).toContain('napi_register_module_v1');
});

describe('the Debian package', () => {
  let tree: string;
  const control = () => readFileSync(path.join(tree, 'DEBIAN', 'control'), 'utf8');

  beforeAll(() => {
    if (!isLinuxPc) return;
    tree = path.join(copy, 'debian');
    const { status, output } = runTool('dpkg-deb', ['--raw-extract', made('deb'), tree], copy);
    expect(status, output).toBe(0);
  });

  test('needs the libraries of its programs, a means to trash files, and no desktop', () => {
    const depends = /^Depends: (.*)$/m.exec(control())?.[1] ?? '';
    const names = depends.split(', ').map((part) => part.replace(/ .*/, ''));
    expect(names.toSorted()).toEqual(
      // liblzma5 comes from the program that stands for Electron's here.
      ['libasound2', 'libc6', 'libgcc-s1', 'libglib2.0-bin', 'liblzma5', 'libstdc++6'].toSorted(),
    );
    expect(control()).not.toMatch(/^Recommends:/m);
  });

  test('names who answers for it, and brings licence, changelog and sums', () => {
    expect(control()).toMatch(/^Maintainer: .+ <\S+@\S+>$/m);
    const papers = path.join(tree, 'usr', 'share', 'doc', 'rtmixer');
    expect(readFileSync(path.join(papers, 'copyright'), 'utf8')).toMatch(
      /^MIT License[\s\S]*THIRD-PARTY-NOTICES/,
    );
    const changes = gunzipSync(readFileSync(path.join(papers, 'changelog.gz'))).toString();
    expect(changes).toMatch(/^rtmixer \(\S+\) unstable; urgency=medium\n\n {2}\* /);
    expect(changes).toMatch(/\n -- .+ <\S+> {2}Mon, 02 Feb 2026 02:40:00 \+0000\n$/);
    const sums = runTool('md5sum', ['--check', '--quiet', 'DEBIAN/md5sums'], tree);
    expect(sums.output).toBe('');
  });

  test('has an entry that takes files, of every type of sound that is read', () => {
    const share = path.join(tree, 'usr', 'share');
    const entry = readFileSync(path.join(share, 'applications', 'rtmixer.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=rtmixer %F$/m);
    expect(entry).toMatch(/^Icon=rtmixer$/m);
    const types = /^MimeType=(.*);$/m.exec(entry)?.[1]?.split(';') ?? [];
    expect(new Set(types).size).toBe(types.length);
    const described = readFileSync(path.join(share, 'mime', 'packages', 'rtmixer.xml'), 'utf8');
    const lists = ['/usr/share/mime/packages/freedesktop.org.xml'].filter(existsSync);
    const known = lists.map((file) => readFileSync(file, 'utf8')).join();
    for (const { types: own, extensions, ownExtensions = [] } of SOUND_TYPES) {
      expect(types).toEqual(expect.arrayContaining([...own]));
      for (const extension of ownExtensions) expect(described).toContain(`"*.${extension}"`);
      if (known === '') continue;
      for (const extension of extensions) expect(known).toContain(`pattern="*.${extension}"`);
      // Wrong where the system's list has learnt it: then it belongs to the others.
      expect(own.some((type) => known.includes(`"${type}"`)) || described.includes(own[0]!)).toBe(
        true,
      );
    }
    expect(described).toMatch(/application\/x-rtmixer-session[\s\S]*"\*\.rtmixer"/);
    // Sessions are not opened by file yet.
    expect(types).not.toContain('application/x-rtmixer-session');
  });

  test('has its own icon in every size', () => {
    const icons = path.join(tree, 'usr', 'share', 'icons', 'hicolor');
    for (const size of [16, 22, 24, 32, 48, 64, 128, 256, 512]) {
      const picture = readFileSync(path.join(icons, `${size}x${size}`, 'apps', 'rtmixer.png'));
      expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(readFileSync(path.join(icons, 'scalable', 'apps', 'rtmixer.svg'), 'utf8')).toMatch(
      /^<svg /,
    );
    const { desktopName } = JSON.parse(
      extractFile(path.join(app, 'resources', 'app.asar'), 'package.json').toString(),
    );
    expect(desktopName).toBe('rtmixer.desktop');
  });

  test('belongs to root, and only the helper of the sandbox has more rights than its user', () => {
    const { output } = runTool('dpkg-deb', ['--contents', made('deb')], copy);
    const lines = output.trim().split('\n');
    expect(lines.every((line) => /^\S+ root\/root /.test(line))).toBe(true);
    const special = lines.filter((line) => /^[-d]\S*[sStT]/.test(line) || /^[-d].{7}w/.test(line));
    expect(special).toHaveLength(1);
    expect(special[0]).toMatch(/^-rwsr-xr-x .*\/usr\/lib\/rtmixer\/chrome-sandbox$/);
    expect(output).toContain('./usr/bin/rtmixer -> ../lib/rtmixer/rtmixer-command');
  });
});

describe('the archive for other distributions', () => {
  let folder: string;
  let home: string;
  const script = (name: string, ...words: string[]) =>
    runTool(name, words, folder, { HOME: home, XDG_DATA_HOME: '' });

  beforeAll(() => {
    if (!isLinuxPc) return;
    folder = path.join(copy, 'unpacked');
    home = path.join(copy, 'home of $me');
    mkdirSync(folder);
    mkdirSync(home);
    const { status, output } = runTool('tar', ['xf', made('tar'), '--strip-components=1'], folder);
    expect(status, output).toBe(0);
  });

  test('has the program, its files for the desktop and both scripts', () => {
    expect(readdirSync(folder).toSorted()).toEqual([
      'install.sh',
      'rtmixer',
      'share',
      'uninstall.sh',
    ]);
    for (const name of ['install.sh', 'uninstall.sh']) {
      expect(runTool('sh', ['-n', name], folder).output).toBe('');
    }
  });

  test('installs and removes the program for one user without a trace', ({ skip }) => {
    const words = ['--user', '--map-root-user', 'true'];
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const isRoot = process.getuid?.() === 0;
    skip(
      isRoot && runTool('setpriv', [...asNobody, 'unshare', ...words], copy).status !== 0,
      'this system makes no user namespaces',
    );
    if (isRoot) runTool('chown', ['-R', '65534:65534', copy], '/');
    const as = (...command: string[]) =>
      isRoot
        ? script('setpriv', ...asNobody, ...command)
        : script(command[0]!, ...command.slice(1));
    const installed = as('./install.sh');
    expect(installed.output).toContain('RtMixer is installed in');
    const program = path.join(home, '.local', 'opt', 'rtmixer');
    expect(existsSync(path.join(program, 'resources', 'native', 'rtmixer.node'))).toBe(true);
    const entry = path.join(home, '.local', 'share', 'applications', 'rtmixer.desktop');
    expect(readFileSync(entry, 'utf8')).toContain(
      `Exec="${program.replace('$', '\\\\$')}/rtmixer" %F`,
    );
    // Again over the first: nothing of that is left behind.
    expect(as('./install.sh').output).toContain('RtMixer was removed');
    const removed = as(path.join(program, 'uninstall.sh'));
    expect(removed.output).toContain('RtMixer was removed. Your sessions and settings are kept.');
    expect(readdirSync(home, { recursive: true })).toEqual([]);
  });

  test('installs for all users as root, with the helper of the sandbox, whatever the umask, and is removed', ({
    skip,
  }) => {
    skip(process.getuid?.() !== 0, 'only root installs for all users');
    const prefix = path.join(copy, 'för all users');
    const wanted = path.join(prefix, 'rtmixer');
    // A name space of its own: what is installed below /usr/local is seen by nobody else.
    const inside = (command: string) =>
      runTool(
        'unshare',
        [...['--mount', 'sh', '-euc'], `mount -t tmpfs none /usr/local; umask 077; ${command}`],
        folder,
        { HOME: '', XDG_DATA_HOME: '' },
      );
    skip(inside('true').status !== 0, 'this system makes no name spaces');
    const { status, output } = inside(
      `./install.sh "${wanted}"; stat -c '%a %u' "${wanted}/chrome-sandbox" "${wanted}" "${wanted}/resources";` +
        `readlink /usr/local/bin/rtmixer; find /usr/local -not -perm -go=r; "${wanted}/uninstall.sh"; find /usr/local -not -type d`,
    );
    expect(status, output).toBe(0);
    expect(output.trim().split('\n')).toEqual([
      expect.stringContaining('RtMixer is installed in'),
      '4755 0',
      '755 0',
      '755 0',
      `${wanted}/rtmixer-command`,
      'RtMixer was removed. Your sessions and settings are kept.',
    ]);
    expect(existsSync(prefix)).toBe(false);
  });

  test('is not replaced or removed while it runs', ({ skip }) => {
    skip(
      runTool('unshare', ['--user', '--map-root-user', 'true'], copy).status !== 0,
      'no user namespaces',
    );
    const program = path.join(copy, 'running');
    const scripts = { HOME: home, XDG_DATA_HOME: '' };
    const install = () => runTool('./install.sh', [`${program}/`], folder, scripts);
    expect(install().output).toContain(`RtMixer is installed in ${program};`);
    // A program for a shell is not seen by its name.
    cpSync('/usr/bin/sleep', path.join(program, 'rtmixer'));
    const running = spawn(path.join(program, 'rtmixer'), ['600']);
    for (const { status, output } of [install(), script(path.join(program, 'uninstall.sh'))]) {
      expect([status, output]).toEqual([1, 'RtMixer is running: quit it, then run this again.\n']);
    }
    expect(existsSync(`${program}.part`)).toBe(false);
    running.kill();
    spawnSync('sh', ['-c', `while [ -e /proc/${running.pid}/exe ]; do :; done`]);
    expect(script(path.join(program, 'uninstall.sh')).output).toContain('RtMixer was removed.');
    expect(existsSync(program)).toBe(false);
  });

  test('says what is missing where nobody has a home', ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root becomes somebody else');
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'env', '--unset=HOME'];
    const { status, output } = runTool('setpriv', [...nobody, './install.sh'], folder);
    expect([status, output]).toEqual([1, expect.stringMatching(/^HOME names no folder .*\n$/)]);
  });

  test('refuses a folder that holds something else', () => {
    mkdirSync(path.join(copy, 'other'));
    const { status, output } = script('./install.sh', path.join(copy, 'other'));
    expect(status).toBe(1);
    expect(output).toContain("exists and is not RtMixer's");
  });
});

test('the AppImage has the whole program, and its runtime needs no library', () => {
  const image = made('appimage');
  expect(path.basename(image)).toMatch(/^RtMixer-\d+\.\d+\.\d+-x86_64\.AppImage$/);
  expect(readElf(readFileSync(image))?.needed).toEqual([]);
  const offset = runTool(image, ['--appimage-offset'], copy).output.trim();
  const { output } = runTool('unsquashfs', ['-o', offset, '-ls', '-d', '', image], copy);
  const files = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(app, path.join(entry.parentPath, entry.name)));
  expect(output.split('\n')).toEqual(
    expect.arrayContaining(files.map((file) => `/rtmixer/${file}`)),
  );
});

test('a package without a licence text is not shipped', () => {
  const folder = mkdtempSync(path.join(copy, 'unlicensed-'));
  const description = { name: 'unlicensed', version: '1.0.0', license: 'MIT' };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(description));
  expect(() => npmComponent(folder)).toThrow(/unlicensed 1\.0\.0 has no licence/);
});

test('the fuses of a release are set', async () => {
  const fuses = await getCurrentFuseWire(path.join(app, 'rtmixer'));
  const isOn = (fuse: FuseV1Options) => fuses[fuse] === '1'.charCodeAt(0);
  expect(isOn(FuseV1Options.RunAsNode)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
  expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
  expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
  expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
});
