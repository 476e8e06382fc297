import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function SellPage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.sell} /></div>;
}
