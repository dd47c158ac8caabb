import { z } from "zod";

/** The languages in which built-in words of alerts exist. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;
export const Language = z.enum(["en", "de"], "Choose a language: English or Deutsch.");
