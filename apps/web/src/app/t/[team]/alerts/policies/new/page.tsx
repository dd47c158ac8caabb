import type { Metadata } from "next";
import { PolicyScreen } from "../../../../../../screens/policies/policy-screen.tsx";

export const metadata: Metadata = { title: "Add a policy" };

export default function Page() {
  return <PolicyScreen policyId={null} />;
}
