"use client";

import { memo, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { Button } from "../../ui.tsx";
import { ModelSearch } from "./search.tsx";
import { useModelList } from "./use-model-list.ts";

interface Props {
  model: string;
  defaultModel: string;
  onChoose: (id: string) => void;
  /** Lets the page open the dialog from elsewhere: `picker.current?.open()`. */
  ref?: Ref<{ open: () => void }>;
}

/** Shows the model that answers, and lets a person choose another from all that are on offer. memo: it need not follow every token. */
export const ModelPicker = memo(function ModelPicker({ model, defaultModel, onChoose, ref }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const { models, trouble, load } = useModelList();
  const title = useId();

  async function loadModels() {
    const list = await load();
    if (!list || model === defaultModel || list.some(({ id }) => id === model)) return;
    setMissing(model);
    onChoose(defaultModel);
  }
  function open() {
    setOpen(true);
    dialog.current?.showModal();
    void loadModels();
  }
  function choose(id: string) {
    onChoose(id);
    dialog.current?.close();
  }
  function onClose() {
    setOpen(false);
    setMissing(null);
    button.current?.focus(); // the browser does it too, but not in Safari, where a click focuses no button
  }
  useImperativeHandle(ref, () => ({ open }));

  const fallback = model === defaultModel ? "The default model" : "Your model";
  return (
    <>
      <button
        type="button"
        ref={button}
        onClick={open}
        aria-haspopup="dialog"
        className="wrap-anywhere max-w-full rounded-md border border-line bg-card px-3 py-1.5 text-left text-sm hover:border-ink"
      >
        <span className="text-muted">Model</span> <span className="font-mono">{model}</span>{" "}
        <span aria-hidden="true" className="text-muted">
          ▾
        </span>
      </button>
      <dialog
        ref={dialog}
        onClose={onClose}
        closedby="any"
        aria-labelledby={title}
        className="m-auto mb-0 h-[88dvh] max-h-none w-full max-w-none flex-col gap-4 overflow-hidden rounded-t-xl border border-line bg-paper p-5 text-ink shadow-xl backdrop:bg-paper/75 open:flex sm:mb-auto sm:h-[min(46rem,88dvh)] sm:w-[min(44rem,92vw)] sm:rounded-xl sm:p-6"
      >
        {/* Only while it is open, so that every opening starts afresh, and the chat keeps its one status. */}
        {isOpen && (
          <>
            <div className="flex items-center justify-between gap-4">
              <h2 id={title} className="text-xl sm:text-2xl">
                Choose a model
              </h2>
              <Button type="button" kind="quiet" onClick={() => dialog.current?.close()}>
                Close
              </Button>
            </div>
            <ModelSearch
              models={models}
              model={model}
              defaultModel={defaultModel}
              news={
                trouble
                  ? `The list of models is not available. ${trouble} ${fallback}, ${model}, stays chosen and needs no list.`
                  : missing && `${missing} is no longer on offer. The default model is chosen instead.`
              }
              onRetry={trouble ? loadModels : null}
              onChoose={choose}
            />
            {model !== defaultModel && (
              <Button type="button" kind="quiet" onClick={() => choose(defaultModel)}>
                Use the default, <span className="font-mono wrap-anywhere">{defaultModel}</span>
              </Button>
            )}
          </>
        )}
      </dialog>
    </>
  );
});
