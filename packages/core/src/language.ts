import { z } from "zod";

/** The languages in which built-in words of alerts exist. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;
export const Language = z.enum(["en", "de"], "Choose a language: English or Deutsch.");

/** One sentence in every language. */
export type Wording = Record<Language, string>;
/** What is stored beside an English sentence. One that was stored before it was said in a language is not said in it. */
export type Translations = Partial<Omit<Wording, "en">>;

export const unsaid: Wording = { en: "", de: "" };

export function inEachLanguage(say: (language: Language) => string): Wording {
  return { en: say("en"), de: say("de") };
}

/** A stored sentence in every language: in English where it is not said in one. */
export function wordingOf(en: string, translations: Translations): Wording {
  return { de: en, ...translations, en };
}

/** Two sentences after each other, in every language; an empty one leaves no gap. */
export function joined(first: Wording, second: Wording): Wording {
  return inEachLanguage((language) => `${first[language]} ${second[language]}`.trim());
}
