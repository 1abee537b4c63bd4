/** The builds, each done again only when its sources or its results changed. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { npmRun } from './npm.mjs';
import { requireWritable, root, run, stateFolder } from './step.mjs';

/** @typedef {{ name: string, title: string, script: string, sources: RegExp, results: string[] }} Build */

/** @type {Build[]} */
const builds = [
  {
    name: 'native',
    title: 'Building the native mixer',
    script: 'build:native',
    sources:
      /^(native\/(src\/.*|weak-jack\/.*|CMakeLists\.txt|[^/]*\.cmake|(package|vcpkg|libraries)\.json)|package-lock\.json)$/,
    results: ['native/build/Release/rtmixer.node'],
  },
  {
    name: 'bundles',
    title: 'Building the three bundles',
    script: 'build',
    sources:
      /^((main|preload|renderer|assets|packaging)\/.*|native\/(library\/.*|[^/]*)\.ts|package(-lock)?\.json)$/,
    results: [
      '.vite/build/main.cjs',
      '.vite/build/preload.cjs',
      '.vite/renderer/main_window/index.html',
    ],
  },
];

export async function buildAll() {
  for (const { name, title, script, sources, results } of builds) {
    const stamp = path.join(stateFolder, `${name}.sha256`);
    const hash = hashOf(sources);
    const isDone =
      results.every((file) => fs.existsSync(path.join(root, file))) &&
      fs.existsSync(stamp) &&
      fs.readFileSync(stamp, 'utf8') === hash;
    if (!isDone) {
      requireWritable('build in it');
      await run({ title, ...npmRun(script) });
      fs.writeFileSync(stamp, hash);
    }
  }
}

/** @param {RegExp} sources */
function hashOf(sources) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const folder of ['main', 'preload', 'renderer', 'native', 'packaging', 'assets', '.']) {
    const isRoot = folder === '.';
    const entries = fs.existsSync(path.join(root, folder))
      ? fs.readdirSync(path.join(root, folder), { recursive: !isRoot }).map(String).sort()
      : [];
    for (const entry of entries) {
      const file = path.posix.join(folder, entry.replaceAll('\\', '/'));
      if (sources.test(file) && fs.statSync(path.join(root, file)).isFile()) {
        hash.update(`\n${file}\n`).update(fs.readFileSync(path.join(root, file)));
      }
    }
  }
  return hash.digest('hex');
}
