import type { EntityAnswer } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Asking } from '../parts/asking.tsx';
import { Covers } from '../parts/covers.tsx';
import { EntityHead } from '../parts/entity-head.tsx';
import { EntityRows } from '../parts/entity-rows.tsx';
import { Lanes } from '../parts/lanes.tsx';
import { Empty } from '../parts/notices.tsx';
import { countText } from '../parts/text.ts';
import { TimeControls } from '../parts/time-controls.tsx';
import { ValueText } from '../parts/value.tsx';
import { useNavigation } from '../state/navigation.tsx';

/** One address, key or name through every log. */
export function Main() {
  const { state, moments } = useNavigation();
  const { value } = state;
  const answer = useAnswer('entity', api.entity, value === undefined ? undefined : { value, range: moments });
  if (value === undefined)
    return (
      <Empty title="Whom or what to follow?">
        Type an address, network, ARN, access key, instance, network interface, bucket, domain, JA4 or request
        id into the search above.
      </Empty>
    );
  const data = answer.data?.value === value ? answer.data : undefined;
  return (
    <div className="stack">
      <TimeControls />
      <Asking what="Looking through every table" query={{ ...answer, data }} />
      {data === undefined || answer.error !== null ? null : <Story answer={data} />}
    </div>
  );
}

const Story = ({ answer }: { readonly answer: EntityAnswer }) => (
  <>
    <EntityHead answer={answer} />
    <section className="panel" aria-label="In every log">
      <h2>In every log</h2>
      <Lanes tables={answer.tables} buckets={answer.buckets} bucketSeconds={answer.bucketSeconds} />
    </section>
    <EntityRows tables={answer.tables} />
    <Related related={answer.related} />
    <Covers covers={answer.covers} />
  </>
);

const SHOWN = 8;

/** What is seen together with it, by field. */
function Related({ related }: { readonly related: EntityAnswer['related'] }) {
  if (related.length === 0) return null;
  const groups = Map.groupBy(related, ({ table, field }) => `${field} in ${table}`);
  return (
    <section aria-label="Seen together with it">
      <h2>Seen together with it</h2>
      <div className="panels">
        {[...groups].map(([name, values]) => (
          <section key={name} className="panel" style={{ gridColumn: 'span 4' }} aria-label={name}>
            <h3>{name}</h3>
            <table className="plain related">
              <tbody>
                {values.slice(0, SHOWN).map(({ table, field, value, count }) => (
                  <tr key={value}>
                    <td>
                      <ValueText field={field} value={value} table={table} />
                    </td>
                    <td className="amount">{countText(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </section>
  );
}
