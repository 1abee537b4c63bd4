/**
 * The list of devices. PortAudio's own list is frozen while one of its streams is open; then a
 * short-lived process lists the devices again.
 */
import type { ListedDevices } from '../../native/index.ts';
import type { DeviceList } from '../../preload/engine.ts';
import { deviceListWithKeys } from './device-keys.ts';
import type { NativeMixer } from './native-mixer.ts';

/** Lists the devices as a freshly started process sees them. */
export type EnumerateInSubprocess = () => Promise<ListedDevices>;

export class DeviceService {
  readonly #native: NativeMixer;
  readonly #enumerateInSubprocess: EnumerateInSubprocess | null;
  #listing: Promise<DeviceList> | null = null;

  /** @param enumerateInSubprocess null = this system cannot; then the frozen list has to do */
  constructor(native: NativeMixer, enumerateInSubprocess: EnumerateInSubprocess | null) {
    this.#native = native;
    this.#enumerateInSubprocess = enumerateInSubprocess;
  }

  /** What this process can open; indices are valid until the next refresh. */
  openable(): Promise<ListedDevices> {
    return this.#native.listDevices();
  }

  /** Before a stream is opened and none is open: what was plugged in meanwhile can be opened. */
  async refresh(): Promise<void> {
    await this.#native.refreshDevices();
  }

  /** For the window. `rescan` looks for new devices, `isFrozen` = a PortAudio stream is open. */
  async list(rescan: boolean, isFrozen: boolean): Promise<DeviceList> {
    if (!rescan) return deviceListWithKeys(await this.openable());
    if (!isFrozen || this.#enumerateInSubprocess === null) {
      if (!isFrozen) await this.refresh();
      return deviceListWithKeys(await this.openable());
    }
    this.#listing ??= this.#enumerateInSubprocess()
      .then(deviceListWithKeys)
      .finally(() => {
        this.#listing = null;
      });
    return this.#listing;
  }
}
