/** What is remembered from start to start apart from the session: the device, the window's place. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { DeviceChoice } from '../preload/engine.ts';
import { Journal } from './journal.ts';

export interface WindowBounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SettingsValues {
  /** null = never chosen: the system's default. */
  readonly deviceChoice: DeviceChoice | null;
  readonly windowBounds: WindowBounds | null;
}

const DEFAULTS: SettingsValues = { deviceChoice: null, windowBounds: null };

const pixels = z.number().int().min(-100_000).max(100_000);

const schema: z.ZodType<SettingsValues> = z.object({
  deviceChoice: z
    .object({
      hostApi: z.string().min(1),
      inputKey: z.string().nullable(),
      outputKey: z.string().nullable(),
      sampleRate: z.number().min(1_000).max(1_000_000),
      blockSize: z.number().int().min(0).max(65_536),
      latency: z.union([z.enum(['low', 'high']), z.number().min(0).max(10)]),
    })
    .nullable()
    .catch(null),
  windowBounds: z
    .object({ x: pixels, y: pixels, width: pixels, height: pixels })
    .nullable()
    .catch(null),
});

export class Settings {
  #values: SettingsValues;
  readonly #journal: Journal;

  constructor(file: string, values: SettingsValues, onFailure: (error: unknown) => void) {
    this.#values = values;
    this.#journal = new Journal({
      file,
      text: () => `${JSON.stringify(this.#values, null, 1)}\n`,
      onFailure,
    });
  }

  get values(): SettingsValues {
    return this.#values;
  }

  change(values: Partial<SettingsValues>): void {
    this.#values = { ...this.#values, ...values };
    this.#journal.touch();
  }

  flush(): Promise<boolean> {
    return this.#journal.flush();
  }
}

/** Settings that cannot be read are the defaults: nothing in them is worth stopping for. */
export async function openSettings(
  file: string,
  onFailure: (error: unknown) => void,
): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  let values = DEFAULTS;
  try {
    const parsed = schema.safeParse({ ...DEFAULTS, ...JSON.parse(text) });
    if (parsed.success) values = parsed.data;
  } catch {
    values = DEFAULTS;
  }
  return new Settings(file, values, onFailure);
}
