/** What is remembered from start to start apart from the session: the device, the window's place, what
 * starting many actions took, where a restart goes on, the keys, the memory for sounds, and how the
 * window looks. */
import { z } from 'zod';
import {
  type Appearance,
  MAX_UI_SIZE_PERCENT,
  MIN_UI_SIZE_PERCENT,
  THEME_CHOICES,
  USUAL_APPEARANCE,
} from '../preload/appearance.ts';
import { COMMAND_IDS, isCommandId, type KeyBindings } from '../preload/commands.ts';
import type { DeviceChoice } from '../preload/engine.ts';
import { parseChord } from '../preload/key-chord.ts';
import {
  MAX_SOUND_MEMORY_MEGABYTES,
  MIN_SOUND_MEMORY_MEGABYTES,
  USUAL_SOUND_MEMORY_MEGABYTES,
} from '../preload/sound-memory.ts';
import type { Frames, Seconds } from '../preload/units.ts';
import { exactly } from './exact-schema.ts';
import { writeFailureOf } from './failure-of.ts';
import { Journal } from './journal.ts';
import type { Notices } from './notices.ts';
import {
  type FileFormat,
  type JsonObject,
  mendFile,
  readVersionedFile,
  versionedText,
} from './versioned-file.ts';

export interface WindowBounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What handing a group of requests over to the mixer took on this machine. */
export interface HandOverCost {
  readonly requests: number;
  readonly seconds: Seconds;
}

/** Where the program goes on when it restarts itself. */
export interface RestartPlace {
  /** Name of the session's folder, which lies in the data folder. */
  readonly session: string;
  /** Where the transport stood. */
  readonly positionFrame: Frames;
}

export interface SettingsValues extends Appearance {
  /** null = never chosen: the system's default. */
  readonly deviceChoice: DeviceChoice | null;
  readonly windowBounds: WindowBounds | null;
  readonly windowIsMaximized: boolean;
  /** What the first groups of earlier starts took. */
  readonly firstCosts: readonly HandOverCost[];
  /** Only from a restart to the start after it. */
  readonly restartPlace: RestartPlace | null;
  /** What the samples of all sounds may take, of 2^20 bytes. */
  readonly soundMemoryMegabytes: number;
  /** File name of the newest crash report that a start has told of. */
  readonly toldCrashReport: string | null;
  /** Of the commands whose keys were changed. */
  readonly keyBindings: KeyBindings;
}

const DEFAULTS: SettingsValues = {
  deviceChoice: null,
  windowBounds: null,
  windowIsMaximized: false,
  firstCosts: [],
  restartPlace: null,
  soundMemoryMegabytes: USUAL_SOUND_MEMORY_MEGABYTES,
  toldCrashReport: null,
  keyBindings: {},
  ...USUAL_APPEARANCE,
};

const keysOfCommand = z
  .array(z.string().refine((text) => parseChord(text) !== null))
  .max(8)
  .readonly();

/** The keys of commands, as they are kept and as the window sends them. */
export const keyBindingsSchema = z.partialRecord(z.enum(COMMAND_IDS), keysOfCommand);

/** Of the settings, and as the window sends it. */
export const appearanceSchema = exactly<Appearance>()({
  theme: z.enum(THEME_CHOICES),
  uiSizePercent: z.number().int().min(MIN_UI_SIZE_PERCENT).max(MAX_UI_SIZE_PERCENT),
});

/** As `soundMemoryMegabytes` is kept and as the window sends it. */
export const soundMemorySchema = z
  .number()
  .int()
  .min(MIN_SOUND_MEMORY_MEGABYTES)
  .max(MAX_SOUND_MEMORY_MEGABYTES);

const pixels = z.number().int().min(-100_000).max(100_000);

