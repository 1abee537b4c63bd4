/**
 * How to call npm: by the file that runs this script if npm runs it, else from the path. npm is
 * run by the Node that it belongs to, which may be older than the project's own.
 */
export function npmCommand(): { command: string; leading: string[] } {
  const script = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  return script !== undefined && node !== undefined && /npm-cli\.c?js$/.test(script)
    ? { command: node, leading: [script] }
    : { command: 'npm', leading: [] };
}
