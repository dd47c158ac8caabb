import type { Metadata } from "next";
import { PolicyScreen } from "../../../../../../screens/policies/policy-screen.tsx";

export const metadata: Metadata = { title: "Policy" };

export default async function Page({ params }: { params: Promise<{ policy: string }> }) {
  return <PolicyScreen policyId={(await params).policy} />;
}
