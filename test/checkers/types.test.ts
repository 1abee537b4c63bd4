import { expect, test } from 'vitest';
import { plantedProject } from './planted-project.ts';
import { runTool } from './run-tool.ts';

function checkTypes(program: string, text: string): { status: number | null; output: string } {
  using project = plantedProject({ [`${program}/planted.ts`]: text });
  return runTool('tsc', ['-p', program], project.root);
}

test('the renderer knows no process', () => {
  expect(checkTypes('renderer', 'export const path = process.env;\n').output).toMatch(
    /Cannot find name 'process'/,
  );
});

test('the renderer knows the document', () => {
  expect(checkTypes('renderer', 'export const title = document.title;\n').status).toBe(0);
});

test('main knows no document', () => {
  expect(checkTypes('main', 'export const title = document.title;\n').output).toMatch(
    /Cannot find name 'document'/,
  );
});

test('native knows no document', () => {
  expect(checkTypes('native', 'export const title = document.title;\n').output).toMatch(
    /Cannot find name 'document'/,
  );
});

test('the contract knows no process', () => {
  expect(checkTypes('preload', 'export const env = process.env;\n').output).toMatch(
    /Cannot find name 'process'/,
  );
});

test('syntax that Node cannot erase is refused', () => {
  expect(checkTypes('native', 'export enum Outcome {\n  completed,\n}\n').output).toMatch(
    /erasableSyntaxOnly/,
  );
});