const schema = exactly<SettingsValues>()({
  deviceChoice: exactly<DeviceChoice>()({
    hostApi: z.string().min(1),
    inputKey: z.string().nullable(),
    outputKey: z.string().nullable(),
    sampleRate: z.number().min(1_000).max(1_000_000),
    blockSize: z.number().int().min(0).max(65_536),
    latency: z.union([z.enum(['low', 'high']), z.number().min(0).max(10)]),
  }).nullable(),
  windowBounds: exactly<WindowBounds>()({
    x: pixels,
    y: pixels,
    width: pixels,
    height: pixels,
  }).nullable(),
  windowIsMaximized: z.boolean(),
  firstCosts: z
    .array(
      exactly<HandOverCost>()({
        requests: z.number().int().min(1).max(1e9),
        seconds: z.number().min(0).max(1e5),
      }),
    )
    .max(200),
  restartPlace: exactly<RestartPlace>()({
    session: z.string().regex(/^session(?: \d+)?$/),
    positionFrame: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  }).nullable(),
  soundMemoryMegabytes: soundMemorySchema,
  toldCrashReport: z.string().max(500).nullable(),
  keyBindings: keyBindingsSchema,
  ...appearanceSchema.shape,
});

/** What can be used of kept keys; a command that is no more costs its own keys only. */
function soundBindings(value: unknown): { bindings: unknown; flaws: number } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const all = Object.entries(value);
  const sound = all.filter(
    ([id, keys]) => isCommandId(id) && keysOfCommand.safeParse(keys).success,
  );
  return { bindings: Object.fromEntries(sound), flaws: all.length - sound.length };
}

/** Version 2 has the header, version 3 the costs, whether the window is maximized, the place of a
 * restart and the crash report, version 4 the keys, version 5 the theme, the size of the
 * window's content and the memory for sounds. A value that is missing or cannot be used is the default. */
export const SETTINGS_FORMAT: FileFormat<SettingsValues> = {
  name: 'rtmixer-settings',
  title: 'The settings file',
  ifLost: 'The settings are the defaults again: choose the device in Devices.',
  migrations: Array.from({ length: 4 }, () => (content: JsonObject) => content),
  read: (content) => {
    const values: Record<string, unknown> = { ...DEFAULTS };
    let flaws = 0;
    for (const [key, value] of Object.entries(content)) {
      // What every object has, "constructor" for one, is no setting.
      const property = Object.hasOwn(schema.shape, key)
        ? (schema.shape[key as keyof SettingsValues] as z.ZodType)
        : undefined;
      const kept = key === 'keyBindings' ? soundBindings(value) : null;
      flaws += kept?.flaws ?? 0;
      const read = property?.safeParse(kept?.bindings ?? value);
      if (read?.success === true) values[key] = read.data;
      else flaws += 1;
    }
    return { value: values as unknown as SettingsValues, flaws };
  },
  content: (values) => values,
};

export class Settings {
  #values: SettingsValues;
  readonly #mayWrite: boolean;
  readonly #journal: Journal;
  /** The reason that was told last. */
  #told = '';

  /** @param mayWrite false: changes last until the program ends */
  constructor(file: string, values: SettingsValues, mayWrite: boolean, notices: Notices) {
    this.#values = values;
    this.#mayWrite = mayWrite;
    this.#journal = new Journal({
      file,
      text: () => versionedText(SETTINGS_FORMAT, this.#values),
      onFailure: (error) => {
        notices.record('saving the settings', error);
        const { message } = writeFailureOf(error, file);
        if (message === this.#told) return;
        this.#told = message;
        notices.warn(`The settings could not be saved; RtMixer tries again. ${message}`);
      },
    });
  }

  get values(): SettingsValues {
    return this.#values;
  }

  change(values: Partial<SettingsValues>): void {
    this.#values = { ...this.#values, ...values };
    if (this.#mayWrite) this.#journal.touch();
  }

  flush(): Promise<boolean> {
    return this.#journal.flush();
  }
}

/** The settings of the last time; the defaults where there are none. Never rejects. */
export async function openSettings(file: string, notices: Notices): Promise<Settings> {
  const read = await readVersionedFile(file, SETTINGS_FORMAT);
  const { mayWrite, warning } = await mendFile(file, SETTINGS_FORMAT, read);
  if (warning !== null) {
    notices.warn(mayWrite ? warning : `${warning} Changes of the settings are not saved.`);
  }
  return new Settings(file, read.value ?? DEFAULTS, mayWrite, notices);
}
