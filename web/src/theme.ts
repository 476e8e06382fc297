import { useSyncExternalStore } from "react";

/** What colours the page has: the system's, or those that its reader chose. */
export type Theme = "system" | "light" | "dark";

const slot = "latchkey.theme";
const listeners = new Set<() => void>();

function read(): Theme {
  try {
    const kept = localStorage.getItem(slot);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system"; // storage is blocked
  }
}

let theme = read();

function apply(): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Gives the page the colours that were chosen last. Before it is drawn. */
export function startTheme(): void {
  apply();
}

/** The theme, and how to choose another. A choice is kept in this browser. */
export function useTheme(): [Theme, (next: Theme) => void] {
  const now = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => theme,
  );
  return [now, choose];
}

function choose(next: Theme): void {
  theme = next;
  try {
    if (next === "system") localStorage.removeItem(slot);
    else localStorage.setItem(slot, next);
  } catch {
    // It lasts as long as the page, then.
  }
  apply();
  for (const changed of listeners) changed();
}
