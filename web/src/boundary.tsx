import { Component, type ReactNode } from "react";
import { problemOf } from "./problem.ts";
import { strings } from "./strings.ts";

interface Props {
  children: ReactNode;
  /** What is drawn in place of children that failed; without it, the problem as a sentence. */
  fallback?: (error: unknown) => ReactNode;
}

/** Shows what happened where a part of the page fails, and leaves the rest alone. */
export class Boundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error("failed") };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (this.props.fallback) return this.props.fallback(error);
    const problem = problemOf(error);
    return (
      <div className="page">
        <div className="notice notice-bad" role="alert">
          <h2>{problem.what}</h2>
          <p>{problem.next}</p>
          <p><button type="button" className="button" onClick={() => { location.reload(); }}>{strings.again}</button></p>
        </div>
      </div>
    );
  }
}
