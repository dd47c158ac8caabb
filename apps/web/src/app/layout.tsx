import "@fontsource-variable/inter";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { isTheme } from "../ui/theme-cookie.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { template: "%s · Vedette", default: "Vedette" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0f14" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get("theme")?.value;
  return (
    <html lang="en" data-theme={isTheme(theme) && theme !== "system" ? theme : undefined}>
      <body>{children}</body>
    </html>
  );
}
