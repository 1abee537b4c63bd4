import { expect, test } from 'vitest';
import { longFileWarnings, projectRuleViolations } from './project-rules.ts';

function violations(files: Record<string, string>): string[] {
  return projectRuleViolations(Object.entries(files).map(([path, text]) => ({ path, text })));
}

test('a project that keeps to the rules has no violation', () => {
  expect(
    violations({
      'renderer/store/bridge.ts': 'export const bridge = () => window.studio;\n',
      'native/src/device/device_list.c': '#include <portaudio.h>\n',
      'native/src/addon/addon.cc': '#include <napi.h>\n',
      'renderer/styles/tokens.css': ':root { --bg: #0c0d0f; --text: CanvasText; }\n',
      'renderer/styles/base.css': '.a { color: var(--text); white-space: nowrap; }\n',
      'preload/appearance.ts': "export const COLOUR = '#0c0d0f';\n",
      'renderer/app.tsx': "this.#face = 'x';\n",
    }),
  ).toEqual([]);
});

test.each([
  [
    'renderer/app.tsx',
    'const { studio } = { studio: window.studio };',
    'Only renderer/store/bridge.ts',
  ],
  ['renderer/app.tsx', 'bridge().subscribe(draw);', 'Only renderer/store/listen.ts'],
  ['main/load.ts', 'await import(somewhere);', 'computed import'],
  ['native/src/mixer.c', '#include <portaudio.h>', 'include portaudio.h'],
  ['native/src/mixer.h', '#include <napi.h>', 'includes napi.h'],
  ['native/src/addon/x.h', '_Atomic int x;', 'opaque types'],
  ['main/start.ts', '// TODO later', 'leave it out'],
  ['main/takes/recording.ts', 'const seconds = (Date.now() - since) / 1_000;', 'wall clock'],
  ['renderer/stream/charts.tsx', 'const at = +new Date();', 'wall clock'],
  ['native/src/base/thread.c', 'clock_gettime(CLOCK_REALTIME, &now);', 'wall clock'],
  ['native/src/base/thread.c', 'const time_t now = time(NULL);', 'wall clock'],
  ['renderer/styles/base.css', '.a { border: 1px solid #fff; }', 'Colours are tokens'],
  ['renderer/styles/base.css', '  background: rgb(0 0 0 / 50%);', 'Colours are tokens'],
  ['renderer/styles/base.css', '  color: white;', 'Colours are tokens'],
  ['renderer/styles/base.css', '  outline: 2px solid Highlight;', 'Colours are tokens'],
  ['renderer/timeline/canvas/painter.ts', "context.fillStyle = '#0c0d0f80';", 'Colours are tokens'],
  ['renderer/styles/base.css', '  transition: translate 80ms ease-out;', 'less motion'],
  ['renderer/ui/meter.tsx', 'style={{ color: `rgb(9 0 0)` }}', 'Colours are tokens'],
  ['main/shell/window.ts', "backgroundColor: '#0c0d0f',", 'Colours are tokens'],
  ['main/start.ts', '// @ts-ignore', 'Explain or solve'],
])('in %s the line "%s" is caught', (file, line, message) => {
  const found = violations({ [file]: `first line\n${line}\n` });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`${file}:2: `);
  expect(found[0]).toContain(message);
});

test('a C file of 401 lines is a warning, not a violation', () => {
  const file = (lines: number) => ({ path: 'native/src/mixer.c', text: 'int x;\n'.repeat(lines) });
  expect(longFileWarnings([file(401)])).toEqual([
    'warning: native/src/mixer.c has 401 lines; is it one idea?',
  ]);
  expect(longFileWarnings([file(400)])).toEqual([]);
  expect(projectRuleViolations([file(401)])).toEqual([]);
});

test('a file named after nothing is caught', () => {
  expect(violations({ 'main/utils.ts': '' })[0]).toContain('one idea');
  expect(violations({ 'native/src/RingBuffer.c': '' })[0]).toContain('snake_case');
});
