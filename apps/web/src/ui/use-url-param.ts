"use client";
import { useSearchParams } from "next/navigation";
import { replaceSearch } from "./replace-search.ts";

/** One parameter of the address; null while it is absent. Setting it replaces the address, so that Back leaves the page. */
export function useUrlParam(name: string): [value: string | null, set: (value: string | null) => void] {
  return [useSearchParams().get(name), (value) => replaceSearch({ [name]: value })];
}
