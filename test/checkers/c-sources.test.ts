import { beforeEach, describe, expect, test } from 'vitest';
import { cSourceProblems, missingTools } from './c-sources.ts';
import { plantedProject } from './planted-project.ts';
import { runTool } from './run-tool.ts';

beforeEach(({ skip }) => {
  const missing = missingTools();
  skip(missing.length > 0, `${missing.join(', ')} not found`);
});

const realtime = (body: string) => `#include "base/rt.h"
#include <stdlib.h>

void *process(void) RT_SAFE;

void *process(void) {
  ${body}
}
`;

async function problems(text: string): Promise<string> {
  using project = plantedProject({ 'native/src/planted.c': text });
  return (await cSourceProblems(project.root)).join('\n');
}

test('a clean file has no problem', async () => {
  expect(await problems(realtime('return NULL;'))).toBe('');
});

test('an allocation in a function marked RT_SAFE is caught', async () => {
  expect(await problems(realtime('return malloc(16);'))).toMatch(
    /must not call non-'nonblocking' function 'malloc'/,
  );
});

test('an allocation behind a call from a function marked RT_SAFE is caught', async () => {
  expect(
    await problems(`#include "base/rt.h"
#include <stdlib.h>

static void *fetch(void) { return malloc(16); }

void *process(void) RT_SAFE;

void *process(void) { return fetch(); }
`),
  ).toContain('function effects of native/src/planted.c');
});

test('an unformatted line is caught', async () => {
  expect(await problems('int  x;\n')).toContain('clang-format');
});

test('a function of 80 lines is caught', async () => {
  const lines = Array.from({ length: 80 }, () => '  x++;').join('\n');
  expect(
    await problems(`int count(int x);\n\nint count(int x) {\n${lines}\n  return x;\n}\n`),
  ).toContain('readability-function-size');
});

test('a leak on an early return is caught', async () => {
  expect(
    await problems(`#include <stdlib.h>

int leak(int n);

int leak(int n) {
  char *memory = malloc(8);
  if (n > 3) {
    return 1;
  }
  free(memory);
  return 0;
}
`),
  ).toContain('clang-analyzer-unix.Malloc');
});

describe('a fault that only shows while it runs is caught', () => {
  const program = (body: string) => `#include "base/rt.h"
#include <pthread.h>
#include <stdlib.h>

static int shared;

static void *write_shared(void *argument) {
  shared++;
  return argument;
}

static void race(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, write_shared, NULL);
  write_shared(NULL);
  pthread_join(thread, NULL);
}

static int read_past_the_end(int index) {
  int *values = calloc(4, sizeof(int));
  const int value = values[index];
  free(values);
  return value;
}

static void *(*volatile allocate)(size_t) = malloc;

static void callback(void) RT_SAFE;

static void callback(void) { free(allocate(16)); }

int main(int argc, char **argv) {
  (void)argv;
  (void)race;
  (void)read_past_the_end;
  (void)callback;
  (void)argc;
  ${body}
  return 0;
}
`;

  test.each([
    ['thread', 'race();', /data race/],
    ['address', 'return read_past_the_end(argc + 3) > 1000;', /heap-buffer-overflow/],
    ['realtime', 'callback();', /real-time unsafe function|RealtimeSanitizer/],
  ])('by the %s sanitizer', (build, body, report) => {
    using project = plantedProject({
      'native/src/core.c': 'int core_version(void);\n\nint core_version(void) { return 1; }\n',
      'test/native/planted_test.c': program(body),
    });
    const script = new URL('../run/native-tests.ts', import.meta.url).pathname;
    const run = (name: string) =>
      runTool('node', [script, '--root', project.root, '--build', name], project.root);
    expect(run(build).output).toMatch(report);
    expect(run(build).status).toBe(1);
    expect(run('release').output).toContain('1 passed, 0 failed');
  });

  test('and a name that matches no program is an error', () => {
    using project = plantedProject({
      'native/src/core.c': 'int core_version(void);\n\nint core_version(void) { return 1; }\n',
      'test/native/planted_test.c': program('return 0;'),
    });
    const script = new URL('../run/native-tests.ts', import.meta.url).pathname;
    const run = (name: string) => {
      const options = ['--root', project.root, '--build', 'release', '--only', name];
      return runTool('node', [script, ...options], project.root);
    };
    expect(run('plnted')).toMatchObject({
      status: 1,
      output: expect.stringContaining('No C test program of these builds has "plnted" in its name'),
    });
    expect(run('planted').status).toBe(0);
  });
});
