// Stands in the page before its first script, and writes down whatever an answer must never bring about.
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    harm: string[];
    canary: () => void;
  }
}

/** Watches every step of every answer in this page, from its next load on. */
export const guard = (page: Page) => page.addInitScript(watch);

/** What was found so far. */
export const harm = (page: Page) => page.evaluate(() => window.harm);

function watch() {
  const elements =
    "li h2 h3 h4 h5 h6 p a em strong del code pre ul ol blockquote table thead tbody tr th td hr br input div span figure figcaption button";
  const allowed = new Set(elements.split(" "));
  const forbidden =
    /^(on.*|style|id|name|src|srcset|srcdoc|action|formaction|ping|is|slot|part|background)$/i;

  window.harm = [];
  window.canary = () => window.harm.push("a script ran");
  document.addEventListener("securitypolicyviolation", (event) =>
    window.harm.push(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
  );
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records)
      for (const changed of addedNodes.length ? addedNodes : [target])
        if (changed instanceof Element)
          for (const one of [changed, ...changed.querySelectorAll("*")]) check(one);
  }).observe(document, { subtree: true, childList: true, attributes: true });

  function check(element: Element) {
    if (!element.closest('[aria-label="Conversation"] > *')) return;
    const tag = element.localName;
    const name = element.outerHTML.slice(0, 200);
    if (!allowed.has(tag)) window.harm.push(`forbidden element: ${name}`);
    for (const attribute of element.attributes)
      if (forbidden.test(attribute.name)) window.harm.push(`forbidden attribute ${attribute.name}: ${name}`);
    if (tag === "input" && !element.matches("[type=checkbox][disabled]"))
      window.harm.push(`an input that is no disabled checkbox: ${name}`);
    if (tag === "a" ? !isSafe(element as HTMLAnchorElement) : element.hasAttribute("href"))
      window.harm.push(`unsafe link: ${name}`);
  }

  function isSafe(link: HTMLAnchorElement) {
    const written = link.getAttribute("href") ?? "";
    return (
      /^(https?:\/\/|mailto:)/.test(written) &&
      ["http:", "https:", "mailto:"].includes(link.protocol) &&
      link.origin !== location.origin &&
      link.target === "_blank" &&
      link.rel === "noopener noreferrer nofollow"
    );
  }
}
