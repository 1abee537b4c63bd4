/** Tabs in the window's look. */
import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

interface TabStripProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly { readonly value: T; readonly text: string; readonly note?: ReactNode }[];
  readonly onChange: (value: T) => void;
  /** At the right end of the strip. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

export function TabStrip<T extends string>(props: TabStripProps<T>) {
  return (
    <Tabs.Root
      className="tabs"
      value={props.value}
      onValueChange={(value) => props.onChange(value as T)}
    >
      <div className="tab-strip">
        <Tabs.List className="tab-list" aria-label={props.label} activateOnFocus>
          {props.tabs.map((tab) => (
            <Tabs.Tab key={tab.value} value={tab.value} className="tab">
              {tab.text}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {props.extra}
      </div>
      {props.children}
    </Tabs.Root>
  );
}

export function TabPage({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Tabs.Panel value={value} className="tab-page">
      {children}
    </Tabs.Panel>
  );
}
