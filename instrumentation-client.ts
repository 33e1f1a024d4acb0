// Runs before anything else in the browser. The Content-Security-Policy demands Trusted Types; this is the one policy.

/** The only texts that may become a script's address or markup. */
const policy = {
  /** The bundler adds scripts for what is loaded later. */
  createScriptURL: (text: string): string | null => {
    const { origin, pathname } = new URL(text, location.href);
    return origin === location.origin && pathname.startsWith("/_next/static/") ? text : null;
  },
  /** Markdown's reader asks an element what `&copy;` means. No name can hold markup. */
  createHTML: (text: string): string | null => (/^&[A-Za-z0-9]{1,40};$/.test(text) ? text : null),
};

interface TrustedTypes {
  createPolicy: (name: "default", rules: typeof policy) => unknown;
}

// Not in every browser yet: there the nonce stands alone.
(window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("default", policy);
