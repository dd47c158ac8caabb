"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";

/** One parameter of the address; null while it is absent. Setting it replaces the address, so that Back leaves the page. */
export function useUrlParam(name: string): [value: string | null, set: (value: string | null) => void] {
  const path = usePathname();
  const router = useRouter();
  const search = useSearchParams();
  const set = (value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    router.replace(next.size === 0 ? path : `${path}?${next.toString()}`, { scroll: false });
  };
  return [search.get(name), set];
}
