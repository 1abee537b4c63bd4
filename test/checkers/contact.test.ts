/** The address of who answers for RtMixer: one place says it. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { placeholderWarning, product } from '../../packaging/product.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

test('no file but package.json has the address', () => {
  const { email } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).author as {
    email: string;
  };
  expect(product.contact).toContain(`<${email}>`);
  const folders = 'assets,docs,main,native,packaging,preload,renderer,setup,test';
  const pattern = `{*,{.github,${folders}}/**/*}.{md,ts,tsx,mjs,json,yml,sh,html}`;
  const files = globSync(pattern, { cwd: root, exclude: ['native/{build*,dist,prebuilds}/**'] });
  expect(files.length).toBeGreaterThan(500);
  const naming = files.filter((file) =>
    readFileSync(path.join(root, file), 'utf8').includes(email),
  );
  expect(naming).toEqual(['package.json']);
});

test('a placeholder is called one by the pages and by whatever makes packages', () => {
  const isPlaceholder = product.contact.endsWith('.example>');
  const says = ['README.md', 'SECURITY.md'].map((page) =>
    /placeholder/.test(readFileSync(path.join(root, page), 'utf8')),
  );
  expect([placeholderWarning !== null, ...says]).toEqual(Array(3).fill(isPlaceholder));
  if (isPlaceholder)
    expect(placeholderWarning).toMatch(/^Nobody reads \S+\.example: .*package\.json/);
});
