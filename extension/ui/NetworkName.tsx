// A field for what a person calls a network, with a few names to pick from.
import { NETWORK_NAME_MAX } from '../../src/judge/opinion.ts';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

/** Names that most people need; anything else may be typed. */
const SUGGESTED = ['home', 'mobile', 'work', 'vpn'];

interface NetworkNameProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (name: string) => void;
  readonly t: Text;
}

export function NetworkName({ label, value, onInput, t }: NetworkNameProps) {
  const id = useUniqueId();
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        name="network-name"
        list={id}
        maxLength={NETWORK_NAME_MAX}
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={id}>
        {SUGGESTED.map((name) => (
          <option key={name} value={t(`networkName_${name}`)} />
        ))}
      </datalist>
    </label>
  );
}
