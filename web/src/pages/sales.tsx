import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function SalesPage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.sales} /></div>;
}
