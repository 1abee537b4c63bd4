/** npm, as a script that Node runs: no shell, no npm.cmd, so that paths may hold spaces. */
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const isNpmScript = /npm-cli\.c?js$/;

/** @returns {string | undefined} npm's script: of the npm that runs this, of this Node, of the path */
export function npmScript() {
  const folder = path.dirname(process.execPath);
  const besides = ['node_modules/npm', '../lib/node_modules/npm'].map((place) =>
    path.join(folder, place, 'bin', 'npm-cli.js'),
  );
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((place) => [
      path.join(place, 'npm'),
      path.join(place, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ]);
  return [process.env.npm_execpath ?? '', ...besides, ...onPath]
    .map((file) => realFile(file) ?? '')
    .find((file) => isNpmScript.test(file));
}

/** @param {string} file */
function realFile(file) {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}

/**
 * How to call npm.
 * @param {string} [node] what runs it; by default the Node that runs npm now, which may be older
 *   than the project's own
 */
export function npmCommand(node = process.env.npm_node_execpath ?? process.execPath) {
  const script = npmScript();
  return script === undefined
    ? { command: 'npm', leading: [] }
    : { command: node, leading: [script] };
}

/**
 * A script of package.json.
 * @param {string} script
 * @param {string[]} args
 */
export function npmRun(script, ...args) {
  const { command, leading } = npmCommand();
  const tail = args.length > 0 ? ['--', ...args] : [];
  return { command, args: [...leading, 'run', '--silent', script, ...tail] };
}

/** What npm prints, and what to do about it. */
const FAILURES = /** @type {const} */ ([
  [
    /self[- ]signed cert|unable to (get|verify)[a-z ]*certificate|CERT_|_CERT|UNABLE_TO_|certificate/i,
    'The certificate of the package registry is not known to Node, as behind a proxy that looks into connections. Save the certificate of its authority as a file, set NODE_EXTRA_CA_CERTS to the path of that file and run this again.',
  ],
  [
    /\bE407\b|407 Proxy Auth/,
    'The proxy wants a name and a password. Put them in the address of the proxy (npm config set https-proxy http://NAME:PASSWORD@HOST:PORT) and run this again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/,
    'The package registry cannot be reached. Look after the network, the proxy (npm config get https-proxy) and the registry (npm config get registry), then run this again.',
  ],
  [
    /\bE40[13]\b/,
    'The package registry refuses. Log in there (npm login), or choose another one (npm config set registry ADDRESS), and run this again.',
  ],
  [
    /\bE404\b|\bETARGET\b/,
    'The package registry lacks a package of the lock file. Choose a complete one (npm config set registry https://registry.npmjs.org/) and run this again.',
  ],
  [
    /\bEINTEGRITY\b/,
    'A package that arrived is not the one of the lock file. Empty the cache (npm cache clean --force) and run this again; if it stays, the registry or a proxy changes packages.',
  ],
  [
    /\bENOSPC\b/,
    'The disk is full. The packages and builds need 2 GB; free some and run this again.',
  ],
  [
    /\b(EBUSY|ENOTEMPTY)\b/,
    'A file in node_modules is in use. End the programs that use it, RtMixer too, and run this again.',
  ],
]);

/**
 * The sentence for a failed `npm ci`, undefined where it is not known.
 * @param {string} output what npm printed
 */
export function explainNpmFailure(output) {
  const place =
    /(?:EACCES|EPERM|EROFS)[\s\S]*?(?:'|npm error path )(\/[^'\n]+|[A-Z]:\\[^'\n]+)/.exec(output);
  if (place !== null) {
    return `npm may not write ${place[1]}. Have that place given to you, or name another cache (npm config set cache FOLDER), and run this again.`;
  }
  const errors = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .join('\n');
  return FAILURES.find(([sign]) => sign.test(errors))?.[1];
}
