import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function AssetPage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.asset} /></div>;
}
