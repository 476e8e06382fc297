import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function BrowsePage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.browse} /></div>;
}
