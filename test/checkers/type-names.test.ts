import { expect, test } from 'vitest';
import { typeNameViolations } from './type-names.ts';

test('types of different names have no violation', () => {
  expect(
    typeNameViolations([
      { path: 'main/a.ts', text: 'export interface Take {}\nexport type Clip = string;\n' },
      { path: 'native/b.ts', text: 'class Mixer {}\n' },
    ]),
  ).toEqual([]);
});

test.each(['export interface Take {}', 'type Take = string;', 'export abstract class Take {}'])(
  'the line "%s" is caught where another file has a Take',
  (line) => {
    const found = typeNameViolations([
      { path: 'main/a.ts', text: 'export interface Take {}\n' },
      { path: 'renderer/b.tsx', text: `first line\n${line}\n` },
    ]);
    expect(found).toEqual([
      'renderer/b.tsx:2: main/a.ts has a type Take, too; import it or name this one otherwise.',
    ]);
  },
);

test('a program that a test plants is text', () => {
  const planted = 'const text = `\nexport interface Take {}\n`;\n';
  const take = { path: 'main/a.ts', text: 'export interface Take {}\n' };
  expect(typeNameViolations([take, { path: 'test/b.test.ts', text: planted }])).toEqual([]);
});
