import { Block } from "../code/code.tsx";
import type { Form } from "./forms.ts";

/**
 * One request in several languages, one at a time. Radio buttons that look like tabs: they work without JavaScript, and with
 * the arrow keys.
 */
export function Tabs({ id, title, of }: { id: string; title: string; of: Form[] }) {
  return (
    <fieldset className="code tabs">
      <legend className="sr-only">{title}, in</legend>
      {of.map(({ name, kind, code }, index) => (
        <div key={name} className="contents">
          <input
            type="radio"
            name={id}
            id={`${id}-${index}`}
            defaultChecked={index === 0}
            className="sr-only"
          />
          <label htmlFor={`${id}-${index}`}>{name}</label>
          <div className="panel">
            <Block code={code} kind={kind} label={`${title}: ${name}`} />
          </div>
        </div>
      ))}
    </fieldset>
  );
}
