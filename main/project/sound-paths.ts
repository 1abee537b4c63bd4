/** Where a sound's file is looked for: at its path, and beside the session when that was moved. */
import path from 'node:path';

/** From the session's folder, with `/`; null = on another drive. */
export function relativePathOf(file: string, { root }: { readonly root: string }): string | null {
  const relative = path.relative(root, file);
  if (path.isAbsolute(relative)) return null;
  return relative.split(path.sep).join('/');
}

/** The same file seen from the session's folder. */
export function absolutePathOf(relative: string, { root }: { readonly root: string }): string {
  return path.resolve(root, ...relative.split('/'));
}
