"use client";
import { useEffect, useState } from "react";
import { type Theme, isTheme } from "./theme-cookie.ts";

/** The theme of this browser, and how to change it: at once, and for a year by cookie. */
export function useTheme(): [theme: Theme, setTheme: (theme: Theme) => void] {
  const [theme, setShown] = useState<Theme>("system");
  useEffect(() => {
    const set = document.documentElement.dataset["theme"];
    if (isTheme(set)) setShown(set);
  }, []);
  return [
    theme,
    (next) => {
      setShown(next);
      document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
      if (next === "system") delete document.documentElement.dataset["theme"];
      else document.documentElement.dataset["theme"] = next;
    },
  ];
}
