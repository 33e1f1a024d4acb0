import { useCallback, useEffect, useState } from "react";

const NAME = "model";

/**
 * The model that answers, as this person chose it. In localStorage, since a taste outlives the tab (a draft does not), and
 * signing out empties it. Only a choice away from the default is kept: whoever made none follows the app's next default.
 */
export function useModel(defaultModel: string) {
  const [model, show] = useState(defaultModel);

  // After the first render, which has to be the server's.
  useEffect(() => show(localStorage.getItem(NAME) || defaultModel), [defaultModel]);

  const setModel = useCallback(
    (id: string) => {
      if (id === defaultModel) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, id);
      show(id);
    },
    [defaultModel],
  );
  return [model, setModel] as const;
}
