import type { Kept } from '../state/kept.ts';
import { useNavigation } from '../state/navigation.tsx';
import { shown } from './text.ts';

interface KeptListProps {
  readonly list: readonly Kept[];
  readonly forget: (name: string) => void;
}

/** Kept addresses, the newest first. */
export function KeptList({ list, forget }: KeptListProps) {
  const { visit } = useNavigation();
  return (
    <ul className="kept">
      {list.toReversed().map(({ name, address }) => (
        <li key={name}>
          <a
            href={address}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              visit(address);
            }}
          >
            {shown(name)}
          </a>
          <button
            type="button"
            className="small"
            aria-label={`Forget ${shown(name)}`}
            onClick={() => forget(name)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
