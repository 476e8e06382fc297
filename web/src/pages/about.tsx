import { PageHead } from "../parts.tsx";
import { strings } from "../strings.ts";

export function AboutPage(_props: object) {
  return <div className="page"><PageHead title={strings.pageTitles.about} /></div>;
}
