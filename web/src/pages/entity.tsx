import type { EntityAnswer } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Covers } from '../parts/covers.tsx';
import { Lanes } from '../parts/lanes.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { countText, shown, timeText } from '../parts/text.ts';
import { TimeControls } from '../parts/time-controls.tsx';
import { ValueText } from '../parts/value.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';

const KINDS: Readonly<Record<EntityAnswer['kind'], string>> = {
  ip: 'IP address',
  cidr: 'network',
  arn: 'ARN',
  'access-key': 'access key',
  account: 'AWS account',
  instance: 'EC2 instance',
  'network-interface': 'network interface',
  bucket: 'bucket',
  domain: 'domain',
  ja4: 'JA4 fingerprint',
  ja3: 'JA3 fingerprint',
  'request-id': 'request id',
  text: 'text',
};

/** One address, key or name through every log. */
export function Main() {
  const { state, moments } = useNavigation();
  const { value } = state;
  const answer = useAnswer('entity', api.entity, value === undefined ? undefined : { value, range: moments });
  if (value === undefined)
    return (
      <Empty title="Whom or what to follow?">
        Type an address, network, ARN, access key, instance, bucket, domain, JA4 or request id into the search
        above.
      </Empty>
    );
  return (
    <div className="stack">
      <TimeControls />
      {answer.error !== null ? (
        <Problem error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.data === undefined || answer.data.value !== value ? (
        <Waiting what="Looking through every table" />
      ) : (
        <Story answer={answer.data} />
      )}
    </div>
  );
}

function Story({ answer }: { readonly answer: EntityAnswer }) {
  const { zone } = useSettings();
  const { tables, related } = answer;
  const total = tables.reduce((sum, { count }) => sum + count, 0);
  const times = (key: 'first' | 'last') => tables.flatMap((table) => table[key] ?? []).toSorted();
  const first = times('first')[0];
  const last = times('last').at(-1);
  return (
    <>
      <section className="panel" aria-label="What it is">
        <div className="row">
          <span className="mono" style={{ fontSize: 20 }}>
            {shown(answer.value)}
          </span>
          <span className="pill">{KINDS[answer.kind]}</span>
        </div>
        <div>
          {first === undefined || last === undefined
            ? 'No table has it in this time range.'
            : `${countText(total)} rows in ${tables.filter(({ count }) => count > 0).length} tables, first ${timeText(first, zone)}, last ${timeText(last, zone)}`}
        </div>
      </section>
      <section className="panel" aria-label="In every log">
        <h3>In every log</h3>
        <Lanes tables={tables} buckets={answer.buckets} bucketSeconds={answer.bucketSeconds} />
      </section>
      <Related related={related} />
      <Covers covers={answer.covers} />
    </>
  );
}

/** What is seen together with it, by field. */
function Related({ related }: { readonly related: EntityAnswer['related'] }) {
  if (related.length === 0) return null;
  const groups = Map.groupBy(related, ({ table, field }) => `${table}: ${field}`);
  return (
    <div className="panels">
      {[...groups].map(([name, values]) => (
        <section key={name} className="panel" style={{ gridColumn: 'span 4' }} aria-label={name}>
          <h3>{name}</h3>
          <table className="plain">
            <tbody>
              {values.slice(0, 8).map(({ table, field, value, count }) => (
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
  );
}
