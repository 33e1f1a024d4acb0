import { memo } from "react";
import type { Model } from "../../../lib/models.ts";

/** The id of a model's option within the list called `list`. */
export const optionId = (list: string, model: string) => `${list}${model}`;

interface Props {
  id: string;
  /** By author: those of one stand together. */
  models: Model[];
  /** Where the arrow keys are. */
  active: string | undefined;
  model: string;
  defaultModel: string;
  onChoose: (id: string) => void;
}

/** The models as a list box, grouped by author. */
export const ModelOptions = memo(function ModelOptions({ id, models, active, ...props }: Props) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Models"
      tabIndex={-1}
      className="-mx-2 min-h-0 flex-1 overflow-y-auto overscroll-contain px-2"
    >
      {byAuthor(models).map(([author, own]) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form, not for options
        <div key={author} role="group" aria-label={author} className="mb-4">
          <div
            aria-hidden="true"
            className="sticky top-0 z-10 border-line border-b wrap-anywhere bg-paper py-1.5 font-serif font-semibold"
          >
            {author}
          </div>
          {own.map((model) => (
            <Option
              key={model.id}
              id={optionId(id, model.id)}
              model={model}
              isActive={model.id === active}
              isChosen={model.id === props.model}
              isDefault={model.id === props.defaultModel}
              onChoose={props.onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  );
});

function byAuthor(models: Model[]): [string, Model[]][] {
  const groups = new Map<string, Model[]>();
  for (const model of models) groups.set(model.author, [...(groups.get(model.author) ?? []), model]);
  return [...groups];
}

interface OptionProps {
  id: string;
  model: Model;
  isActive: boolean;
  isChosen: boolean;
  isDefault: boolean;
  onChoose: (id: string) => void;
}

const TAG = "ml-1 whitespace-nowrap rounded-full border px-2 py-0.5 align-middle text-xs";

/** content-visibility: the browser lays out and paints only the rows in view. */
const Option = memo(function Option({ id, model, isActive, isChosen, isDefault, onChoose }: OptionProps) {
  return (
    <button
      type="button"
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={isActive}
      onClick={() => onChoose(model.id)}
      className="grid w-full scroll-my-12 grid-cols-[minmax(0,1fr)] gap-x-6 rounded-md px-3 py-2 text-left [contain-intrinsic-block-size:auto_4rem] [content-visibility:auto] hover:bg-card aria-selected:bg-card aria-selected:shadow-[inset_3px_0_0_var(--color-accent)] sm:grid-cols-[minmax(0,1fr)_auto] forced-colors:-outline-offset-2 forced-colors:aria-selected:outline-2"
    >
      <span className="wrap-anywhere">
        {model.name} {isChosen && <span className={`${TAG} border-accent text-accent`}>in use</span>}{" "}
        {isDefault && <span className={`${TAG} border-line text-muted`}>default</span>}{" "}
        <span className="block font-mono text-muted text-xs">{model.id}</span>
      </span>{" "}
      <span className="flex items-baseline justify-between gap-3 text-sm sm:flex-col sm:items-end sm:gap-0">
        {priceOf(model)}{" "}
        {model.context && <span className="text-muted text-xs">{CONTEXT.format(model.context)} context</span>}
      </span>
    </button>
  );
});

const CONTEXT = new Intl.NumberFormat("en-US", { notation: "compact" });
const DOLLARS = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
  trailingZeroDisplay: "stripIfInteger",
});

/** CONTRACT 1.5: the suffix marks a free model; a price of zero alone does not. */
function priceOf({ id, input, output }: Model): string {
  if (id.endsWith(":free")) return "Free";
  if (input === null || output === null) return "Price varies";
  return `${DOLLARS.format(input)} in, ${DOLLARS.format(output)} out`;
}
