/** A zip for Windows made here around a program that only looks like Electron's, and its addon played. */
import {
  cpSync,
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
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { windowsFolder } from '../../packaging/cross/built-addon.ts';
import { runStep } from '../../packaging/cross/step.ts';
import { COMPILER, MINGW } from '../../packaging/cross/windows-libraries.ts';
import { copyProject } from '../checkers/copied-project.ts';
import { fakeElectronForWindows, fuseWire } from '../checkers/fake-electron.ts';
import { runTool } from '../checkers/run-tool.ts';
import { toldByWindows } from './wine-addon.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** A program with what packaging changes in Electron's: fuses, an icon and a description. */
function programThatLooksLikeElectron(folder: string): Buffer {
  const escaped = [...fuseWire]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('""');
  writeFileSync(
    path.join(folder, 'program.c'),
    `__attribute__((used)) static const char fuses[] = "${escaped}";\nint main(void) { return fuses[0] == 0; }\n`,
  );
  cpSync(path.join(root, 'assets', 'icon.ico'), path.join(folder, 'icon.ico'));
  writeFileSync(
    path.join(folder, 'program.rc'),
    [
      '1 ICON "icon.ico"',
      '1 VERSIONINFO FILEVERSION 1,0,0,0 PRODUCTVERSION 1,0,0,0 BEGIN',
      'BLOCK "StringFileInfo" BEGIN BLOCK "040904B0" BEGIN',
      'VALUE "FileDescription", "Electron" VALUE "ProductName", "Electron" END END',
      'BLOCK "VarFileInfo" BEGIN VALUE "Translation", 0x409, 1200 END END',
    ].join('\n'),
  );
  const step = (command: string, ...words: string[]) =>
    runStep({ title: 'the program that looks like Electron', command, words, folder });
  step(`${MINGW}-windres`, 'program.rc', '-O', 'coff', '-o', 'program.res');
  step(COMPILER, '-s', '-o', 'electron.exe', 'program.c', 'program.res');
  return readFileSync(path.join(folder, 'electron.exe'));
}

/** Makes the zip in a copy of the checkout, looks into it and plays; gives how many things were right. */
export async function playFromZip(): Promise<number> {
  const copy = mkdtempSync(path.join(tmpdir(), 'rtmixer für Windows '));
  try {
    copyProject(copy, ['build-windows/addon/Release', 'build-windows/addon/papers']);
    const { version } = createRequire(import.meta.url)('electron/package.json');
    const archives = path.join(copy, 'archives');
    mkdirSync(archives);
    fakeElectronForWindows(archives, version, programThatLooksLikeElectron(archives));
    const words = ['make', '--platform', 'win32', '--arch', 'x64'];
    const { status, output } = runTool(
      'electron-forge',
      [...words, '--targets', '@electron-forge/maker-zip'],
      copy,
      { RTMIXER_ELECTRON_ZIPS: archives, CI: 'true' },
    );
    if (status !== 0) throw new Error(output);
    return await lookInto(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function lookInto(copy: string): Promise<number> {
  const made = path.join(copy, 'out', 'make', 'zip', 'win32', 'x64');
  const [zip = ''] = readdirSync(made);
  const folder = path.join(windowsFolder, 'from the zip');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Under a plain name: the step's locale knows ASCII only.
  cpSync(path.join(made, zip), path.join(folder, 'made.zip'));
  const words = ['-E', 'tar', 'xf', 'made.zip'];
  runStep({ title: 'unpack the zip', command: 'cmake', words, folder });
  const program = path.join(folder, 'RtMixer-win32-x64');
  const native = path.join(program, 'resources', 'native');
  const fuses = await getCurrentFuseWire(path.join(program, 'rtmixer.exe'));
  const notices = readFileSync(
    path.join(program, 'resources', 'licences', 'THIRD-PARTY-NOTICES.txt'),
    'utf8',
  );
  const told = await toldByWindows(path.join(native, 'rtmixer.node'), 'rtmixer.exe');
  const libraries = readdirSync(native).filter((name) => name.endsWith('.dll'));
  const expected: [string, boolean][] = [
    ['ten libraries lie beside the addon', libraries.length === 10],
    ['nothing of another system is in it', !readdirSync(native).some((name) => /\.so/.test(name))],
    [
      'the notices have the text of libsndfile',
      /\nlibsndfile [\s\S]*Erik de Castro Lopo/.test(notices),
    ],
    [
      'the notices have the run times of the compiler, which are in each of its programs',
      /\nRun time of GCC [\s\S]*\nRun time of MinGW-w64 /.test(notices),
    ],
    ['the fuses are set', fuses[FuseV1Options.RunAsNode] === 48],
    [
      'a program of another name than node.exe loads and plays it',
      told.off === 0 && told.heard === 200,
    ],
  ];
  const wrong = expected.filter(([, isRight]) => !isRight).map(([name]) => name);
  if (wrong.length > 0) throw new Error(`${wrong.join('; ')}: not so. ${JSON.stringify(told)}`);
  return expected.length;
}
