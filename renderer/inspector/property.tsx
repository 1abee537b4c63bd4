/** Rows of the Inspector: a name and a figure, or a name and a field. */
import type { ReactNode } from 'react';
import { gainFromText, NO_NUMBER, numberFromText, TextField } from '../ui/text-field.tsx';
import { TimeField } from '../ui/time-field.tsx';
import { framesText } from '../ui/time-text.ts';

interface SectionProps {
  readonly title: string;
  /** At the right of the title, as the name of the track. */
  readonly beside?: string;
  /** Of the track that it belongs to; from 0. */
  readonly colour?: number;
  readonly children: ReactNode;
}

export function Section({ title, beside, colour, children }: SectionProps) {
  return (
    <div className="section">
      <h2 className="section-title">
        {colour !== undefined && (
          <span className="section-colour" data-colour={colour + 1} aria-hidden />
        )}
        <span className="section-name" title={title}>
          {title}
        </span>
        {beside !== undefined && (
          <span className="section-beside" title={beside}>
            {beside}
          </span>
        )}
      </h2>
      <div className="properties">{children}</div>
    </div>
  );
}

interface PropertyProps {
  readonly name: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Property({ name, className = '', children }: PropertyProps) {
  return (
    <div className={`property ${className}`}>
      <span className="property-name">{name}</span>
      <span className="property-value figure">{children}</span>
    </div>
  );
}

type TimePropertyProps = Omit<Parameters<typeof TimeField>[0], 'label'> & {
  readonly name: string;
  /** The frames in a line below. */
  readonly showsFrames?: boolean;
};

export function TimeProperty({ name, showsFrames, ...field }: TimePropertyProps) {
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        {name}
      </span>
      <TimeField label={name} {...field} />
      {showsFrames === true && (
        <span className="property-frames figure">{framesText(field.frames)}</span>
      )}
    </div>
  );
}

interface NumberPropertyProps {
  readonly name: string;
  /** Accessible name where the visible one is too short. */
  readonly label?: string;
  readonly text: string;
  /** Why the number is refused, a sentence; null = it is accepted. */
  readonly onChange: (value: number) => string | null;
  readonly onStep?: (direction: 1 | -1) => void;
  /** What is typed is a gain in dB, also `-inf`. */
  readonly isGain?: boolean;
}

export function NumberProperty(props: NumberPropertyProps) {
  const { name, label, text, onChange, onStep, isGain = false } = props;
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        {name}
      </span>
      <TextField
        label={label ?? name}
        text={text}
        className="figure"
        onStep={onStep}
        onCommit={(typed) => {
          const value = isGain ? gainFromText(typed) : numberFromText(typed);
          return value === null ? NO_NUMBER : onChange(value);
        }}
      />
    </div>
  );
}

interface ChoicePropertyProps<T extends string> {
  readonly name: string;
  readonly value: T | '';
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

export function ChoiceProperty<T extends string>(props: ChoicePropertyProps<T>) {
  return (
    <label className="property">
      <span className="property-name">{props.name}</span>
      <select
        className="field"
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value as T)}
      >
        {props.value === '' && <option value="">several</option>}
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SwitchPropertyProps {
  readonly name: string;
  /** null = it is on for some. */
  readonly value: boolean | null;
  readonly onChange: (value: boolean) => void;
}

export function SwitchProperty({ name, value, onChange }: SwitchPropertyProps) {
  return (
    <label className="property property-switch">
      <span className="property-name">{name}</span>
      <input
        type="checkbox"
        checked={value === true}
        ref={(element) => {
          if (element !== null) element.indeterminate = value === null;
        }}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
