/** PulseAudio and PipeWire with a null sink, each from packages that are unpacked into a folder and not
 * installed. ALSA's plug-in for them is the device `rtm`. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SoundServer {
  /** For the programs that play through it. */
  readonly environment: Record<string, string>;
  /** How often it had nothing to play for a stream so far, by its own log; null = it does not say. */
  underruns(): number | null;
  stop(): Promise<void>;
}

type ServerName = 'pulseaudio' | 'pipewire';

// A module without types: setup.mjs uses it before anything is installed.
const list = new URL('../../../native/system-packages.mjs', import.meta.url).href;
const { unpackedPackages }: { unpackedPackages: Record<ServerName, string[]> } = await import(list);

/** Where the packages of a server are, or why they are not. */
export type UnpackedServer = { readonly folder: string } | { readonly missing: string };

/** Downloads what the system does not have and unpacks it. */
export function unpackServer(name: ServerName): UnpackedServer {
  if (
    spawnSync('apt-get', ['--version']).status !== 0 ||
    spawnSync('dpkg', ['--version']).status !== 0
  ) {
    return { missing: 'its packages are unpacked by apt-get and dpkg, which are not here' };
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `rtmixer-${name}-`));
  const archives = path.join(folder, 'archives');
  fs.mkdirSync(path.join(archives, 'partial'), { recursive: true });
  const downloaded = spawnSync(
    'apt-get',
    [
      ...['--yes', '--no-install-recommends', '--download-only', '--reinstall'],
      ...['-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1'],
      ...['install', ...unpackedPackages[name]],
    ],
    { encoding: 'utf8' },
  );
  if (downloaded.status !== 0) {
    fs.rmSync(folder, { recursive: true });
    return { missing: `its packages cannot be downloaded: ${downloaded.stderr.trim()}` };
  }
  for (const file of fs.readdirSync(archives).filter((entry) => entry.endsWith('.deb'))) {
    spawnSync('dpkg', ['--extract', path.join(archives, file), path.join(folder, 'root')]);
  }
  return { folder };
}

/** The folder of the first unpacked library whose name begins so. */
function folderOf(folder: string, name: string): string {
  const found = fs
    .readdirSync(path.join(folder, 'root', 'usr', 'lib'), { recursive: true, encoding: 'utf8' })
    .find((entry) => path.basename(entry).startsWith(name));
  if (found === undefined) throw new Error(`The packages have no ${name}.`);
  return path.join(folder, 'root', 'usr', 'lib', path.dirname(found));
}

function alsaEnvironment(folder: string, plugin: string, device: string) {
  const config = path.join(folder, 'alsa.conf');
  fs.writeFileSync(
    config,
    `</usr/share/alsa/alsa.conf>\npcm.rtm { ${device} hint { show on description "rtm" } }\n`,
  );
  return {
    ALSA_CONFIG_PATH: config,
    ALSA_PLUGIN_DIR: folderOf(folder, plugin),
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
  };
}

/** Processes that are ended together, the last one first. */
class Servers {
  readonly #children: ChildProcess[] = [];

  #output = '';

