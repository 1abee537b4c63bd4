/** A service in rtkit's place on a bus of its own. It speaks as much of D-Bus's protocol as that takes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface RtkitBehaviour {
  /** `grants` as rtkit does, if this process may; `silent`: takes calls and never answers. */
  readonly answer: 'grants' | 'refuses' | 'silent' | 'talks nonsense';
  readonly maxRealtimePriority: number;
  readonly rtTimeMicroseconds: number;
}

/** A request to make a thread real-time. */
export interface RtkitAsked {
  readonly thread: number;
  readonly level: number;
}

const RTKIT = 'org.freedesktop.RealtimeKit1';
const BUS = 'org.freedesktop.DBus';
const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const ERROR = 3;

/** Why there can be no bus; null = there can. */
export function busMissing(): string | null {
  return spawnSync('dbus-daemon', ['--version']).status === 0
    ? null
    : 'dbus-daemon is not installed (Debian: apt-get install dbus-daemon)';
}

/** A D-Bus daemon that lets everybody do everything. */
export async function startBus() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bus-'));
  const socket = path.join(folder, 'socket');
  const config = path.join(folder, 'bus.conf');
  const everything = '<allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>';
  fs.writeFileSync(
    config,
    `<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow user="*"/>${everything}</policy></busconfig>`,
  );
  const daemon = spawn('dbus-daemon', ['--nofork', '--nopidfile', `--config-file=${config}`], {
    stdio: 'ignore',
  });
  for (let attempt = 0; !fs.existsSync(socket); attempt++) {
    if (attempt === 200 || daemon.exitCode !== null) throw new Error('The bus did not start.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    socket,
    address: `unix:path=${socket}`,
    stop: async () => {
      await ended(daemon);
      fs.rmSync(folder, { recursive: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

/** Takes rtkit's name on the bus of that socket. */
export class FakeRtkit {
  behaviour: RtkitBehaviour;
  readonly asked: RtkitAsked[] = [];
  readonly #socket: net.Socket;
  #received: Buffer = Buffer.alloc(0);
  #isTalking = false;
  #serial = 0;
  #onNamed: () => void = () => {};

  private constructor(socket: net.Socket, behaviour: RtkitBehaviour) {
    this.#socket = socket;
    this.behaviour = behaviour;
    socket.on('data', (data) => this.#take(data));
  }

  static async on(socketPath: string, behaviour: RtkitBehaviour): Promise<FakeRtkit> {
    const socket = net.connect(socketPath);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const fake = new FakeRtkit(socket, behaviour);
    const named = new Promise<void>((resolve) => {
      fake.#onNamed = resolve;
    });
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    await named;
    return fake;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    if (!this.#isTalking) {
      if (!this.#received.includes('\r\n')) return;
      this.#received = Buffer.alloc(0);
      this.#isTalking = true;
      this.#socket.write('BEGIN\r\n');
      const own = { path: '/org/freedesktop/DBus', destination: BUS, interface: BUS };
      this.#send(METHOD_CALL, { ...own, member: 'Hello' });
      const body = new Writer().text(RTKIT).uint32(0).bytes;
      this.#send(METHOD_CALL, { ...own, member: 'RequestName', signature: 'su' }, body);
      return;
    }
    for (let call = this.#next(); call !== null; call = this.#next()) this.#handle(call);
  }

  #next(): Reader | null {
    if (this.#received.length < 16) return null;
    const fields = Math.ceil(this.#received.readUInt32LE(12) / 8) * 8;
    const length = 16 + fields + this.#received.readUInt32LE(4);
    if (this.#received.length < length) return null;
    const message = new Reader(this.#received.subarray(0, length));
    this.#received = this.#received.subarray(length);
    return message;
  }

  #handle(message: Reader): void {
    // The second reply of the bus is the one to RequestName.
    if (message.type === METHOD_RETURN && message.fields.replySerial === 2) this.#onNamed();
    if (message.type !== METHOD_CALL || this.behaviour.answer === 'silent') return;
    const { member, sender } = message.fields;
    const reply = { destination: String(sender), replySerial: message.serial };
    if (member === 'Get') {
      message.text();
      const body = this.#property(message.text());
      this.#send(METHOD_RETURN, { ...reply, signature: 'v' }, body);
      return;
    }
    if (member !== 'MakeThreadRealtime') return;
    const asked = { thread: Number(message.uint64()), level: message.uint32() };
    this.asked.push(asked);
    if (this.behaviour.answer === 'refuses') {
      this.#send(ERROR, { ...reply, errorName: `${BUS}.Error.AccessDenied` });
      return;
    }
    // As rtkit does it: round robin, and not for children.
    const { level, thread } = asked;
    spawnSync('chrt', ['--reset-on-fork', '--rr', '--pid', String(level), String(thread)]);
    this.#send(METHOD_RETURN, reply);
  }

  #property(name: string): Buffer {
    const { answer, maxRealtimePriority, rtTimeMicroseconds } = this.behaviour;
    const writer = new Writer();
    if (answer === 'talks nonsense') return writer.signature('s').text('twenty').bytes;
    return name === 'RTTimeUSecMax'
      ? writer.signature('x').int64(rtTimeMicroseconds).bytes
      : writer.signature('i').uint32(maxRealtimePriority >>> 0).bytes;
  }

  #send(type: number, fields: HeaderFields, body: Buffer = Buffer.alloc(0)): void {
    this.#serial += 1;
    const header = new Writer();
    for (const [code, name, kind] of FIELDS) {
      const value = fields[name];
      if (value === undefined) continue;
      header.align(8).byte(code).signature(kind);
      if (kind === 'u') header.uint32(Number(value));
      else if (kind === 'g') header.signature(String(value));
      else header.text(String(value));
    }
    const start = new Writer().byte('l'.charCodeAt(0)).byte(type).byte(0).byte(1);
    start.uint32(body.length).uint32(this.#serial).uint32(header.bytes.length);
    this.#socket.write(Buffer.concat([start.bytes, header.align(8).bytes, body]));
  }
}

interface HeaderFields {
  path?: string;
  interface?: string;
  member?: string;
  errorName?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
  signature?: string;
}

/** Number, name and type of the fields of a message's header. */
const FIELDS = [
  [1, 'path', 'o'],
  [2, 'interface', 's'],
  [3, 'member', 's'],
  [4, 'errorName', 's'],
  [5, 'replySerial', 'u'],
  [6, 'destination', 's'],
  [7, 'sender', 's'],
  [8, 'signature', 'g'],
] as const satisfies readonly (readonly [number, keyof HeaderFields, string])[];

/** Values in D-Bus's format, little-endian, each at a multiple of its size. */
class Writer {
  bytes: Buffer = Buffer.alloc(0);

  #add(...parts: readonly Buffer[]): this {
    this.bytes = Buffer.concat([this.bytes, ...parts]);
    return this;
  }

  align(size: number): this {
    return this.#add(Buffer.alloc((size - (this.bytes.length % size)) % size));
  }

  byte(value: number): this {
    return this.#add(Buffer.of(value));
  }

  uint32(value: number): this {
    this.align(4);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.#add(bytes);
  }

  int64(value: number): this {
    this.align(8);
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return this.#add(bytes);
  }

  text(value: string): this {
    return this.uint32(Buffer.byteLength(value)).#add(Buffer.from(`${value}\0`));
  }

  signature(value: string): this {
    return this.byte(value.length).#add(Buffer.from(`${value}\0`));
  }
}

class Reader {
  readonly type: number;
  readonly serial: number;
  readonly fields: HeaderFields = {};
  readonly #bytes: Buffer;
  #at = 16;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.type = bytes.readUInt8(1);
    this.serial = bytes.readUInt32LE(8);
    const end = 16 + bytes.readUInt32LE(12);
    while (this.#at < end) this.#readField();
    this.#align(8);
  }

  #readField(): void {
    this.#align(8);
    const code = this.#bytes.readUInt8(this.#at);
    this.#at += 1;
    const kind = this.#short();
    const value = kind === 'u' ? this.uint32() : kind === 'g' ? this.#short() : this.text();
    const field = FIELDS.find(([number]) => number === code);
    if (field !== undefined) Object.assign(this.fields, { [field[1]]: value });
  }

  #align(size: number): void {
    this.#at = Math.ceil(this.#at / size) * size;
  }

  #string(length: number): string {
    const value = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length + 1;
    return value;
  }

  #short(): string {
    this.#at += 1;
    return this.#string(this.#bytes.readUInt8(this.#at - 1));
  }

  text(): string {
    return this.#string(this.uint32());
  }

  uint32(): number {
    this.#align(4);
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  uint64(): bigint {
    this.#align(8);
    this.#at += 8;
    return this.#bytes.readBigUInt64LE(this.#at - 8);
  }
}
