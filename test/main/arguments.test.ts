/** What is opened from the command line, and the faults of the virtual device. */
import { describe, expect, test } from 'vitest';
import { parseArguments, printedAnswer } from '../../main/arguments.ts';

function opened(...argv: string[]) {
  const { files, warnings } = parseArguments(argv, '/home/me');
  return { files, warnings };
}

describe.skipIf(process.platform === 'win32')('files of the command line', () => {
  test('are paths, relative to the working folder', () => {
    expect(opened('a.wav', '/b c.wav', '../d.wav').files).toEqual([
      '/home/me/a.wav',
      '/b c.wav',
      '/home/d.wav',
    ]);
  });

  test.for([
    ['file:///sounds/one%20two.wav', '/sounds/one two.wav'],
    ['file://localhost/sounds/a.wav', '/sounds/a.wav'],
    ['FILE:///sounds/%C3%A4.wav', '/sounds/ä.wav'],
    ['file:///sounds/ä.wav', '/sounds/ä.wav'],
    ['file:///sounds/50%25.wav', '/sounds/50%.wav'],
    ['file:///sounds/take%231.wav', '/sounds/take#1.wav'],
    ['file:///sounds/take#1?.wav', '/sounds/take#1?.wav'],
  ])('%s is the file %s', ([word, file]) => {
    expect(opened(word!)).toEqual({ files: [file], warnings: [] });
  });

  test.for([
    'sftp://host/a.wav',
    'https://example.org/a.wav',
    'file://server/share/a.wav',
    'file:///sounds/%E4.wav',
    'file:///sounds%2Fa.wav',
    'trash:///a.wav',
  ])('%s is told and opens nothing, and the files beside it are opened', (word) => {
    expect(opened(word, 'a.wav')).toEqual({
      files: ['/home/me/a.wav'],
      warnings: [`${word} is not the address of a file on this computer, so it was not opened.`],
    });
  });

  test('a name with a colon is a name', () => {
    expect(opened('take:1.wav').files).toEqual(['/home/me/take:1.wav']);
  });
});

test('an installation plays, loops and fills the screen', () => {
  const { kiosk, files } = parseArguments(['--play', '--loop', '--full-screen', 'a.wav'], '/home');
  expect(kiosk).toEqual({ plays: true, loops: true, isFullScreen: true });
  expect(files).toHaveLength(1);
  expect(parseArguments([], '/home').kiosk).toEqual({
    plays: false,
    loops: false,
    isFullScreen: false,
  });
});

test('--version and --help are answered instead of opening a window', () => {
  expect(printedAnswer(['--version', 'a.wav'], '0.1.0')).toBe('RtMixer 0.1.0\n');
  expect(printedAnswer(['--help'], '0.1.0')).toContain('--user-data-dir=DIR');
  expect(printedAnswer(['version.wav', '--host-api=help'], '0.1.0')).toBeNull();
});

describe('faults of the virtual device', () => {
  const faultsOf = (list: unknown) =>
    parseArguments([`--virtual-faults=${JSON.stringify(list)}`], '/home/me');

  test('lose the input, the output or both, and end an absence', () => {
    const { virtual, warnings } = faultsOf([
      { kind: 'lost-input', frame: 480, frames: 300 },
      { kind: 'lost-output', frame: 960, count: 2, everyFrames: 48_000 },
      { kind: 'disappear', frame: 4_800 },
      { kind: 'return', frame: 9_600 },
    ]);
    expect(warnings).toEqual([]);
    expect(virtual.faults).toEqual([
      { kind: 'lostInput', frame: 480, frames: 300 },
      { kind: 'lostOutput', frame: 960, count: 2, everyFrames: 48_000 },
      { kind: 'disappear', frame: 4_800 },
      { kind: 'return', frame: 9_600 },
    ]);
  });

  test('that are random are a list of losses, the same for the same seed', () => {
    const asked = { kind: 'random-losses', count: 20, frame: 4_800, seed: 3 };
    const { virtual } = faultsOf([{ kind: 'disappear', frame: 1 }, asked]);
    expect(virtual.faults).toHaveLength(21);
    expect(virtual.faults?.[1]?.frame).toBe(4_800);
    expect(faultsOf([asked]).virtual.faults).toEqual(virtual.faults?.slice(1));
  });

  test.for([
    { kind: 'random-losses' },
    { kind: 'random-losses', count: 1e9 },
    { kind: 'lost-input' },
    { kind: 'lostInput', frame: 3 },
    { kind: 'return', frame: 3, frames: 1.5 },
  ])('that nobody understands are told: %j', (fault) => {
    const { virtual, warnings } = faultsOf([fault]);
    expect([virtual, warnings.length]).toEqual([{}, 1]);
  });
});