  start(command: string, given: readonly string[], env: SpawnOptions['env'] = {}): void {
    const stdio: SpawnOptions['stdio'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, given, { stdio, env: { ...process.env, ...env } });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
      });
    }
    this.#children.push(child);
  }

  /** What they have printed so far. */
  get output(): string {
    return this.#output;
  }

  async until(isReady: () => boolean): Promise<void> {
    for (let attempt = 0; !isReady(); attempt++) {
      const ended = this.#children.find(({ exitCode }) => exitCode !== null);
      if (attempt === 200 || ended !== undefined) {
        await this.stop();
        const why = ended === undefined ? 'not within its time' : `${ended.spawnfile} has ended`;
        throw new Error(
          `The sound server did not become ready: ${why}.\n${this.output.slice(-4_000)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    }
  }
}

export async function startPulseAudio(folder: string): Promise<SoundServer> {
  const socket = path.join(folder, 'socket');
  const modules = folderOf(folder, 'module-null-sink.so');
  const plugin = 'libasound_module_pcm_pulse.so';
  const device = `type pulse server "unix:${socket}" device "rtm"`;
  const environment = {
    ...alsaEnvironment(folder, plugin, device),
    LD_LIBRARY_PATH: [
      path.dirname(folderOf(folder, plugin)),
      folderOf(folder, 'libpulsecore-'),
      modules,
    ].join(':'),
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
  };
  const servers = new Servers();
  servers.start(
    path.join(folder, 'root', 'usr', 'bin', 'pulseaudio'),
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--disable-shm=1', '--realtime=no'],
      ...['--use-pid-file=no', `--dl-search-path=${modules}`, '--log-level=debug'],
      ...['-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`],
      ...['-L', 'module-null-sink sink_name=rtm rate=48000 format=float32le channels=2'],
    ],
    environment,
  );
  await servers.until(() => fs.existsSync(socket));
  const underruns = () => servers.output.match(/underrun o[fn] /giu)?.length ?? 0;
  return { environment, underruns, stop: () => servers.stop() };
}

const PIPEWIRE = `
context.properties = { core.daemon = true core.name = pipewire-0 support.dbus = false }
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert
  support.* = support/libspa-support }
context.modules = [ { name = libpipewire-module-protocol-native }
  { name = libpipewire-module-metadata } { name = libpipewire-module-spa-node-factory }
  { name = libpipewire-module-client-node } { name = libpipewire-module-client-device }
  { name = libpipewire-module-access } { name = libpipewire-module-adapter }
  { name = libpipewire-module-link-factory } { name = libpipewire-module-session-manager } ]
context.objects = [
  { factory = adapter args = { factory.name = support.null-audio-sink node.name = rtm
    media.class = Audio/Sink audio.position = [ FL FR ] object.linger = true } } ]
`;

/** PipeWire, its session manager, and the bus that this one insists on. */
export async function startPipeWire(folder: string): Promise<SoundServer> {
  const root = path.join(folder, 'root', 'usr');
  const config = path.join(folder, 'pipewire.conf');
  fs.writeFileSync(config, PIPEWIRE);
  const bus = path.join(folder, 'bus');
  const plugin = 'libasound_module_pcm_pipewire.so';
  const libraries = path.dirname(folderOf(folder, plugin));
  const environment = {
    ...alsaEnvironment(folder, plugin, 'type pipewire playback_node "rtm"'),
    LD_LIBRARY_PATH: libraries,
    PIPEWIRE_RUNTIME_DIR: folder,
    PIPEWIRE_MODULE_DIR: path.join(libraries, 'pipewire-0.3'),
    SPA_PLUGIN_DIR: path.join(libraries, 'spa-0.2'),
    PIPEWIRE_CONFIG_DIR: path.join(root, 'share', 'pipewire'),
    WIREPLUMBER_MODULE_DIR: path.join(libraries, 'wireplumber-0.4'),
    WIREPLUMBER_DATA_DIR: path.join(root, 'share', 'wireplumber'),
    WIREPLUMBER_CONFIG_DIR: path.join(root, 'share', 'wireplumber'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
    DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}`,
  };
  const servers = new Servers();
  const quietly = ['--session', `--address=unix:path=${bus}`, '--nofork', '--nopidfile'];
  servers.start('dbus-daemon', quietly);
  servers.start(path.join(root, 'bin', 'pipewire'), ['-c', config], environment);
  await servers.until(() => fs.existsSync(bus) && fs.existsSync(path.join(folder, 'pipewire-0')));
  servers.start(path.join(root, 'bin', 'wireplumber'), [], environment);
  // The manager's own entry among PipeWire's clients.
  const clients = () =>
    spawnSync(path.join(root, 'bin', 'pw-cli'), ['list-objects', 'Client'], {
      encoding: 'utf8',
      timeout: 5_000,
      env: { ...process.env, ...environment },
    }).stdout ?? '';
  await servers.until(() => clients().includes('WirePlumber'));
  return { environment, underruns: () => null, stop: () => servers.stop() };
}
