/** Menus in the window's look. */
import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

interface DropMenuProps {
  /** Accessible name of the button. */
  readonly label: string;
  readonly className?: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

export function DropMenu({ label, className, trigger, children }: DropMenuProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={className} aria-label={label} title={label}>
        {trigger}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} className="menu-positioner">
          <Menu.Popup className="menu">{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface MenuCheckProps {
  readonly children: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** The menu stays open, so that several entries can be set. */
export function MenuCheck({ children, checked, onChange }: MenuCheckProps) {
  return (
    <Menu.CheckboxItem
      className="menu-item"
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
    >
      <span className="menu-mark">{checked && <Check size={13} aria-hidden />}</span>
      <span>{children}</span>
    </Menu.CheckboxItem>
  );
}

interface MenuEntryProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
}

export function MenuEntry({ children, onClick }: MenuEntryProps) {
  return (
    <Menu.Item className="menu-item" onClick={onClick}>
      <span className="menu-mark" />
      <span>{children}</span>
    </Menu.Item>
  );
}

export function MenuLine() {
  return <Menu.Separator className="menu-line" />;
}

interface MenuChoiceProps<T extends string | number> {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

export function MenuChoice<T extends string | number>(props: MenuChoiceProps<T>) {
  return (
    <Menu.RadioGroup value={props.value} onValueChange={props.onChange}>
      {props.options.map((option) => (
        <Menu.RadioItem
          key={option.value}
          value={option.value}
          className="menu-item"
          closeOnClick={true}
        >
          <span className="menu-mark">
            {option.value === props.value && <Check size={13} aria-hidden />}
          </span>
          <span>{option.text}</span>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
