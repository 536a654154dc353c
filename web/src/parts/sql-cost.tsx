import Button from '@cloudscape-design/components/button';
import type { Engine, EngineName, EstimateAnswer, SqlAnswer } from '@levee/core/contract';
import { bytesText, countText, shown } from './text.ts';

/** US dollars; less than a cent says so. */
export const dollarsText = (dollars: number): string =>
  dollars > 0 && dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`;

interface EngineChoiceProps {
  readonly engines: readonly Engine[];
  readonly engine: EngineName;
  readonly choose: (engine: EngineName) => void;
}

/** The engine that answers, where there are several. */
export function EngineChoice({ engines, engine, choose }: EngineChoiceProps) {
  if (engines.length < 2) return null;
  return (
    <label className="row">
      Engine
      <select
        className="plain-input"
        value={engine}
        onChange={({ target }) => {
          const found = engines.find(({ name }) => name === target.value);
          if (found !== undefined) choose(found.name);
        }}
      >
        {engines.map(({ name, dollarsPerTerabyte }) => (
          <option key={name} value={name}>
            {name}
            {dollarsPerTerabyte === null ? '' : ` (${dollarsText(dollarsPerTerabyte)} per TB)`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ConfirmProps {
  readonly estimate: EstimateAnswer;
  readonly run: () => void;
  readonly cancel: () => void;
}

/** What a large query would read and cost, before it is run. */
export function CostBefore({ estimate, run, cancel }: ConfirmProps) {
  const { engine, files, bytes, costUsd, note } = estimate;
  return (
    <div className="notice" role="alertdialog" aria-label="Cost of the query">
      <strong>
        {engine} would read at most {bytesText(bytes)} of {countText(files)} files
        {costUsd === null ? '' : `, at most ${dollarsText(costUsd)}`}
      </strong>
      <div>
        {note === null
          ? 'It reads the columns that are named, which is less. A condition on the time or account reads fewer files.'
          : shown(note)}
      </div>
      <div className="row">
        <Button variant="primary" onClick={run}>
          Run it
        </Button>
        <Button onClick={cancel}>Do not run it</Button>
      </div>
    </div>
  );
}

/** What a query has taken, as its engine tells; empty where it tells nothing. */
export const takenText = ({ scannedBytes, costUsd }: Partial<SqlAnswer>): string =>
  [
    ...(typeof scannedBytes === 'number' ? [`${bytesText(scannedBytes)} scanned`] : []),
    ...(typeof costUsd === 'number' ? [dollarsText(costUsd)] : []),
  ].join(', ');
