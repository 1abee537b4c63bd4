/** Gain and pan in a head: a slider, and the value beside it, which a double click or Enter makes a field. */
import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';
import type { Track } from '../../../preload/project.ts';
import { clampGain, type Decibels, MAX_GAIN_DB, MIN_GAIN_DB } from '../../../preload/units.ts';
import { setGain, setPan } from '../../commands/track-commands.ts';
import { decibelText, GAIN_RANGE, gainText, panFromText, panText } from '../../ui/figures.ts';
import { gainFromText, NO_NUMBER, refusalBetween, TextField } from '../../ui/text-field.tsx';

export function GainLine({ track }: { track: Track }) {
  const change = (gainDb: Decibels) => setGain(track, gainDb, `gain-${track.id}`);
  return (
    <>
      <GainSlider
        label={`Gain of ${track.name}`}
        gainDb={track.gainDb}
        onChange={change}
        onReset={() => setGain(track, 0)}
      />
      <GainValue
        what={`gain of ${track.name}`}
        gainDb={track.gainDb}
        onChange={(gainDb) => setGain(track, gainDb)}
      />
    </>
  );
}

interface GainSliderProps {
  readonly label: string;
  readonly gainDb: Decibels;
  readonly onChange: (gainDb: Decibels) => void;
  readonly onReset: () => void;
}

export function GainSlider({ label, gainDb, onChange, onReset }: GainSliderProps) {
  return (
    <LevelSlider
      label={label}
      value={gainDb}
      range={[MIN_GAIN_DB, MAX_GAIN_DB]}
      step={0.5}
      largeStep={3}
      textOf={decibelText}
      onChange={onChange}
      onReset={onReset}
    />
  );
}

interface GainValueProps {
  /** `gain of Voice`. */
  readonly what: string;
  readonly gainDb: Decibels;
  readonly onChange: (gainDb: Decibels) => void;
}

export function GainValue({ what, gainDb, onChange }: GainValueProps) {
  return (
    <TypedValue
      what={what}
      text={decibelText(gainDb)}
      onCommit={(typed) => {
        const value = gainFromText(typed);
        if (value === null) return NO_NUMBER;
        const refusal = refusalBetween(value, GAIN_RANGE, 'A gain', gainText);
        if (refusal === null) onChange(clampGain(value));
        return refusal;
      }}
    />
  );
}

export function PanLine({ track }: { track: Track }) {
  return (
    <>
      <span className="track-pan-label" aria-hidden>
        Pan
      </span>
      <LevelSlider
        label={`Pan of ${track.name}`}
        value={track.pan ?? 0}
        range={[-1, 1]}
        step={0.01}
        largeStep={0.1}
        textOf={(pan) => panText(track.pan === null ? null : pan)}
        isCentred
        onChange={(pan) => setPan(track, pan, `pan-${track.id}`)}
        onReset={() => setPan(track, null)}
      />
      <TypedValue
        what={`pan of ${track.name}`}
        text={panText(track.pan)}
        onCommit={(typed) => {
          const pan = panFromText(typed);
          if (pan === undefined) return NO_PAN;
          setPan(track, pan);
          return null;
        }}
      />
    </>
  );
}

export const NO_PAN = 'That is no pan: write off, C, 30 L or 30 R, up to 100.';

interface LevelSliderProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly largeStep: number;
  readonly textOf: (value: number) => string;
  /** Both ways from the middle, which is marked. */
  readonly isCentred?: boolean;
  readonly onChange: (value: number) => void;
  /** A double click. */
  readonly onReset: () => void;
}

function LevelSlider(props: LevelSliderProps) {
  const { label, value, range, step, largeStep, textOf, isCentred = false } = props;
  return (
    <Slider.Root
      className="gain"
      data-centred={isCentred || undefined}
      value={value}
      min={range[0]}
      max={range[1]}
      step={step}
      largeStep={largeStep}
      onValueChange={props.onChange}
      onDoubleClick={props.onReset}
    >
      <Slider.Control className="gain-control">
        <Slider.Track className="gain-track">
          {!isCentred && <Slider.Indicator className="gain-fill" />}
          <Slider.Thumb
            className="gain-thumb"
            getAriaLabel={() => label}
            getAriaValueText={(_text, now) => textOf(now)}
          />
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  );
}

interface TypedValueProps {
  readonly what: string;
  readonly text: string;
  /** Why what is typed is refused, a sentence; null = it is taken. */
  readonly onCommit: (typed: string) => string | null;
}

function TypedValue({ what, text, onCommit }: TypedValueProps) {
  const [isTyping, setIsTyping] = useState(false);
  if (isTyping) {
    return (
      <TextField
        label={`Type the ${what}`}
        className="figure track-value-field"
        text={text}
        autoFocus
        onDone={() => setIsTyping(false)}
        onCommit={onCommit}
      />
    );
  }
  return (
    <button
      type="button"
      className="figure track-gain-text"
      aria-label={`${text}, ${what}`}
      title="Double-click to type a value"
      onDoubleClick={() => setIsTyping(true)}
      onClick={(event) => {
        if (event.detail === 0) setIsTyping(true);
      }}
    >
      {text}
    </button>
  );
}
