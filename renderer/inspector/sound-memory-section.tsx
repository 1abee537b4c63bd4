/** The memory that the samples of all sounds take, and may take. */
import { useEffect, useState } from 'react';
import {
  BYTES_PER_MEGABYTE,
  BYTES_PER_SAMPLE,
  MAX_SOUND_MEMORY_MEGABYTES,
  MIN_SOUND_MEMORY_MEGABYTES,
} from '../../preload/sound-memory.ts';
import { bridge } from '../store/bridge.ts';
import type { Mirror } from '../store/mirror.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { figure } from '../ui/figures.ts';
import { NumberProperty, Property, Section } from './property.tsx';

export function SoundMemorySection() {
  const used = useMirror(usedMegabytes);
  const [limit, setLimit] = useState<number | null>(null);
  useEffect(() => {
    void bridge().soundMemory(null).then(valueOrNotice).then(setLimit);
  }, []);
  if (limit === null) return null;
  const change = (megabytes: number) => {
    const refusal = whyNoLimit(megabytes);
    if (refusal !== null) return refusal;
    setLimit(megabytes);
    void bridge().changeSoundMemory(megabytes).then(valueOrNotice);
    return null;
  };
  return (
    <Section title="Sounds in memory">
      <Property name="In memory">{figure(used)} MB</Property>
      <NumberProperty
        name="At most, MB"
        label="Most memory for sounds in megabytes"
        text={String(limit)}
        onChange={change}
      />
      <p className="section-note">
        Counts for sounds that are opened from now on. What does not fit plays from the disk.
      </p>
    </Section>
  );
}

/** Whole megabytes of what is decoded into memory, takes among them. */
export function usedMegabytes({ media, project }: Mirror): number {
  const channels = new Map(
    [...project.buffers, ...project.takes].map((sound) => [sound.id, sound.channels]),
  );
  let bytes = 0;
  for (const { sourceId, kind, frames, found, state } of media.values()) {
    if (kind !== 'resident' || (state !== 'ready' && state !== 'decoding')) continue;
    bytes += frames * (found?.channels ?? channels.get(sourceId) ?? 0) * BYTES_PER_SAMPLE;
  }
  return Math.round(bytes / BYTES_PER_MEGABYTE);
}

function whyNoLimit(megabytes: number): string | null {
  const isWhole = Number.isInteger(megabytes);
  const isInRange =
    megabytes >= MIN_SOUND_MEMORY_MEGABYTES && megabytes <= MAX_SOUND_MEMORY_MEGABYTES;
  if (isWhole && isInRange) return null;
  return `Write whole megabytes from ${MIN_SOUND_MEMORY_MEGABYTES} to ${figure(MAX_SOUND_MEMORY_MEGABYTES)}.`;
}
