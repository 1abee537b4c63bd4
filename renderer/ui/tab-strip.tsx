/** Tabs in the window's look. */
import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

interface TabStripProps<T extends string> {
  readonly label: string;
  /** null = no tab is chosen, and no page is shown. */
  readonly value: T | null;
  /** In this order. */
  readonly texts: Readonly<Record<T, string>>;
  /** Figures after the texts. They are no part of the names. */
  readonly counts?: Readonly<Partial<Record<T, ReactNode>>>;
  readonly pages: Readonly<Record<T, ReactNode>>;
  readonly onChange: (value: T) => void;
  /** At the right end of the strip. */
  readonly extra?: ReactNode;
}

export function TabStrip<T extends string>(props: TabStripProps<T>) {
  const tabs = Object.keys(props.texts) as T[];
  return (
    <Tabs.Root
      className="tabs"
      value={props.value}
      onValueChange={(value) => props.onChange(value as T)}
    >
      <div className="tab-strip">
        <Tabs.List
          className="tab-list"
          aria-label={props.label}
          activateOnFocus={props.value !== null}
        >
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab} className="tab">
              {props.texts[tab]}
              {props.counts?.[tab] !== undefined && (
                <span className="tab-count figure" aria-hidden>
                  {props.counts[tab]}
                </span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {props.extra}
      </div>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab} value={tab} className="tab-page">
          {props.pages[tab]}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
