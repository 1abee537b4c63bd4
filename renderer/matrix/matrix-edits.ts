/** Which channels of a sound play on which outputs, as a grid of gains. Pure. */
import type { ChannelGain, Clip, Project, Track } from '../../preload/project.ts';
import { findSource } from '../../preload/project.ts';
import { type ChannelNumber, clampGain, type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';
import { clipIndexOf } from '../store/clip-index.ts';

export type Matrix = readonly ChannelGain[];

/** The gain of a cell; null = that channel does not play on that output. */
export function gainAt(matrix: Matrix, from: ChannelNumber, to: ChannelNumber): Decibels | null {
  return matrix.find((gain) => gain.from === from && gain.to === to)?.gainDb ?? null;
}

/** With another gain in a cell, in the order of channels and outputs; null, or silence, takes it out. */
export function withGain(
  matrix: Matrix,
  from: ChannelNumber,
  to: ChannelNumber,
  gainDb: Decibels | null,
): Matrix {
  const others = matrix.filter((gain) => gain.from !== from || gain.to !== to);
  if (gainDb === null || clampGain(gainDb) <= MIN_GAIN_DB) return others;
  return inOrder([...others, { from, to, gainDb: clampGain(gainDb) }]);
}

function inOrder(matrix: Matrix): Matrix {
  return [...matrix].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Each channel on the output of its place. */
export function oneToOne(sources: number, outputs: readonly ChannelNumber[]): Matrix {
  return outputs.slice(0, sources).map((to, place) => ({ from: place + 1, to, gainDb: 0 }));
}

/** The first channel on all of these outputs. */
export function monoToAll(outputs: readonly ChannelNumber[]): Matrix {
  return inOrder(outputs.map((to) => ({ from: 1, to, gainDb: 0 })));
}

/** Neighbours play where the other one did: 1 and 2, 3 and 4. A last one without a neighbour stays. */
export function swapped(matrix: Matrix, sources: number): Matrix {
  const partner = (from: ChannelNumber) => {
    const other = from % 2 === 1 ? from + 1 : from - 1;
    return other > sources ? from : other;
  };
  return inOrder(matrix.map((gain) => ({ ...gain, from: partner(gain.from) })));
}

/** What plays where without a matrix: a single channel on every output, several on one each. */
export function usualMatrix(sources: number, outputs: readonly ChannelNumber[]): Matrix {
  return sources === 1 ? monoToAll(outputs) : oneToOne(sources, outputs);
}

/** Whose matrix is shown. */
export type MatrixOwner =
  | { readonly kind: 'track'; readonly trackId: string }
  | { readonly kind: 'clip'; readonly clipId: string };

/** All that the grid shows. */
export interface ShownMatrix {
  readonly name: string;
  readonly sources: number;
  readonly outputs: number;
  /** Those of the presets. */
  readonly chosenOutputs: readonly ChannelNumber[];
  readonly matrix: Matrix;
  /** False: what is shown is what plays without one. */
  readonly isOwn: boolean;
}

/** More rows or columns cannot be seen together; a matrix that has more keeps them. */
export const MOST_MATRIX_CHANNELS = 32;

/** @param available outputs of the device; 0 = not known */
export function shownMatrix(
  project: Project,
  owner: MatrixOwner,
  available: number,
): ShownMatrix | null {
  if (owner.kind === 'track') {
    const track = project.tracks.find(({ id }) => id === owner.trackId);
    return track === undefined ? null : matrixOfTrack(project, track, available);
  }
  const clip = project.clips.find(({ id }) => id === owner.clipId);
  const track = project.tracks.find(({ id }) => id === clip?.trackId);
  return clip === undefined || track === undefined
    ? null
    : matrixOfClip(project, clip, track, available);
}

function matrixOfTrack(project: Project, track: Track, available: number): ShownMatrix {
  const clips = clipIndexOf(project).onTrack(track.id)?.clips ?? [];
  const widest = clips.reduce((most, clip) => Math.max(most, channelsOfClip(project, clip)), 2);
  const matrix = track.matrix ?? oneToOne(widest, track.outputChannels);
  return {
    ...sized(matrix, widest, track.outputChannels, available),
    name: track.name,
    isOwn: track.matrix !== null,
  };
}

function matrixOfClip(project: Project, clip: Clip, track: Track, available: number): ShownMatrix {
  const sources = channelsOfClip(project, clip);
  const outputs = clip.channels ?? track.outputChannels;
  const usual = clip.channels === null ? track.matrix : null;
  const matrix = clip.matrix ?? usual ?? usualMatrix(sources, outputs);
  return {
    ...sized(matrix, sources, outputs, available),
    name: clip.name,
    isOwn: clip.matrix !== null,
  };
}

function channelsOfClip(project: Project, clip: Clip): number {
  return findSource(project, clip.sourceId)?.channels ?? 1;
}

function sized(
  matrix: Matrix,
  sources: number,
  chosenOutputs: readonly ChannelNumber[],
  available: number,
): Omit<ShownMatrix, 'name' | 'isOwn'> {
  const most = (channels: readonly number[]) =>
    Math.min(MOST_MATRIX_CHANNELS, Math.max(1, ...channels));
  return {
    matrix,
    sources: most([sources, ...matrix.map(({ from }) => from)]),
    outputs: most([available, ...chosenOutputs, ...matrix.map(({ to }) => to)]),
    chosenOutputs,
  };
}
