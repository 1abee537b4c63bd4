import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

describe('the command line of an Electron executable', () => {
  it('finds the app behind what Playwright puts before it', () => {
    const { appFolder, appArguments, switches } = parseCommandLine([
      '-r',
      'loader.js',
      '--no-sandbox',
      '--inspect=0',
      '--remote-debugging-port=0',
      'app',
      '--user-data-dir=/data/with=sign',
      'take.wav',
    ]);
    expect(appFolder).toBe('app');
    expect(appArguments).toEqual(['--user-data-dir=/data/with=sign', 'take.wav']);
    expect(switches.get('user-data-dir')).toBe('/data/with=sign');
    expect(switches.get('no-sandbox')).toBe('');
    expect(switches.has('loader.js')).toBe(false);
  });

  it('may name no app', () => {
    expect(parseCommandLine(['--version']).appFolder).toBeUndefined();
  });
});
