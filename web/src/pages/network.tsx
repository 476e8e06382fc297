import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function NetworkPage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.network} /></div>;
}
