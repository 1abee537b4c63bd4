import { expect, test } from 'vitest';
import { cStructureViolations } from './c-structure.ts';
import { sourceFiles } from './source-files.ts';

const none = { declaredForOthers: [], withoutHeader: [] };

function violations(
  files: Record<string, string>,
  exceptions: Parameters<typeof cStructureViolations>[1] = none,
): string[] {
  return cStructureViolations(
    Object.entries(files).map(([path, text]) => ({ path: `native/src/${path}`, text })),
    exceptions,
  );
}

const clock = {
  'mixer/clock.h': '#include "base/rt.h"\n\n/** Seconds. */\ndouble clock_now(void) RT_SAFE;\n',
  'mixer/clock.c': '#include "mixer/clock.h"\n\ndouble clock_now(void) {\n  return 0;\n}\n',
};

test('sources whose includes point down and whose headers tell the truth have no violation', () => {
  expect(violations(clock)).toEqual([]);
});

test.each([
  ['base', 'mixer/mixer.h'],
  ['mixer', 'file/disk/disk_thread.h'],
  ['mixer', 'device/stream.h'],
  ['file', 'mixer/mixer.h'],
  ['device', 'file/media/media.h'],
  ['device', 'addon/env.h'],
])('an include from %s/ of "%s" is caught', (layer, header) => {
  const found = violations({ [`${layer}/planted.h`]: `/* One. */\n#include "${header}"\n` });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^native/src/${layer}/planted\\.h:2: ${layer}/ includes`));
});

test('an include without its layer, and a folder that is no layer, are caught', () => {
  expect(violations({ 'mixer/planted.h': '#include "mixer.h"\n' })[0]).toContain('Write the path');
  expect(violations({ 'planted/planted.h': '' })[0]).toContain('There is no layer planted');
});

test('a function that is declared in one file and defined in another is caught', () => {
  const found = violations({
    ...clock,
    'mixer/clock.c': '#include "mixer/clock.h"\n',
    'mixer/mixer.h': '/* The mixer. */\n',
    'mixer/mixer.c': '/* double clock_now(void); */\ndouble clock_now(void) { return 0; }\n',
  });
  expect(found).toEqual([
    'native/src/mixer/clock.h:4: clock_now() is defined in native/src/mixer/mixer.c; define it in native/src/mixer/clock.c.',
  ]);
});

test('a private header belongs to the file whose name it begins with', () => {
  const state = 'void clock_step(struct clock *clock) RT_SAFE;\n';
  const step = 'void clock_step(struct clock *clock) {\n  clock->steps++;\n}\n';
  const own = { ...clock, 'mixer/clock.c': `${clock['mixer/clock.c']}${step}` };
  expect(violations({ ...own, 'mixer/clock_state.h': state })).toEqual([]);
  expect(violations({ ...own, 'mixer/other_state.h': state })).toHaveLength(1);
});

test('functions of a header in a body, a comment or a macro are not declarations', () => {
  expect(
    violations({
      ...clock,
      'mixer/inline.h':
        '/* double clock_now(void); */\n#define NOW \\\n  double clock_now(void);\n' +
        'static inline void twice(void) {\n  double clock_now(void);\n}\n',
    }),
  ).toEqual([]);
});

test('a C file without a header of its name is caught', () => {
  const found = violations({ 'mixer/play.c': 'void play(void) {}\n' });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('There is no play.h');
});

test('an exception silences its file, and is a violation itself where it is not needed', () => {
  const exception = { file: 'native/src/mixer/play.c', reason: 'a handler' };
  const exceptions = { ...none, withoutHeader: [exception] };
  expect(violations({ 'mixer/play.c': 'void play(void) {}\n' }, exceptions)).toEqual([]);
  expect(violations(clock, exceptions)[0]).toContain('is not needed');
});

test.each([
  ['memset(&clock, 0, sizeof clock);', 'sizeof'],
  ['#define MOST_BLOCKS 16', 'enum { MOST_BLOCKS'],
  ['#define NO_BLOCK (-1) /* none */', 'enum { NO_BLOCK'],
  ['static const double LONGEST = 0.5;', '#define'],
])('"%s" is not the dialect', (line, advice) => {
  const found = violations({ ...clock, 'mixer/planted.h': `/* One. */\n${line}\n` });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('planted.h:2: ');
  expect(found[0]).toContain(advice);
});

test('numbers that the preprocessor needs, and those that no int holds, are macros', () => {
  const macros =
    '#define WIDTH 4\n#undef WIDTH\n#define HAS_CLOCK 1\n#define LARGEST 1000000000000\n#define HZ 1000.0\n';
  expect(violations({ ...clock, 'mixer/planted.h': macros })).toEqual([]);
});

test('more than fifty files of this repository are looked at', () => {
  const files = sourceFiles(process.cwd());
  expect(files.filter(({ path }) => path.startsWith('native/src/')).length).toBeGreaterThan(50);
});
