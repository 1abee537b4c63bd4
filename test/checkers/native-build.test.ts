/** What CMake finds and what it passes to compilers, seen in small projects that include the same files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const native = path.resolve(import.meta.dirname, '..', '..', 'native');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-build-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Configures a project of these lines; gives what CMake prints. */
function configured(lines: readonly string[], ...more: string[]): string {
  const head = ['cmake_minimum_required(VERSION 3.21)', 'project(part LANGUAGES C)'];
  writeFileSync(path.join(folder, 'CMakeLists.txt'), [...head, ...lines].join('\n'));
  const words = ['-S', folder, '-B', `${folder}/b`, '-DCMAKE_C_COMPILER_WORKS=1', ...more];
  const { stdout, stderr } = spawnSync('cmake', words, {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

/** The features found of a PortAudio whose headers and library are these. */
function featuresOf(headers: Record<string, string>, functions: readonly string[]): string[] {
  const include = path.join(folder, 'include');
  mkdirSync(include);
  for (const [name, text] of Object.entries({ 'portaudio.h': '', ...headers })) {
    writeFileSync(path.join(include, name), text);
  }
  const definitions = functions.map((name) => `void ${name}(void) {}`);
  writeFileSync(path.join(folder, 'library.c'), ['int one;', ...definitions].join('\n'));
  const library = path.join(folder, 'library.o');
  spawnSync('cc', ['-c', path.join(folder, 'library.c'), '-o', library]);
  const output = configured([
    `set(CMAKE_REQUIRED_INCLUDES ${include})`,
    `set(PORTAUDIO_LIBRARIES ${library})`,
    `include(${native}/host-api-features.cmake)`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CMake's
    'message(STATUS "features: ${PORTAUDIO_FEATURES}.")',
  ]);
  const found = /features: (.*)\./.exec(output)?.[1];
  expect(found, output).toBeDefined();
  return (found ?? '').split(';').filter((name) => name !== '');
}

test('a header of another system that lies about is no feature of PortAudio', () => {
  const found = featuresOf(
    {
      'pa_mac_core.h': '#include <CoreAudio/CoreAudio.h>',
      'pa_jack.h': 'void PaJack_SetClientName(void);',
      'pa_linux_alsa.h': 'void PaAlsa_EnableRealtimeScheduling(void);',
    },
    ['PaAlsa_EnableRealtimeScheduling'],
  );
  expect(found).toEqual(['HAS_PA_ALSA=1']);
});

test('a PortAudio whose WASAPI cannot convert rates is told from one whose can', () => {
  const header = 'void PaWasapi_GetDeviceRole(void);\n';
  const functions = ['PaWasapi_GetDeviceRole'];
  expect(featuresOf({ 'pa_win_wasapi.h': header }, functions)).toEqual(['HAS_PA_WASAPI=1']);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const newer = `${header}enum { paWinWasapiAutoConvert = 64 };\n`;
  expect(featuresOf({ 'pa_win_wasapi.h': newer }, functions)).toEqual([
    'HAS_PA_WASAPI=1',
    'HAS_PA_WASAPI_AUTO_CONVERT=1',
  ]);
});

/** The options that a C file is compiled with. */
function optionsOf(...words: string[]): string[] {
  writeFileSync(path.join(folder, 'sum.c'), 'int sum(void) { return 0; }');
  const lines = [
    `include(${native}/compiler.cmake)`,
    'add_library(sum OBJECT sum.c)',
    'target_link_libraries(sum PRIVATE rtmixer_flags)',
  ];
  const output = configured(lines, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', ...words);
  const file = path.join(folder, 'b', 'compile_commands.json');
  expect(output).toContain('Generating done');
  const [{ command = '' } = {}] = JSON.parse(readFileSync(file, 'utf8')) as { command: string }[];
  return command.split(' ');
}

const multiplyAndAdd = 'double f(double a, double b, double c) { return a * b + c; }';

test('no compiler may contract a product and a sum into one rounding', () => {
  expect(optionsOf()).toContain('-ffp-contract=off');
});

test('clang-cl may not contract a product and a sum into one rounding', ({ skip }) => {
  const clang = spawnSync('sh', ['-c', 'command -v clang-22'], { encoding: 'utf8' });
  skip(clang.status !== 0, 'clang 22 is not installed');
  const compiler = path.join(folder, 'clang-cl');
  symlinkSync(clang.stdout.trim(), compiler);
  const ofCmake = optionsOf(
    ...['-DCMAKE_SYSTEM_NAME=Windows', `-DCMAKE_C_COMPILER=${compiler}`],
    ...['-DCMAKE_C_COMPILER_ID=Clang', '-DMSVC=1'],
  );
  const contraction = ofCmake.filter((option) => option.includes('contract'));
  expect(contraction).toEqual(['/clang:-ffp-contract=off']);
  writeFileSync(path.join(folder, 'sum.c'), multiplyAndAdd);
  const assembly = (...options: string[]) => {
    const words = ['--target=x86_64-pc-windows-msvc', '/O2', '/clang:-mfma', ...options];
    const output = path.join(folder, 'sum.s');
    const { stderr } = spawnSync(compiler, [...words, '/c', '/FA', `/Fa${output}`, 'sum.c'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return readFileSync(output, 'utf8');
  };
  expect(assembly(...contraction)).not.toContain('vfmadd');
  expect(assembly()).toContain('vfmadd');
});
